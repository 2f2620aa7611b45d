"""What waits for somebody's press, and what waits at the banks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from support.cases.models import CaseQuerySet, Status
from support.cases.viewing.counts import sql_of
from support.cases.viewing.ordering import ORDERINGS
from support.guidance.outcomes.awaiting import NO_CAUSE, awaited_by_cause
from support.inquiries.models import Bank, Inquiry
from support.lead.load.figures import OUTCOMES, Figure, Scope, Wanted
from support.payments.models import Channel
from troubleshooting.causes.models import Cause
from web.words.due import span_in_words

MOST_READ = 5_000
AT_BANKS = {"status": Status.WAITING_BANK.value}


@dataclass(frozen=True)
class Line:
    """A cause, a bank or a channel: how many there are and late, how long it has been so."""

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
    """Return the channels whose cases wait for a bank, who is latest first; two queries."""
    now = scope.asking.now
    due_first = ORDERINGS["status"].apply(scope.cases(AT_BANKS))
    sql, given = sql_of(due_first.values("payment__channel", "due_at")[:MOST_READ])
    with connection.cursor() as cursor:
        cursor.execute(BY_CHANNEL.format(sql), [now, now, *given])
        rows = cursor.fetchall()
    channels = Channel.objects.in_bulk([channel for channel, *_counts in rows])
    more = _more(sum(count for _channel, count, *_late in rows))
    lines: list[Line] = []
    for pk, count, late_count, since in rows:
        channel = channels.get(pk)
        narrower: Wanted = {**AT_BANKS, "channel": channel.code if channel else "none"}
        name = channel.name if channel else _("No payment")
        late = {**narrower, "overdue": "true"}
        lines.append(
            Line(
                figure=scope.figure(name, count, narrower, f"{count}{more}"),
                late=scope.figure(name, late_count, late, f"{late_count}{more}"),
                longest=span_in_words(now - since) if since else "",
            )
        )
    return lines


def banks_asked(scope: Scope) -> list[Line]:
    """Return the banks that owe an answer, who is latest first; two queries."""
    now = scope.asking.now
    rows = Inquiry.objects.open().to_banks().filter(case__in=scope.cases({})).order_by("due_at")
    asked: dict[int, set[int]] = defaultdict(set)
    late: dict[int, set[int]] = defaultdict(set)
    since: dict[int, datetime] = {}
    found = list(rows.values_list("bank", "case", "due_at")[:MOST_READ])
    for bank, case, due_at in found:
        asked[bank].add(case)
        if due_at < now:
            late[bank].add(case)
            since.setdefault(bank, due_at)
    banks = Bank.objects.in_bulk(asked)
    more = _more(len(found))

    def line(pk: int) -> Line:
        bank, count, over = banks[pk], len(asked[pk]), len(late[pk])
        return Line(
            figure=scope.figure(str(bank), count, {"bank": bank.slug}, f"{count}{more}"),
            late=scope.figure(str(bank), over, {"bank_late": bank.slug}, f"{over}{more}"),
            longest=span_in_words(now - since[pk]) if pk in since else "",
        )

    return [line(pk) for pk in sorted(asked, key=lambda pk: (-len(late[pk]), -len(asked[pk]), pk))]


# Asked by its key again, each case would be looked up twice.
BY_CHANNEL = """
    SELECT payment__channel, count(*), count(*) FILTER (WHERE due_at < %s) AS late,
        min(due_at) FILTER (WHERE due_at < %s)
    FROM ({}) AS found GROUP BY 1 ORDER BY late DESC, 2 DESC
"""


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
