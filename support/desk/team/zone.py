"""By which clock somebody reads times, as they chose it themselves."""

from typing import TYPE_CHECKING

from support.claims.zones import KNOWN
from support.desk.models import AgentPreference

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def own_zone_of(person: "User") -> str:
    """Return the zone that somebody chose, "" where it is left to their browser."""
    return str(getattr(getattr(person, "preference", None), "time_zone", ""))


def set_time_zone(person: "User", zone: str, *, language: str) -> AgentPreference:
    """Remember by which clock an agent reads times; what is no zone leaves it to their browser.

    `language` is what they read now, for whoever has chosen none.
    """
    chosen = zone if zone in KNOWN else ""
    preference, _created = AgentPreference.objects.update_or_create(
        user=person,
        defaults={"time_zone": chosen},
        create_defaults={"time_zone": chosen, "language": language},
    )
    return preference
