"""The words of a filter: the queue, the API's lists and saved views know the same ones.

Who stands above the cases adds words of their own by `add_word`, once the apps are there.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from support.cases.models import (
    CLASS_OF,
    OPEN_STATUSES,
    STATUSES_OF,
    Case,
    Status,
    StatusClass,
)
from support.payments.models import Channel, Direction
from support.staff.services import team_named
from support.staff.standing import standing_of
from troubleshooting.causes.models import Cause
from troubleshooting.marks.reading import kept

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
    return Q(team=None) if value == "none" else Q(team=team_named(value) or 0)


def _late(value: str, asking: Asking) -> Q:
    """What should have been done by now; "false" asks nothing, as it always did in the API."""
    return Q(due_at__lt=asking.now) if value == "true" else Q()


def _in_status(value: str, _asking: Asking) -> Q:
    return Q(status__in=value.split(","))


def _due(value: str, asking: Asking) -> Q:
    """Due from now on: within the hour, or until the reader's midnight."""
    tomorrow = timezone.localdate(asking.now) + timedelta(days=1)
    end = asking.now + timedelta(hours=1) if value == "hour" else _begin_of(tomorrow)
    return Q(due_at__gte=asking.now, due_at__lt=end)


def on_days(column: str) -> Callable[[str, Asking], Q]:
    """Return the filter for what happened on some days, to what was not merged."""

    def happened(value: str, _asking: Asking) -> Q:
        begins, ends = moments_of(value)
        return Q(**{"merged_into": None, f"{column}__gte": begins, f"{column}__lt": ends})

    return happened


def days_in_words(value: str) -> str:
    first, last = (date_format(day, "DATE_FORMAT") for day in _days_of(value))
    return first if first == last else _("%(since)s to %(until)s") % {"since": first, "until": last}


def moments_of(value: str) -> tuple[datetime, datetime]:
    """Return when a day of the reader's begins and ends, or the days of 2026-11-01..2026-11-30."""
    first, last = _days_of(value)
    return _begin_of(first), _begin_of(last + timedelta(days=1))


def _days_of(value: str) -> tuple[date, date]:
    first, _dots, last = value.partition("..")
    return date.fromisoformat(first), date.fromisoformat(last or first)


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


# Asked for by its key, PostgreSQL knows how often a channel or cause is there, and by which index
# its cases come in order: by its name it would go through all that are open.
def _of_channel(value: str, _asking: Asking) -> Q:
    if value == "none":
        return Q(payment=None)
    return Q(payment__channel=_channel_keys().get(value, 0))


def _of_cause(value: str, _asking: Asking) -> Q:
    if value == "none":
        return Q(cause=None)
    return Q(cause=_cause_keys().get(value, 0))


@kept
def _channel_keys() -> dict[str, int]:
    return dict(Channel.objects.values_list("code", "pk"))


@kept
def _cause_keys() -> dict[str, int]:
    return dict(Cause.objects.values_list("slug", "pk"))


def _of_direction(value: str, _asking: Asking) -> Q:
    if value == "none":
        return Q(payment=None) | Q(payment__direction="")
    return Q(payment__direction=value)


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
    "channel": _of_channel,
    "direction": _of_direction,
    "cause": _of_cause,
    "priority": lambda value, _asking: Q(priority=value),
    "language": lambda value, _asking: Q(language="" if value == "none" else value),
    # As the index of tagged cases has it.
    "tag": lambda value, _asking: ~Q(tags=[]) & Q(tags__contains=[value.casefold()]),
    "overdue": _late,
    "due": _due,
    "age": _of_age,
    "opened": on_days("opened_at"),
    "resolved": on_days("resolved_at"),
    "unreached": lambda value, _asking: (
        Q(unreached_since__isnull=False) if value == "true" else Q()
    ),
    "snoozed": _yes(Q(wakes_at__isnull=False)),
    "outcome": _yes(Q(outcome_since__isnull=False)),
    "replied": _yes(Q(heard_at__isnull=False)),
}
# Words of when something happened, by the reader's days, and how what happened is called.
DAY_NAMES: dict[str, str | Promise] = {
    "opened": pgettext_lazy("cases", "Opened"), "resolved": pgettext_lazy("cases", "Ended")
}  # fmt: skip
DAYS = DAY_NAMES.keys()
LISTED = {"status"}  # of which several values may be asked for at once
ADDED: list[str] = []
CHOICES: dict[str, Iterable[str]] = {
    "status": Status.values,
    "class": StatusClass.values,
    "direction": (*Direction.values, "none"),
    "priority": Case.Priority.values,
    "due": ("hour", "today"),
    "age": tuple(AGES),
    **dict.fromkeys(("overdue", "unreached", "snoozed", "outcome", "replied"), ("true", "false")),
}


def add_word(
    name: str, condition: Callable[[str, Asking], Q], values: Iterable[str] = (), *,
    day_name: str | Promise = "",
) -> None:  # fmt: skip
    """Let lists of cases be asked for a word: one of its values or several, or anything.

    One with a `day_name` is asked for by days, on which what is called so happened.
    """
    CONDITIONS[name] = condition
    ADDED.append(name)
    if day_name:
        DAY_NAMES[name] = day_name
    if values:
        CHOICES[name] = tuple(values)
        LISTED.add(name)


def read_wanted(given: Mapping[str, object]) -> dict[str, str]:
    """Return what of a filter can be meant: known words with values that they can have."""
    read = {name: _clean(given[name]) for name in CONDITIONS if name in given}
    return {name: value for name, value in read.items() if value and _can_be(name, value)}


def _can_be(name: str, value: str) -> bool:
    if name in DAYS:
        return _is_day(value)
    if name not in CHOICES:
        return True
    values = value.split(",") if name in LISTED else [value]
    return all(one in CHOICES[name] for one in values)


def _is_day(value: str) -> bool:
    """Tell whether a value is a day, written as 2026-11-30, or one up to another with two dots.

    The calendar goes beyond them.
    """
    try:
        first, last = _days_of(value)
    except ValueError:
        return False
    return date.min < first <= last < date.max - timedelta(days=1)


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
    if wanted.keys() & DAYS:
        return found  # what happened on a day stays, whatever became of it
    if "status" not in wanted and "class" not in wanted and wanted.get("unreached") != "true":
        found &= Q(status__in=OPEN_STATUSES)
    if not wanted.keys() & {"snoozed", "unreached"} and not _asks_for_done(wanted):
        found &= Q(wakes_at=None)
    return found


def _asks_for_done(wanted: Mapping[str, str]) -> bool:
    statuses = wanted.get("status", "").split(",") if wanted.get("status") else []
    done = any(CLASS_OF[Status(status)] == StatusClass.DONE for status in statuses)
    return done or wanted.get("class") == StatusClass.DONE
