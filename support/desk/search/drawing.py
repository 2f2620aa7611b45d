"""What was found as HTML: cases and places of their words are most of the page."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from support.cases.models import Status
from support.cases.search.showing import Place, Row
from web import shapes
from web.templatetags.web import person
from web.words.said import label


def drawn(rows: Iterable[Row]) -> SafeString:
    address = reverse("case", args=["REFERENCE"])
    return mark_safe("".join(_hit(row, address) for row in rows))  # noqa: S308 - each is drawn of a template


def _hit(row: Row, address: str) -> SafeString:
    case, payment, opened = row.case, row.case.payment, timezone.localtime(row.case.opened_at)
    shape = {"case.status": case.status, "case.get_status_display": label(Status, case.status)}
    return shapes.drawn("desk/search/_hit.html", shape, {
        "address": address.replace("REFERENCE", case.reference),
        "reference": row.reference,
        "customer": row.customer,
        "amount": payment.amount_label if payment else "",
        "channel": payment.channel.name if payment else "",
        "assignee": person(case.assignee),
        "opened_at": opened.isoformat(),
        "opened": _day(opened.date(), get_language() or ""),
        "subject": row.subject,
        "cause": case.cause.name if case.cause else "",
        "places": mark_safe("".join(map(_place, row.places))),  # noqa: S308 - likewise
    })  # fmt: skip


def _place(place: Place) -> SafeString:
    at: datetime | None = timezone.localtime(place.at) if place.at else None
    return shapes.drawn("desk/search/_place.html", {}, {
        "label": place.label,
        "said_at": at.isoformat() if at else "",
        "said": _day(at.date(), get_language() or "") if at else "",
        "text": place.text,
    })  # fmt: skip


@lru_cache
def _day(day: date, _language: str) -> str:
    return date_format(day, "DATE_FORMAT")
