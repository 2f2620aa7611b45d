"""What somebody sends who publishes."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _


class PublishForm(forms.Form):
    """Why, when, and what becomes of the open walks; `seen` is the revision that was looked at.

    A time is read in the zone of who writes it; without one, it is at once.
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

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("later") and not self.cleaned_data.get("at"):
            self.add_error("at", _("Please give the day and the time."))

    @property
    def scheduled_for(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"] if self.cleaned_data["later"] else None
        return at
