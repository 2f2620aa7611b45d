"""What every change says: which state somebody looked at when they acted."""

from collections.abc import Mapping

from django import forms


def read_seen(given: Mapping[str, str]) -> int:
    """Return the number that was looked at; -1, which none is, for what can't be one."""
    seen = given.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 9 else -1


class SeenForm(forms.Form):
    seen = forms.IntegerField(min_value=0)
