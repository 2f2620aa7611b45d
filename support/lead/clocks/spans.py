"""A span of business time as leads type and read it: 18 h, 90 min, 1 h 30."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from support.calendars.models import LONGEST_MINUTES

_HOURS = r"(?:h|hrs?|hours?|小时|个小时)"
_MINUTES = r"(?:m|min|mins|minutes?|分|分钟)"
_SPAN = re.compile(
    rf"(?:(?P<hours>\d{{1,6}}(?:\.\d{{1,2}})?)\s*{_HOURS})?\s*(?:(?P<minutes>\d{{1,6}})\s*{_MINUTES}?)?"
)


class SpanField(forms.Field):
    """Whole minutes, from `least` to the longest; what is typed without a unit is minutes."""

    def __init__(self, *, least: int, **given: Any) -> None:
        super().__init__(required=False, **given)
        self.least = least

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else in_words(value)

    def to_python(self, value: Any) -> int | None:
        """Raises ValidationError for what is no span, or outside of the bounds."""
        typed = unicodedata.normalize("NFKC", str(value or "")).strip().lower()
        if not typed:
            return None
        found = _SPAN.fullmatch(typed)
        if not found:
            raise forms.ValidationError(_("Please write a time such as 18 h or 90 min."))
        minutes = round(float(found["hours"] or 0) * 60) + int(found["minutes"] or 0)
        if not self.least <= minutes <= LONGEST_MINUTES:
            raise forms.ValidationError(
                _("Please choose a time from %(least)s to %(most)s.")
                % {"least": in_words(self.least), "most": in_words(LONGEST_MINUTES)}
            )
        return minutes


def in_words(minutes: int | None) -> str:
    """Say it in the largest units without loss; "" of None."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(count)d min") % {"count": rest}
    if not rest:
        return _("%(count)d h") % {"count": hours}
    return _("%(hours)s h %(minutes)s") % {"hours": hours, "minutes": f"{rest:02d}"}
