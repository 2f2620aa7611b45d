"""What a lead types of a channel."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from support.payments.models import Channel, ChannelState, PlannedStop

_MOMENT = "%Y-%m-%dT%H:%M"


def _at(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, _MOMENT)
    return forms.DateTimeField(label=label, input_formats=[_MOMENT], widget=widget)


class StateForm(forms.Form):
    """Which state a channel is in from now on, and why."""

    state = forms.ChoiceField(label=_("State"), choices=Channel.State.choices)
    why = forms.CharField(
        label=_("Why"),
        max_length=ChannelState._meta.get_field("note").max_length,  # noqa: SLF001
    )


class StopForm(forms.Form):
    """A stop that is planned: from when, until when and why, in both languages."""

    begins_at = _at(_("From"))
    ends_at = _at(_("Until"))
    why_en = forms.CharField(
        label=_("Why, in English"),
        max_length=PlannedStop._meta.get_field("why_en").max_length,  # noqa: SLF001
    )
    why_zh = forms.CharField(
        label=_("Why, in Chinese"),
        max_length=PlannedStop._meta.get_field("why_zh").max_length,  # noqa: SLF001
    )
    is_public = forms.BooleanField(label=_("Customers may read it"), required=False, initial=True)
