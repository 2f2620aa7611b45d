"""Rows of the queue as HTML.

Fifty rows of sixteen cells are most of the page. Their template is drawn once a language, with a
slot for each value; a row fills them in, which takes a tenth of what Django's engine takes for it.
"""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from support.cases.models import Case, Status
from support.payments.models import Direction
from web.templatetags.icons import DRAWN
from web.templatetags.web import person

if TYPE_CHECKING:
    from support.desk.queue.rows import Clock, Row


def drawn(rows: "Iterable[Row]") -> SafeString:
    """Return rows with everything escaped that a case says."""
    slots, zone = _slots(get_language() or ""), timezone.get_current_timezone()
    lines = (slots.format_map(_texts(row) | _marks(row, zone)) for row in rows)
    return mark_safe("".join(lines))  # noqa: S308 - what is no mark-up of ours is escaped


def _texts(row: "Row") -> dict[str, str]:
    case, payment, words = row.case, row.case.payment, labels()
    texts = {
        "reference": case.reference,
        "urgency": row.clock.urgency,
        "kind": row.clock.kind,
        "who": str(case.contact),
        "tone": row.finding.tone,
        "finding": row.finding.words,
        "cause": case.cause.name if case.cause else "",
        "status": words[case.status],
        "tags": ", ".join(case.tags),
        "turn": row.turn,
        "turn_for": row.turn_for,
        "channel": payment.channel.name if payment else "",
        "way": words[payment.direction] if payment else "",
        "amount": row.amount,
        "currency": row.currency,
        "team": str(case.team or ""),
    }
    return {name: escape(text) for name, text in texts.items()}


def _marks(row: "Row", zone: tzinfo) -> dict[str, str]:
    return {
        "time": _time(row.clock, zone),
        "priority": f'<span class="badge warn">{row.priority}</span> ' if row.priority else "",
        "icon": DRAWN["micro"](row.finding.icon),
        "opened": f"{row.case.opened_at.astimezone(zone):%m-%d %H:%M}",
        "whose": _face(row),
    }


def labels() -> dict[str, str]:
    """Return the words of statuses, priorities and directions in the active language."""
    return _labels(get_language() or "")


@lru_cache
def _labels(_language: str) -> dict[str, str]:
    return {one.value: str(one.label) for one in (*Status, *Case.Priority, *Direction)}


@lru_cache
def _slots(_language: str) -> str:
    """Return the row's template in the active language. An address can hold no slot by itself."""
    slots = render_to_string("desk/queue/_row.html").strip()
    return slots.replace("REFERENCE", "{reference}")


def _time(clock: "Clock", zone: tzinfo) -> str:
    if clock.at is None:
        return ""
    at: datetime = clock.at.astimezone(zone)
    told = f"{at:%Y-%m-%d %H:%M}"
    return f'<time datetime="{at.isoformat()}" title="{told}">{escape(clock.words)}</time>'


def _face(row: "Row") -> str:
    if not row.initials:
        return ""
    whole = escape(person(row.case.assignee))
    return (
        f'<span class="face{" you" if row.is_mine else ""}" title="{whole}">'
        f'<span aria-hidden="true">{escape(row.initials)}</span>'
        f'<span class="visually-hidden">{whole}</span></span>'
    )
