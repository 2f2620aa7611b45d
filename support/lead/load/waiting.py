"""What waits for somebody's press, and what waits at the banks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from support.cases.models import Case, CaseQuerySet, Status
from support.guidance.outcomes.awaiting import NO_CAUSE, awaited_by_cause
from support.lead.load.figures import OUTCOMES, Figure, Scope, Wanted
from support.payments.models import Channel
from troubleshooting.causes.models import Cause
from web.words.due import span_in_words

MOST_READ = 5_000
AT_BANKS = {"status": Status.WAITING_BANK.value}


@dataclass(frozen=True)
class Line:
    """A cause or a bank: how many there are, how many are late, how long it has been so."""

    figure: Figure
    late: Figure | None
    longest: str


def waiting_outcomes(scope: Scope) -> list[Line]:
    """Return what the guides found and nobody applied, by cause; two queries."""
    found = awaited_by_cause(_some(scope, OUTCOMES))
    named = Cause.objects.filter(slug__in=[one.cause for one in found])
    causes = {cause.slug: cause for cause in named}
    more = _more(sum(one.count for one in found))
    return [
        Line(
            figure=scope.figure(
                _name(one.cause, causes), one.count, {"finding": one.cause}, f"{one.count}{more}"
            ),
            late=None,
            longest=span_in_words(scope.asking.now - one.since),
        )
        for one in found
    ]


def _name(slug: str, causes: Mapping[str, Cause]) -> str:
    """Return what a cause is called; one that was deleted since, as its guide names it."""
    if slug == NO_CAUSE:
        return _("No cause")
    found = causes.get(slug)
    return found.name if found else _("“%(cause)s”, which is deleted") % {"cause": slug}


def cases_at_banks(scope: Scope) -> list[Line]:
    """Return the channels whose banks were asked, who is latest first; two queries."""
    now = scope.asking.now
    told: dict[str, Any] = {
        "count": Count("pk"),
        "late": Count("pk", filter=Q(due_at__lt=now)),
        "since": Min("due_at", filter=Q(due_at__lt=now)),
    }
    asked = Case.objects.filter(pk__in=_some(scope, AT_BANKS)).order_by()
    rows: list[dict[str, Any]] = list(asked.values("payment__channel").annotate(**told))  # type: ignore[arg-type]
    channels = Channel.objects.in_bulk([row["payment__channel"] for row in rows])
    more = _more(sum(row["count"] for row in rows))
    lines: list[Line] = []
    for row in sorted(rows, key=lambda row: (-row["late"], -row["count"])):
        channel = channels.get(row["payment__channel"])
        narrower: Wanted = {**AT_BANKS, "channel": channel.code if channel else "none"}
        name = channel.name if channel else _("No payment")
        late = {**narrower, "overdue": "true"}
        lines.append(
            Line(
                figure=scope.figure(name, row["count"], narrower, f"{row['count']}{more}"),
                late=scope.figure(name, row["late"], late, f"{row['late']}{more}"),
                longest=span_in_words(now - row["since"]) if row["since"] else "",
            )
        )
    return lines


def _some(scope: Scope, narrower: Wanted) -> CaseQuerySet:
    return scope.by_index(narrower)[:MOST_READ]


def _more(count: int) -> str:
    """Return the sign of a number that is at least so much, for no more cases were looked at."""
    return "+" if count >= MOST_READ else ""


def all_of(scope: Scope, lines: list[Line], narrower: Wanted) -> Figure:
    """Return how many cases some lines are about, all of them; at a bound there are more."""
    count = sum(line.figure.count for line in lines)
    return scope.figure("", count, narrower, f"{count}{_more(count)}")


def bound_of(lines: list[Line]) -> int:
    """Return how many cases were looked at where there are more of them, else 0."""
    return MOST_READ if sum(line.figure.count for line in lines) >= MOST_READ else 0
