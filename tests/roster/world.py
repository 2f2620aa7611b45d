"""Three teams on three continents, and shifts for them."""

from datetime import UTC, date, datetime, time
from typing import Any

from support.roster.models import Cover, Rule
from support.staff.models import Team
from tests.factories import make_agent

EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]
WORKDAYS = [0, 1, 2, 3, 4]
BERLIN, YORK, SHANGHAI = "Europe/Berlin", "America/New_York", "Asia/Shanghai"
START = date(2026, 1, 1)


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


def a_team(name: str = "Night desk", **overrides: Any) -> Team:
    return Team.objects.create(name=name, **overrides)


def hours(begins: str, ends: str, **overrides: Any) -> dict[str, Any]:
    """Return what a weekly rule needs: every day, in Berlin, since START."""
    values = {
        "zone": BERLIN,
        "weekdays": EVERY_DAY,
        "begins_at": time.fromisoformat(begins),
        "ends_at": time.fromisoformat(ends),
        "from_on": START,
    }
    return values | overrides


def a_rule(team: Team, begins: str, ends: str, **overrides: Any) -> Rule:
    person = overrides.pop("person", None) or make_agent()
    return Rule.objects.create(team=team, person=person, **hours(begins, ends, **overrides))


def a_cover(team: Team, begins: str = "00:00", ends: str = "00:00", **overrides: Any) -> Cover:
    return Cover.objects.create(team=team, **hours(begins, ends, **overrides))
