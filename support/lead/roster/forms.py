"""One row of the roster's plan, as a lead types it."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from support.lead.clocks.zones import ZoneField
from support.roster.models import Cover, Rule, Shift
from support.roster.models.planned import DAYS
from support.staff.models import Team
from support.staff.standing import workers
from web.access import name_of

WEEKLY = [
    "team", "language", "zone", "weekdays", "begins_at", "ends_at", "from_on", "until_on",
    "calendar", "on_holidays",
]  # fmt: skip


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody who works here, by their name."""

    def __init__(self, **given: Any) -> None:
        people = workers().order_by("first_name", "last_name", "username")
        super().__init__(people, **given)

    def label_from_instance(self, obj: User) -> str:
        return name_of(obj)


class RowForm(forms.ModelForm):  # type: ignore[type-arg]  # no class of Django's at runtime
    """A row of one of the teams that somebody leads."""

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        led: Any = self.fields["team"]
        led.queryset = Team.objects.filter(pk__in=[team.pk for team in teams])
        led.empty_label = None
        self.fields["language"].choices = [  # type: ignore[attr-defined]  # it has some
            ("", _("every language")), *self.fields["language"].choices[1:],  # type: ignore[attr-defined]
        ]  # fmt: skip

    def plain(self) -> list[Any]:
        """Return the fields that stand in a row: one word or number each."""
        return [field for field in self if field.name != "weekdays"]


def _time() -> forms.TimeInput:
    return forms.TimeInput({"type": "time"}, "%H:%M")


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, "%Y-%m-%d")


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")


class _WeeklyForm(RowForm):
    weekdays = forms.TypedMultipleChoiceField(
        choices=DAYS, coerce=int, widget=forms.CheckboxSelectMultiple, label=_("Weekdays")
    )


_WIDGETS = {"begins_at": _time, "ends_at": _time, "from_on": _day, "until_on": _day}


class RuleForm(_WeeklyForm):
    """Who works when, by the week."""

    person = PersonField(label=_("Agent"))

    class Meta:
        model = Rule
        fields = [*WEEKLY[:1], "person", *WEEKLY[1:], "every_weeks"]
        widgets = {name: made() for name, made in _WIDGETS.items()}
        field_classes = {"zone": ZoneField}


class CoverForm(_WeeklyForm):
    """When somebody has to be there."""

    class Meta:
        model = Cover
        fields = WEEKLY
        widgets = {name: made() for name, made in _WIDGETS.items()}
        field_classes = {"zone": ZoneField}


class ShiftForm(RowForm):
    """One shift, in the reader's time zone."""

    person = PersonField(label=_("Agent"))

    class Meta:
        model = Shift
        fields = ["team", "person", "language", "begins_at", "ends_at"]
        widgets = {"begins_at": _moment(), "ends_at": _moment()}


FORMS: dict[str, type[RowForm]] = {"rules": RuleForm, "covers": CoverForm, "shifts": ShiftForm}
