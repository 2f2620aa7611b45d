"""The words of a filter: the queue, the API's lists and saved views know the same ones."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from support.cases.models import (
    CLASS_OF,
    OPEN_STATUSES,
    STATUSES_OF,
    Case,
    Status,
    StatusClass,
)
from support.staff.standing import standing_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_LETTERS = 200


@dataclass(frozen=True)
class Asking:
    """Who looks at a list, and when: "me" and "late" mean nothing without."""

    user: "User"
    now: datetime


def _yes(condition: Q) -> Callable[[str, Asking], Q]:
    """Return a filter that is on, off or not asked."""
    return lambda value, _asking: condition if value == "true" else ~condition


def _whose(value: str, asking: Asking) -> Q:
    """`me`, `none` or a user name; the first two as the index `case_whose` has it."""
    if value not in ("me", "none"):
        return Q(assignee__username=value)
    wanted = asking.user.pk if value == "me" else 0
    return Q(Exact(Coalesce(F("assignee"), Value(0)), wanted))


def _of_team(value: str, asking: Asking) -> Q:
    """`mine`, `none` or a team's name."""
    if value == "mine":
        mine = list(standing_of(asking.user).teams)
        return Q(team=mine[0]) if len(mine) == 1 else Q(team__in=mine or [0])
    return Q(team=None) if value == "none" else Q(team__name=value)


def _late(value: str, asking: Asking) -> Q:
    """What should have been done by now; "false" asks nothing, as it always did in the API."""
    return Q(due_at__lt=asking.now) if value == "true" else Q()


def _in_status(value: str, _asking: Asking) -> Q:
    return Q(status__in=value.split(","))


def _due(_value: str, asking: Asking) -> Q:
    return Q(due_at__gte=asking.now, due_at__lt=asking.now + timedelta(hours=1))


def _of_age(value: str, asking: Asking) -> Q:
    """Opened so long ago: from the bound before up to that of the name."""
    names = list(AGES)
    begins = AGES[names[names.index(value) - 1]] if value != names[0] else timedelta()
    ends = AGES[value]
    since = Q(opened_at__gt=asking.now - ends) if ends is not None else Q()
    return since & Q(opened_at__lte=asking.now - (begins or timedelta())) if begins else since


AGES: dict[str, timedelta | None] = {
    "15m": timedelta(minutes=15), "1h": timedelta(hours=1), "4h": timedelta(hours=4),
    "24h": timedelta(hours=24), "old": None,
}  # fmt: skip
CONDITIONS: dict[str, Callable[[str, Asking], Q]] = {
    "status": _in_status,
    "class": lambda value, _asking: Q(status__in=STATUSES_OF[StatusClass(value)]),
    "assignee": _whose,
    "team": _of_team,
    "channel": lambda value, _asking: Q(payment__channel__code=value),
    "direction": lambda value, _asking: Q(payment__direction=value),
    "cause": lambda value, _asking: Q(cause__slug=value),
    "priority": lambda value, _asking: Q(priority=value),
    "language": lambda value, _asking: Q(language=value),
    # As the index of tagged cases has it.
    "tag": lambda value, _asking: ~Q(tags=[]) & Q(tags__contains=[value.casefold()]),
    "overdue": _late,
    "due": _due,
    "age": _of_age,
    "unreached": lambda value, _asking: (
        Q(unreached_since__isnull=False) if value == "true" else Q()
    ),
    "snoozed": _yes(Q(wakes_at__isnull=False)),
    "outcome": _yes(Q(outcome_since__isnull=False)),
    "replied": _yes(Q(heard_at__isnull=False)),
}
CHOICES: Mapping[str, Iterable[str]] = {
    "status": Status.values,
    "class": StatusClass.values,
    "direction": ("payout", "payin"),
    "priority": Case.Priority.values,
    "due": ("hour",),
    "age": tuple(AGES),
    **dict.fromkeys(("overdue", "unreached", "snoozed", "outcome", "replied"), ("true", "false")),
}


def read_wanted(given: Mapping[str, object]) -> dict[str, str]:
    """Return what of a filter can be meant: known words with values that they can have."""
    read = {name: _clean(given[name]) for name in CONDITIONS if name in given}
    return {name: value for name, value in read.items() if value and _can_be(name, value)}


def _can_be(name: str, value: str) -> bool:
    if name not in CHOICES:
        return True
    values = value.split(",") if name == "status" else [value]
    return all(one in CHOICES[name] for one in values)


def _clean(value: object) -> str:
    """Return a value as one bounded line, a list as one of statuses; PostgreSQL takes no NUL."""
    text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    text = text.lower() if isinstance(value, bool) else text
    return " ".join(text.replace("\0", " ").split())[:MOST_LETTERS]


def within(wanted: Mapping[str, str], asking: Asking) -> Q:
    """Return the condition for the cases that a filter leaves.

    Done and snoozed ones are in nobody's way: they are there where the filter asks for them.
    """
    found = Q()
    for name, value in wanted.items():
        found &= CONDITIONS[name](value, asking)
    if "status" not in wanted and "class" not in wanted and wanted.get("unreached") != "true":
        found &= Q(status__in=OPEN_STATUSES)
    if not wanted.keys() & {"snoozed", "unreached"} and not _asks_for_done(wanted):
        found &= Q(wakes_at=None)
    return found


def _asks_for_done(wanted: Mapping[str, str]) -> bool:
    statuses = wanted.get("status", "").split(",") if wanted.get("status") else []
    done = any(CLASS_OF[Status(status)] == StatusClass.DONE for status in statuses)
    return done or wanted.get("class") == StatusClass.DONE
