"""Which case somebody's words may belong to, where nothing proves one. A person decides."""

import re
from collections.abc import Iterable, Iterator

from support.cases.models import Case
from support.payments.references.looking_up import payments_called

MOST_NAMES = 8  # of payments that a letter is looked through for
_REFERENCE = re.compile(r"\bCW-[0-9A-HJKMNP-TV-Z]{8}\b", re.IGNORECASE)
# What a payment may be called, between blanks, marks or Chinese words: six characters at least.
_NAME = re.compile(r"(?<![a-z0-9])[a-z0-9](?:[a-z0-9_./-]{4,98})[a-z0-9]", re.IGNORECASE)


def suggested_case(text: str, sender: str) -> Case | None:
    """Return the case that a text names, itself or by a payment, else the sender's open one.

    None where that is more than one: a wrong suggestion is worse than none.
    """
    if named := _REFERENCE.search(text):
        return case_called(named[0].upper())
    return _only(_of_payments(text)) or _only(_of_sender(sender))


def case_called(reference: str) -> Case | None:
    """Return a case by its whole reference; of one that was merged, that which is kept."""
    found = Case.objects.filter(reference=reference).select_related("customer", "merged_into")
    case = found.first()
    return (case.merged_into or case) if case else None


def _of_payments(text: str) -> Iterator[Case]:
    names = dict.fromkeys(
        name for name in _NAME.findall(text) if any(letter.isdigit() for letter in name)
    )
    for name in list(names)[:MOST_NAMES]:
        payments = payments_called(name)[:2]
        if len(payments) == 1:
            cases = payments[0].cases.select_related("customer", "merged_into").order_by("-pk")
            for case in cases[:1]:
                yield case.merged_into or case


def _of_sender(sender: str) -> Iterable[Case]:
    cases = Case.objects.not_done().told_address(sender) if sender else Case.objects.none()
    return cases.select_related("customer")[:2]


def _only(cases: Iterable[Case]) -> Case | None:
    found = {case.pk: case for case in cases}
    return next(iter(found.values())) if len(found) == 1 else None
