"""Records with each real cause: its sentence, and what the record makes of it, as the product does.

No database: case, payment, customer and cause are made and never stored.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from support.cases.models import Case
from support.cases.telling.recording import record_of
from support.claims.record import Record
from support.claims.rungs import RUNGS
from support.customers.models import Customer
from support.payments.models import Payment
from tests.claims.sayings import SAYINGS, learn
from tests.claims.worlds import NOW, TURNS, counted
from troubleshooting.causes.models import SENTENCES, Cause

READ = csv.DictReader(Path("fixtures/causes.csv").read_text(encoding="utf-8").splitlines())
_OF_CAUSE = ("slug", "disclosure", "of_money", *SENTENCES)
CAUSES = {
    row["slug"]: Cause(pk=number, **{name: row[name] for name in _OF_CAUSE})
    for number, row in enumerate(READ, start=1)
}
# Ways that money goes; `none` is a question without a payment.
KINDS: dict[str, dict[str, Any]] = {
    "payout": {"direction": "payout", "method": "bank_transfer"},
    "payin": {"direction": "payin", "method": "card"},
    "refund": {"direction": "payout", "method": "card", "is_refund": True},
    "debit": {"direction": "payin", "method": "direct_debit"},
    "unsaid": {"direction": "", "method": "bank_transfer"},
    "none": {},
}
LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}


@dataclass(frozen=True)
class World:
    """A record and how it came about."""

    record: Record
    cause: str
    kind: str
    number: int


@cache
def case_of(cause: str, kind: str, language: str) -> Case:
    customer = Customer(name="Mock Alder", email="alder@example.net", locale=LOCALES[language])
    payment = None
    if kind != "none":
        payment = Payment(
            reference="PO-0302-0007", amount=Decimal(1200), currency="CNY", **KINDS[kind]
        )
    return Case(
        reference="CW-4T7KQ2MZ",
        customer=customer,
        payment=payment,
        cause=CAUSES.get(cause),
        status="new",
        contact_zone="UTC",
        contact_locale=LOCALES[language],
        contact_name="Mock Alder",
        contact_email="alder@example.net",
    )


@cache
def base(cause: str, kind: str, language: str) -> Record:
    """Return what the record shows before anything was heard, and note what the cause asks for."""
    case = case_of(cause, kind, language)
    record = record_of(case, now=NOW)
    if record.cause:
        direction = case.payment.direction if case.payment else ""
        learn(record.cause, SAYINGS[cause][direction])
    return record


EVERY = list(product(KINDS, sorted(RUNGS), TURNS, ["", *CAUSES]))


def numbers(passes: int) -> Sequence[int]:
    """Return the numbers of so many worlds that any two things meet in them.

    Each pass has every cause at every rung; turns and kinds change so that each meets all others.
    """
    sizes = [len(KINDS), len(RUNGS), len(TURNS), len(CAUSES) + 1]
    rows = product(range(passes), range(sizes[1]), range(sizes[3]))
    return [
        (((cause // 2 + rung + turn) % sizes[0] * sizes[1] + rung) * sizes[2]
         + (3 * cause + rung + 5 * turn) % sizes[2]) * sizes[3] + cause
        for turn, rung, cause in rows
    ]  # fmt: skip


def world(number: int, language: str) -> World:
    """Return the world of a number, below `len(EVERY)`: what it names, and the rest in turn."""
    kind, rung, (turn, ending), cause = EVERY[number]
    known = base(cause, kind, language)
    of_money = CAUSES[cause].of_money if cause else ""
    told = known.has_payment and not known.is_of_pay_in
    made = counted(replace(known, turn=turn, ending=ending, is_reachable=number % 7 > 1), number)
    return World(
        replace(
            made,
            rung=rung if told else "",
            since=made.since if told and rung else None,
            amount=made.amount if told else None,
            again_on=made.again_on if known.has_payment else None,
            promised_at=None if of_money in Cause.WITHOUT_DAY else made.promised_at,
            usual_until=made.usual_until if of_money in Cause.NOT_LATE else None,
        ),
        cause,
        kind,
        number,
    )
