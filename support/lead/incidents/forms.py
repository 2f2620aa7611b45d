"""What an incident is about, with conditions as rows; and the next update, in both languages."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from support.incidents.conditions import LONGEST as LONGEST_VALUE
from support.incidents.conditions import MOST, OPS, checked, facts
from support.incidents.models import Incident
from support.incidents.services import Scope
from support.incidents.updating import LONGEST, Said
from support.payments.models import Channel
from support.payments.models.channel import PUBLIC_METHODS

EMPTY_ROWS = 2
MINUTES = (15, 30, 60, 120, 240, 480, 1440)


class ScopeForm(forms.Form):
    """What an incident is about. Rows of conditions are named by their number."""

    title_en = forms.CharField(label=_("Title, English"), max_length=150)
    title_zh = forms.CharField(label=_("Title, Chinese"), max_length=150)
    severity = forms.ChoiceField(label=_("Severity"), choices=Incident.Severity.choices)
    began_at = forms.DateTimeField(
        label=_("Since"),
        help_text=_("Payments made before are not among these."),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    channels = forms.ModelMultipleChoiceField(
        label=_("Channels"),
        queryset=Channel.objects.order_by("code"),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    methods = forms.MultipleChoiceField(
        label=_("Methods"),
        choices=[*PUBLIC_METHODS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *given: Any, rows: int, **more: Any) -> None:
        super().__init__(*given, **more)
        choices: dict[str, list[tuple[str, Any]]] = {
            "fact": [("", "–"), *facts().items()],
            "op": [*OPS.items()],
        }
        for number in range(min(rows, MOST)):
            for name in ("fact", "op"):
                self.fields[f"{name}_{number}"] = forms.ChoiceField(
                    choices=choices[name], required=False
                )
            self.fields[f"value_{number}"] = forms.CharField(
                required=False, max_length=LONGEST_VALUE
            )

    @classmethod
    def asked(cls, given: Any) -> "ScopeForm":
        """Read what was posted, with as many rows of conditions as it has."""
        rows = sum(name.startswith("fact_") for name in given)
        return cls(given, rows=rows)

    @classmethod
    def of(cls, incident: Incident | None, now: datetime) -> "ScopeForm":
        """Show what an incident is about, or an empty form."""
        if incident is None:
            return cls(rows=EMPTY_ROWS, initial={"began_at": timezone.localtime(now)})
        rows = incident.conditions
        initial: dict[str, Any] = {
            name: getattr(incident, name)
            for name in ("title_en", "title_zh", "severity", "began_at", "methods")
        }
        initial["channels"] = [channel.code for channel in incident.channels.all()]
        for number, row in enumerate(rows):
            initial |= {f"{name}_{number}": value for name, value in row.items()}
        return cls(rows=len(rows) + EMPTY_ROWS, initial=initial)

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        numbers = [name.removeprefix("fact_") for name in self.fields if name.startswith("fact_")]
        return [(self[f"fact_{n}"], self[f"op_{n}"], self[f"value_{n}"]) for n in numbers]

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields that are no condition."""
        return [self[name] for name in ScopeForm.base_fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = [
            {name: cleaned.get(f"{name}_{number}", "") for name in ("fact", "op", "value")}
            for number in range(len(self.rows))
        ]
        cleaned["conditions"] = checked([row for row in given if row["fact"]])
        if not cleaned.get("channels") and not cleaned.get("methods"):
            raise ValidationError(_("Please choose a channel or a method."))
        return cleaned

    @property
    def scope(self) -> Scope:
        names = ("title_en", "title_zh", "began_at", "methods", "conditions", "severity")
        given = {name: self.cleaned_data[name] for name in names}
        return Scope(channels=list(self.cleaned_data["channels"]), **given)


class UpdateForm(forms.Form):
    """The next update. `shown` tells which words were looked at before they are sent."""

    customers_en = forms.CharField(required=False, max_length=LONGEST, strip=True)
    customers_zh = forms.CharField(required=False, max_length=LONGEST, strip=True)
    agents_en = forms.CharField(required=False, max_length=LONGEST, strip=True)
    agents_zh = forms.CharField(required=False, max_length=LONGEST, strip=True)
    state = forms.ChoiceField(choices=Incident.State.choices)
    minutes = forms.TypedChoiceField(
        choices=[("", "–"), *((number, number) for number in MINUTES)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    normal = forms.BooleanField(required=False)
    seen = forms.IntegerField(min_value=0)
    shown = forms.CharField(required=False, max_length=64)

    def said(self, now: datetime) -> Said:
        given = dict(self.cleaned_data)
        given.pop("shown")
        given.pop("normal")
        minutes = given.pop("minutes")
        return Said(
            next_update_at=now + timedelta(minutes=minutes) if minutes else None,
            **{name: given[name] for name in given},
        )

    @property
    def fingerprint(self) -> str:
        """Tell words that were shown from words that were changed afterwards."""
        told = [self.cleaned_data[name] for name in self.fields if name != "shown"]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def in_minutes() -> list[tuple[int, str]]:
    """Return the choices of when the next update is due, in words."""
    return [
        (
            number,
            ngettext("in %(count)s hour", "in %(count)s hours", number // 60)
            % {"count": number // 60}
            if number >= 60
            else ngettext("in %(count)s minute", "in %(count)s minutes", number)
            % {"count": number},
        )
        for number in MINUTES
    ]
