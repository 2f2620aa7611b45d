"""The time of a place, chosen by the name that people give it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language

from support.claims.zones import KNOWN, zone_choices


class _ZoneSelect(forms.Select):
    """Offers the clocks that many people live by, and the one that is set, as they stand now."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        own = value[0] if value else ""
        offered = zone_choices(own, get_language() or "en", timezone.now())
        is_set = own in KNOWN
        self.choices = offered if is_set and self.is_required else [("", "---------"), *offered]
        return super().optgroups(name, value, attrs)


class ZoneField(forms.CharField):
    """A time zone; none is chosen for who has not said any."""

    widget = _ZoneSelect

    def __init__(self, **given: Any) -> None:
        super().__init__(**given | {"help_text": ""})  # that of a model says how it is typed

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return none of a field that is typed."""
        return {}
