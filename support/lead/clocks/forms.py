"""What a lead types of a market's clocks, and of days."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from support.calendars.editing import HOURS, RULE
from support.calendars.models import CalendarDay
from support.cases.models import Case
from support.lead.clocks.spans import SpanField
from support.lead.clocks.zones import ZoneField

TIMES = ("first_answer", "next_answer", "solution")


class RuleForm(forms.Form):
    """One priority's rule in business time; blank is none of its own."""

    first_answer = SpanField(label=_("First answer"), least=1)
    next_answer = SpanField(label=_("Next answer"), least=1)
    solution = SpanField(label=_("Solution"), least=1)
    warn_before = SpanField(label=_("Warn before"), least=0)
    raises = forms.BooleanField(label=_("Raise the priority"), required=False)
    gives_back = forms.BooleanField(label=_("Give back to the team"), required=False)
    tells = forms.BooleanField(label=_("Tell the team lead"), required=False)

    def clean(self) -> None:
        given = self.cleaned_data
        known = [name for name in TIMES if given.get(name)]
        if known and len(known) < len(TIMES) and not self.errors:
            raise forms.ValidationError(_("Please fill in all three times, or none of them."))
        others = ("raises", "gives_back", "tells", "warn_before")
        if not known and any(given.get(name) for name in others) and not self.errors:
            raise forms.ValidationError(_("Please say which times these are for."))

    def values(self) -> Mapping[str, Any] | None:
        given = self.cleaned_data
        if not given.get("first_answer"):
            return None
        return {name: given[name] or 0 if name == "warn_before" else given[name] for name in RULE}


class HoursForm(forms.Form):
    """When a market works; empty is as it always was."""

    time_zone = ZoneField(label=_("Time zone"), required=False, max_length=40)
    calendar = forms.CharField(
        label=_("Calendar"), required=False, max_length=20,
        help_text=_("A country's code such as CN, or a financial calendar such as ECB"),
    )  # fmt: skip
    opens_at = forms.TimeField(
        label=_("Opens at"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    closes_at = forms.TimeField(
        label=_("Closes at"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )

    def clean(self) -> None:
        known = [name for name in HOURS if self.cleaned_data.get(name)]
        if known and len(known) < len(HOURS) and not self.errors:
            raise forms.ValidationError(_("Please fill in all four fields, or none of them."))

    def values(self) -> Mapping[str, Any] | None:
        given = self.cleaned_data
        return {name: given[name] for name in HOURS} if given.get("time_zone") else None


class DaysForm(forms.Form):
    """Days on which the banks of a calendar do otherwise than the library says."""

    calendar = forms.CharField(max_length=20)
    begins = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}))
    ends = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}),
        help_text=_("Blank: one day"),
    )  # fmt: skip
    is_worked = forms.ChoiceField(
        label=_("On these days"), choices=[("0", _("banks are closed")), ("1", _("banks work"))]
    )
    note = forms.CharField(
        label=_("Note"), required=False,
        max_length=CalendarDay._meta.get_field("note").max_length,  # noqa: SLF001 - its public API
    )  # fmt: skip


def rule_forms(rows: Mapping[str, Any], posted: Any = None) -> list[tuple[str, Any, RuleForm]]:
    """Return a form for each priority, filled with its row if there is one."""
    forms_: list[tuple[str, Any, RuleForm]] = []
    for priority, label in Case.Priority.choices:
        row = rows.get(priority)
        initial = {name: getattr(row, name) for name in RULE} if row else {}
        forms_.append((priority, label, RuleForm(posted, prefix=priority, initial=initial)))
    return forms_
