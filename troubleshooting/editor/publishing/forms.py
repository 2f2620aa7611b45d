"""What somebody sends who publishes."""

from datetime import datetime, tzinfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from troubleshooting.checks.reading.as_written import Unreadable, read_zone


class PublishForm(forms.Form):
    """Why, when, and what becomes of the open walks; `seen` is the revision that was looked at.

    A time is read in `zone`, the one that the page named beside it; without a time, it is at once.
    """

    version = forms.IntegerField(min_value=1)
    seen = forms.IntegerField(min_value=0)
    reason = forms.CharField(
        max_length=1_000,
        error_messages={"required": _("Please say why this is published.")},
    )
    later = forms.BooleanField(required=False)
    at = forms.DateTimeField(
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": _("Please give the day and the time.")},
    )
    moves_walks = forms.BooleanField(required=False)

    def full_clean(self) -> None:
        with timezone.override(self._zone()):
            super().full_clean()

    def _zone(self) -> tzinfo:
        try:
            return read_zone(self.data.get("zone"))
        except Unreadable:
            return timezone.get_current_timezone()

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("later") and not self.cleaned_data.get("at"):
            self.add_error("at", _("Please give the day and the time."))

    @property
    def scheduled_for(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"] if self.cleaned_data["later"] else None
        return at
