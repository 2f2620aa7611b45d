"""A payment may be called by an advertisement, by whoever reports it: no sentence carries that."""

import re
from copy import copy
from itertools import product

import pytest

from support.cases.models import Case
from support.cases.telling.cause_sentences import cause_sentence
from support.cases.telling.known import READERS, known_of
from tests.claims.causes import CAUSES, KINDS, case_of
from tests.every import every
from tests.factories import NOW, make_case, make_payment

ADVERTISED = "Win at evil.example now"
LANGUAGES = ["en", "zh-hans"]
NAMELESS = re.compile(r"\b(?:this|your|the) (?:payment|payout|refund|debit)\b", re.IGNORECASE)


def advertised(slug: str, kind: str, language: str) -> Case:
    """Return a case that is made and never stored, whose payment has such a name."""
    case = copy(case_of(slug, kind, language))
    case.payment = copy(case.payment)
    assert case.payment
    case.payment.reference = ADVERTISED
    return case


@every(("slug", "kind", "language"), product(CAUSES, sorted(set(KINDS) - {"none"}), LANGUAGES))
def test_no_causes_sentence_carries_an_advertisement(slug, kind, language):
    case = advertised(slug, kind, language)
    nameless = cause_sentence(case, case.cause, language, now=NOW)

    assert "evil" not in nameless
    assert not re.search(r"[{}]|  |^ | [.,，。；]", nameless), nameless
    if language == "en":
        assert re.search(NAMELESS, nameless), nameless


def test_nor_does_what_an_agent_wrote_nor_any_other_word(db: None) -> None:
    payment = make_payment(
        reference=ADVERTISED, currency="evil.cash", counterparty_account="************t.co"
    )
    payment.references.create(kind="uetr", value="www.evil.example")
    case = make_case(payment=payment, cause_words="Please look for payout {reference}.")
    cause = CAUSES["account_closed"]
    case.cause_id = cause.pk

    known = known_of(case, "account_closed", READERS, language="en", now=NOW)

    assert not any(known.values())
    assert cause_sentence(case, cause, "en") == "Please look for this payout."


@pytest.mark.parametrize(
    ("slug", "kind", "language", "told"),
    [
        ("account_closed", "payout", "en", "The account for this payout is closed."),
        ("account_closed", "payout", "zh-hans", "出款的收款账户已销户。"),
        ("insufficient_funds", "payin", "en", "The account you used for this payment had"),
        ("payout_at_bank", "payout", "en", "Your payout is at your bank,"),
        ("payout_at_bank", "payout", "zh-hans", "您的出款已到您的银行，"),
        ("mandate_missing", "payin", "en", "permission for the debit."),
        ("refund_in_transit", "payin", "en", "Your refund for this payment was sent"),
        ("fraud_risk", "payout", "en", "This payout has not been completed."),
    ],
)
def test_a_nameless_payment_is_spoken_of_as_people_do(slug, kind, language, told):
    case = advertised(slug, kind, language)

    assert told in cause_sentence(case, case.cause, language, now=NOW)
