"""Rows of the queue as HTML.

Fifty rows of sixteen cells are most of the page. Their template is drawn once a language, with a
slot for each value; a row fills them in, which takes a tenth of what Django's engine takes for it.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from support.cases.models import Status
from support.payments.models import Direction
from web.templatetags.icons import DRAWN
from web.templatetags.web import person

if TYPE_CHECKING:
    from support.desk.queue.rows import Clock, Row

NONE = SafeString()


def drawn(row: "Row") -> SafeString:
    """Return a row with everything escaped that a case says."""
    case, payment = row.case, row.case.payment
    opened = timezone.localtime(case.opened_at)
    slots, words = _slots(get_language() or "")
    return format_html(
        slots,
        reference=case.reference,
        urgency=row.clock.urgency,
        time=_time(row.clock),
        kind=row.clock.kind,
        who=str(case.contact),
        tone=row.finding.tone,
        finding=row.finding.words,
        priority=_if(row.priority, '<span class="badge warn">{}</span> '),
        icon=DRAWN["micro"](row.finding.icon),
        cause=case.cause.name if case.cause else "",
        status=words[case.status],
        tags=", ".join(case.tags),
        turn=row.turn,
        turn_for=row.turn_for,
        channel=payment.channel.name if payment else "",
        way=words[payment.direction] if payment else "",
        amount=row.amount,
        currency=row.currency,
        team=str(case.team or ""),
        opened=f"{opened:%m-%d %H:%M}",
        whose=_face(row),
    )


def options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """Return the choices of a drop-down, each a value and its label."""
    drawn_ones = [
        format_html('<option value="{}"{}>{}</option>', value, _SELECTED[value == chosen], label)
        for value, label in choices
    ]
    return mark_safe("".join(drawn_ones))  # noqa: S308 - each is escaped


_SELECTED = {True: mark_safe(" selected"), False: NONE}


@lru_cache
def _slots(_language: str) -> tuple[str, dict[str, str]]:
    """Return the row's template in the active language, and the words of statuses and directions.

    An address can hold no slot by itself.
    """
    slots = render_to_string("desk/queue/_row.html").strip().replace("REFERENCE", "{reference}")
    return slots, {one.value: str(one.label) for one in (*Status, *Direction)}


def _time(clock: "Clock") -> SafeString:
    if clock.at is None:
        return NONE
    at: datetime = timezone.localtime(clock.at)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', at.isoformat(), f"{at:%Y-%m-%d %H:%M}",
        clock.words,
    )  # fmt: skip


def _face(row: "Row") -> SafeString:
    if not row.initials:
        return NONE
    whole = person(row.case.assignee)
    return format_html(
        '<span class="face{}" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></span>',
        " you" if row.is_mine else "", whole, row.initials, whole,
    )  # fmt: skip


def _if(words: str, html: str) -> SafeString:
    return format_html(html, words) if words else NONE
