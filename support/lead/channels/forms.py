"""What a lead types of a channel."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from support.payments.models import Channel, ChannelState, ChannelTest, PlannedStop
from support.sending.addresses import checked
from support.sources.models import Access, Source

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


class TestForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a channel is tested."""

    __test__ = False  # no test of ours

    class Meta:
        model = ChannelTest
        fields = (
            "source", "address", "every_minutes", "peak_from", "peak_until", "peak_minutes",
            "escalates_after", "is_on",
        )  # fmt: skip
        widgets = {
            name: forms.TimeInput({"type": "time"}, "%H:%M") for name in ("peak_from", "peak_until")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.slug, str(one)) for one in Source.objects.all()]
        self.fields["source"] = forms.ChoiceField(label=_("Source"), choices=choices)

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        return checked(address, 500)

    def clean(self) -> dict[str, Any]:
        """A secret goes nowhere but where it was entered for."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        access = Access.objects.filter(name=given.get("source", "")).first()
        address = given.get("address")
        if address and access and access.secret and not access.headers_to(address):
            message = _("This address is on another host than those where this source is reached.")
            self.add_error("address", message)
        return given
