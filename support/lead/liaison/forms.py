"""What a lead writes of a bank: a contact, a meeting, minutes, an action."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from support.lead.clocks.zones import ZoneField
from support.lead.roster.forms import PersonField
from support.liaison.models import Action, Contact, Meeting, Minutes
from support.roster.models.planned import DAYS


def _time() -> forms.TimeInput:
    return forms.TimeInput({"type": "time"}, "%H:%M")


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, "%Y-%m-%d")


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]  # no class of Django's at runtime
    """Somebody at a bank with their hours."""

    weekdays = forms.TypedMultipleChoiceField(
        choices=DAYS, coerce=int, widget=forms.CheckboxSelectMultiple,
        label=_("Weekdays"),
    )  # fmt: skip

    class Meta:
        model = Contact
        fields = [
            "name", "task", "email", "phone", "time_zone", "opens_at", "closes_at", "weekdays",
        ]  # fmt: skip
        widgets = {"opens_at": _time(), "closes_at": _time()}
        field_classes = {"time_zone": ZoneField}


class MeetingForm(forms.ModelForm):  # type: ignore[type-arg]
    """A meeting that comes back."""

    class Meta:
        model = Meeting
        fields = ["title", "first_on", "begins_at", "time_zone", "every_weeks", "until_on"]
        widgets = {"first_on": _day(), "until_on": _day(), "begins_at": _time()}
        field_classes = {"time_zone": ZoneField}


class MinutesForm(forms.ModelForm):  # type: ignore[type-arg]
    """What was said."""

    class Meta:
        model = Minutes
        fields = ["held_on", "body"]
        widgets = {"held_on": _day()}


class ActionForm(forms.ModelForm):  # type: ignore[type-arg]
    """What somebody does by a day."""

    owner = PersonField(label=_("Who does it"))

    class Meta:
        model = Action
        fields = ["words", "owner", "due_on"]
        widgets = {"due_on": _day()}


FORMS: dict[str, Any] = {
    "contacts": ContactForm, "meetings": MeetingForm, "minutes": MinutesForm,
    "actions": ActionForm,
}  # fmt: skip
