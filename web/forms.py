"""What every change says: which state somebody looked at when they acted, and moments in it."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

YEARS = range(1900, 3000)


def check_years(*moments: date | None) -> None:
    """Raise ValidationError for days and moments near the ends of the calendar.

    Not every clock has those, so one that is stored can be shown by nobody.
    """
    if any(moment is not None and moment.year not in YEARS for moment in moments):
        raise ValidationError(forms.DateTimeField.default_error_messages["invalid"], code="years")


def read_seen(given: Mapping[str, str]) -> int:
    """Return the number that was looked at; -1, which none is, for what can't be one."""
    seen = given.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 9 else -1


class SeenForm(forms.Form):
    seen = forms.IntegerField(min_value=0)
