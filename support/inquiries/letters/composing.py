"""The words of letters to banks, in the bank's language: templates in `inquiries/letters/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from support.brand.reading import brand_of
from support.claims.formats import write_amount, write_day
from support.inquiries.codes import CHASER, ISO_TYPES, Paper, RecallReason, Type
from support.inquiries.models import Bank, BankLetter, Inquiry
from support.payments.models import Payment
from support.payments.references.quoting import label_of


@dataclass(frozen=True)
class Words:
    subject: str
    text: str


def letter_of(
    bank: Bank, inquiries: Sequence[Inquiry], kind: str, *, now: datetime, note: str = ""
) -> Words:
    """Word a letter about one inquiry or many of the same type; those may not be stored yet."""
    first = inquiries[0]
    payment, language = first.case.payment, bank.language
    with translation.override(language):
        known: dict[str, Any] = {
            "bank": bank.name_for(language),
            "brand": brand_of(language).name,
            "kind": kind,
            "type": first.type,
            "is_payin": payment is not None and payment.is_payin,
            "label": Type(first.type).label,
            "code": CHASER if kind == BankLetter.Kind.CHASED else ISO_TYPES[Type(first.type)],
            "reason": RecallReason(first.recall_reason).label if first.recall_reason else "",
            "reason_code": first.recall_reason,
            "words": first.words,
            "note": note,
            "asked_on": _day(first.asked_at, bank),
            "due_on": _day(first.due_at, bank),
            "is_late": first.due_at <= now,
            "rows": [_row(one, bank) for one in inquiries],
            "papers": [Paper(name).label for name in first.papers],
        }
        text = render_to_string("inquiries/letter.txt", known)
        return Words(_subject(inquiries, kind), "\n".join(_lines(text)).strip() + "\n")


def _lines(text: str) -> list[str]:
    """Leave one empty line where conditions of the template left several."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return lines


def _subject(inquiries: Sequence[Inquiry], kind: str) -> str:
    first = inquiries[0]
    known = {"what": Type(first.type).label, "reference": first.reference, "count": len(inquiries)}
    if kind == BankLetter.Kind.CHASED:
        return _("Reminder: %(what)s [%(reference)s]") % known
    if kind == BankLetter.Kind.PASSED_ON:
        return _("The papers you asked for [%(reference)s]") % known
    if len(inquiries) > 1:
        return _("%(what)s: %(count)s payments [%(reference)s]") % known
    return _("%(what)s [%(reference)s]") % known


def _row(inquiry: Inquiry, bank: Bank) -> dict[str, Any]:
    payment = inquiry.case.payment
    initiated = payment.initiated_at if payment else None
    return {
        "reference": inquiry.reference,
        "names": [(label_of(one["kind"]), one["value"]) for one in inquiry.quoted],
        "amount": _amount(payment, bank.language) if payment else "",
        "day": _day(initiated, bank) if initiated else "",
    }


def _amount(payment: Payment, language: str) -> str:
    """Write an amount with its separators; what could not be read goes as it came."""
    as_came = f"{payment.amount_text} {payment.currency}".strip()
    return write_amount(payment.exact_amount, payment.currency, language) or as_came


def _day(moment: datetime, bank: Bank) -> str:
    return write_day(moment.astimezone(bank.zone).date(), bank.language)
