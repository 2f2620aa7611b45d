"""Rows of the queue as HTML: fifty rows of sixteen cells are most of the page."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from html import escape
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from support.cases.models import Status
from support.payments.models.payment import way_called
from web import shapes
from web.templatetags.icons import DRAWN
from web.words.said import label

if TYPE_CHECKING:
    from support.desk.queue.reading import Listed
    from support.desk.queue.rows import Clock, Row


def drawn(rows: "Iterable[Row]") -> SafeString:
    zone, case = timezone.get_current_timezone(), reverse("case", args=["REFERENCE"])
    lines = (shapes.drawn("desk/queue/_row.html", {}, _values(row, zone, case)) for row in rows)
    return mark_safe("".join(lines))  # noqa: S308 - each is drawn of a template


def _values(row: "Row", zone: tzinfo, address: str) -> dict[str, str]:
    case = row.case
    return {
        "reference": case.reference,
        "address": address.replace("REFERENCE", case.reference),
        "urgency": row.clock.urgency,
        "time": _time(row.clock, zone),
        "kind": row.clock.kind,
        "who": row.who,
        "tone": row.finding.tone,
        "finding": row.finding.words,
        "priority": row.priority,
        "icon": DRAWN["micro"](row.finding.icon),
        "cause": case.cause.name if case.cause else "",
        "status": label(Status, case.status),
        "tags": ", ".join(case.tags),
        "turn": row.turn,
        "turn_for": row.turn_for,
        "channel": case.channel.name if case.channel else "",
        "way": _way(case),
        "amount": row.amount,
        "currency": row.currency,
        "team": case.team.name if case.team else "",
        "opened": f"{case.opened_at.astimezone(zone):%m-%d %H:%M}",
        "whose": row.whose,
        "initials": row.initials,
        "you": " you" if row.is_mine else "",
    }


def _way(case: "Listed") -> str:
    if case.payment_id is None:
        return ""
    return way_called(case.payment__direction, is_refund=case.payment__is_refund)


def _time(clock: "Clock", zone: tzinfo) -> str:
    if clock.at is None:
        return ""
    at: datetime = clock.at.astimezone(zone)
    told = f"{at:%Y-%m-%d %H:%M}"
    html = f'<time datetime="{at.isoformat()}" title="{told}">{escape(clock.words)}</time>'
    return mark_safe(html)  # noqa: S308 - words are escaped
