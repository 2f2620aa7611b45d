"""Filters in the search box: `channel:`, `status:`, `is:late`, `before:` and the others.

They are read in both languages, and name things by their code or by either of their names. One that
can't be meant is told in a sentence, and nothing is found: leaving it out would find too much.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from support.cases.models.status import OPEN_STATUSES
from support.cases.search import naming
from support.cases.search.words import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

Asker = User | None
Reader = Callable[[str, Asker], Q]


def narrowing(filters: "Iterable[tuple[str, str]]", asker: Asker) -> Q:
    """Return what cases the filters leave; of the same filter named twice either may hold.

    Raises ValidationError with a sentence for each that can't be meant.
    """
    conditions: dict[str, Q] = {}
    mistakes = []
    for name, said in filters:
        try:
            meant = READ[name](said, asker)
        except ValidationError as mistake:
            mistakes += mistake.messages
            continue
        is_range = name in ("before", "after")
        known = conditions.get(name)
        conditions[name] = meant if known is None else known & meant if is_range else known | meant
    if mistakes:
        raise ValidationError(mistakes, code="filter")
    return Q(*conditions.values())


def _channel(said: str, _asker: Asker) -> Q:
    codes = _called(said, naming.channels())
    if not codes:
        raise ValidationError(_("No channel is called “%(name)s”.") % {"name": said})
    return Q(payment__channel__code__in=codes)


def _cause(said: str, _asker: Asker) -> Q:
    if folded(said) in naming.NOBODY:
        return Q(cause=None)
    slugs = _called(said, naming.causes())
    if not slugs:
        raise ValidationError(_("No cause is called “%(name)s”.") % {"name": said})
    return Q(cause__slug__in=slugs)


def _status(said: str, _asker: Asker) -> Q:
    known = naming.statuses()
    values = _called(said.replace("-", "_"), known) or _called(said, known)
    if not values:
        words = ", ".join(one.shown() for one in known)
        told = {"name": said, "words": words}
        raise ValidationError(_("“%(name)s” is no status. There are: %(words)s.") % told)
    return Q(status__in=values)


def _called(said: str, known: "Iterable[naming.Named]") -> list[str]:
    """Return the codes of what is called so, or else of what begins so."""
    wanted = folded(said)
    exact = [one.code for one in known if one.is_called(wanted)]
    begun = [one.code for one in known if any(name.startswith(wanted) for name in one.names)]
    return exact or (begun if wanted else [])


def _assignee(said: str, asker: Asker) -> Q:
    wanted = folded(said)
    if wanted in naming.NOBODY:
        return Q(assignee=None)
    if wanted in naming.ME and asker is not None:
        return Q(assignee=asker)
    names = User.objects.alias(
        western=Concat("first_name", Value(" "), "last_name"),
        eastern=Concat("last_name", "first_name"),
    )
    called = Q(username__iexact=said) | Q(western__iexact=said) | Q(eastern__iexact=said)
    called |= Q(first_name__iexact=said) | Q(last_name__iexact=said)
    people = list(names.filter(called).values_list("pk", flat=True)) if said else []
    if not people:
        raise ValidationError(_("Nobody here is called “%(name)s”.") % {"name": said})
    return Q(assignee__in=people)


def _before(said: str, _asker: Asker) -> Q:
    return Q(opened_at__lt=_begins(_day(said, "before:")))


def _after(said: str, _asker: Asker) -> Q:
    return Q(opened_at__gte=_begins(_day(said, "after:") + timedelta(days=1)))


def _day(said: str, name: str) -> date:
    try:
        day = parse_date(folded(said).replace("/", "-"))
    except ValueError:
        day = None
    if day is None or not date.min < day < date.max - timedelta(days=1):
        told = {"filter": name, "example": f"{name}{timezone.localdate():%Y-%m-%d}"}
        raise ValidationError(
            _("“%(filter)s” asks for a day that there is, such as %(example)s.") % told
        )
    return day


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _tag(said: str, _asker: Asker) -> Q:
    if not said:
        raise ValidationError(_("“tag:” asks for a tag, such as tag:vip."))
    return ~Q(tags=[]) & Q(tags__contains=[said.casefold()])


def _team(said: str, asker: Asker) -> Q:
    if folded(said) in naming.NOBODY:
        return Q(team=None)
    if folded(said) in naming.MINE and asker is not None:
        return Q(team__in=asker.memberships.values("team"))
    return Q(team__name__in=_one_of(said, naming.teams()))


def _among(column: str, known: Callable[[], "tuple[naming.Named, ...]"]) -> Reader:
    return lambda said, _asker: Q((f"{column}__in", _one_of(said, known())))


def _one_of(said: str, known: "tuple[naming.Named, ...]") -> list[str]:
    """Return the codes of what is called so. Raises ValidationError where nothing is."""
    found = _called(said, known)
    if not found:
        told = {"name": said, "words": ", ".join(one.shown() for one in known)}
        raise ValidationError(_("Nothing is called “%(name)s” here. There are: %(words)s.") % told)
    return found


def _state(said: str, _asker: Asker) -> Q:
    conditions = {
        "open": Q(status__in=OPEN_STATUSES),
        "done": ~Q(status__in=OPEN_STATUSES),
        "late": Q(status__in=OPEN_STATUSES, wakes_at=None, due_at__lt=timezone.now()),
        "snoozed": Q(wakes_at__isnull=False),
        "unreached": Q(unreached_since__isnull=False),
        "replied": Q(heard_at__isnull=False),
        "outcome": Q(outcome_since__isnull=False),
    }
    return Q(*(conditions[one] for one in _one_of(said, naming.states())), _connector=Q.OR)


def _direction(said: str, _asker: Asker) -> Q:
    found = _one_of(said, naming.directions())
    refunds = Q(payment__is_refund=True) if naming.REFUND[0] in found else Q(pk__in=[])
    return refunds | Q(payment__direction__in=found)


READ: dict[str, Reader] = {
    "channel": _channel, "cause": _cause, "status": _status, "assignee": _assignee,
    "before": _before, "after": _after, "tag": _tag, "team": _team, "is": _state,
    "priority": _among("priority", naming.priorities),
    "language": _among("language", naming.languages),
    "direction": _direction,
}  # fmt: skip
