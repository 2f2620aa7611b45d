"""When somebody is out of office, as they type it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _moment(label: Any) -> forms.DateTimeField:
    looks = {"type": "datetime-local"}
    return forms.DateTimeField(
        label=label, required=False,
        widget=forms.DateTimeInput(attrs=looks, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Please give a day and a time.")},
    )  # fmt: skip


class AwayForm(forms.Form):
    """From when and until when; `gives_back` leaves nothing waiting for who is not there."""

    away_from = _moment(_("From"))
    away_until = _moment(_("Until"))
    gives_back = forms.BooleanField(
        label=_("Give my open cases back to their teams now"), required=False
    )
