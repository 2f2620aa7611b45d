"""Which rung everybody's words for a status mean."""

from hypothesis import given
from hypothesis import strategies as st

from support.payments.ladder.agreeing import FAILED_AND_NOT, MADE_AND_NOT, agree, read_type
from support.payments.ladder.rungs import Rung
from support.payments.ladder.words import read_status
from tests.every import every

# The table of documented words: scheme, word, what it says.
DOCUMENTED = {
    "iso20022": {
        "sent": "ACTC ACCP ACFC ACSP+G000 ACSP/G001 ACSC",
        "accepted": "ACSP ACPD ACWP",
        "delivered": "ACSP+G005 ACSP-G006",
        "credited": "ACCC CPUC accc",
        "held": "PDNG G003 G004 BLCK",
        "rejected": "RJCT rjct",
        "cancelled": "CANC",
        "created": "RCVD",
    },
    "stripe_payout": {
        "created": "pending",
        "sent": "in_transit paid",
        "failed": "failed",
        "cancelled": "canceled",
    },
    "adyen_transfer": {
        "created": "received authorised",
        "sent": "booked",
        "accepted": "tracking",
        "credited": "credited",
        "failed": "failed refused",
        "returned": "returned",
        "cancelled": "cancelled",
    },
    "wise": {
        "created": "incoming_payment_waiting processing funds_converted",
        "sent": "outgoing_payment_sent",
        "held": "waiting_recipient_input_to_proceed",
        "cancelled": "cancelled",
        "returned": "bounced_back funds_refunded charged_back",
        "unknown": "unknown",
    },
    "paypal": {
        "created": "PENDING NEW",
        "sent": "SUCCESS",
        "held": "ONHOLD UNCLAIMED",
        "rejected": "DENIED",
        "failed": "FAILED BLOCKED",
        "returned": "RETURNED REFUNDED REVERSED",
    },
    "": {
        "sent": "executed SUCCEEDED sent paid success completed settled booked processed 成功",
        "pending": "pending processing In-Progress 处理中",
        "failed": "FAILED declined refused expired failure 失败",
        "cancelled": "canceled Cancelled voided 已撤销",
        "returned": "reversed bounced_back returned refunded 已退回",
        "rejected": "rejected denied",
        "held": "on_hold blocked under_review",
        "unknown": "unknown timed-out deemed_approved",
        "recalled": "recalled",
        "accepted": "accepted",
        "delivered": "delivered",
        "credited": "credited",
        "created": "created initiated queued",
    },
}
EXAMPLES = [
    (scheme, word, rung)
    for scheme, rungs in DOCUMENTED.items()
    for rung, words in rungs.items()
    for word in words.split()
]


@every(("scheme", "word", "rung"), EXAMPLES)
def test_a_documented_word_is_read_as_its_rung(scheme: str, word: str, rung: str):
    assert read_status(word, scheme=scheme) == rung


@every("rung", Rung)
def test_every_rung_is_called_by_its_own_name(rung: Rung):
    assert read_status(rung.value) == read_status(f" {rung.value.upper()} ") == rung


@every("word", ["", "  ", "maybe", "arrived", "partially_paid", "paid?not", "x" * 100, "\ud800"])
def test_a_word_nobody_told_us_of_is_none(word: str):
    assert read_status(word) is None


@every("word", [None, 1, True, [], {}, ["failed"], 2.5])
def test_what_is_no_word_is_none(word: object):
    assert read_status(word) is None


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_word_is_a_rung_or_none(word: str, scheme: str):
    assert read_status(word, scheme=scheme) in {*Rung, None}


def test_only_the_words_for_credited_are_credited():
    credited = {word for _scheme, word, _rung in EXAMPLES if read_status(word) == Rung.CREDITED}

    assert credited == {"ACCC", "accc", "CPUC", "credited"}


@every(
    ("kind", "rung"),
    [
        ("payment.failed", "failed"),
        ("payment.pending", "pending"),
        ("payment.succeeded", "sent"),
        ("payout.failed", "failed"),
        ("payment.returned", "returned"),
        ("refund.failed", "failed"),
        ("Payout.Paid", "sent"),
        ("transfer.reversed", "returned"),
        ("payment.credited", "credited"),
        ("payment.updated", None),
        ("payment.lost", None),
        ("dispute.created", None),
        ("charge.dispute.created", None),
        ("failed", None),
        ("", None),
        (7, None),
    ],
)
def test_a_type_says_where_its_payment_stands(kind: object, rung: str | None):
    assert read_type(kind) == rung


@every(
    ("by_type", "by_status", "rung", "contradiction"),
    [
        (None, None, None, ""),
        ("failed", None, "failed", ""),
        (None, "returned", "returned", ""),
        ("failed", "failed", "failed", ""),
        ("failed", "returned", "returned", ""),
        ("failed", "rejected", "rejected", ""),
        ("failed", "cancelled", "cancelled", ""),
        ("failed", "unknown", "unknown", ""),
        ("returned", "failed", "returned", ""),
        ("pending", "failed", "failed", ""),
        ("pending", "sent", "pending", ""),
        ("pending", "accepted", "pending", ""),
        ("pending", "credited", "pending", FAILED_AND_NOT),
        ("sent", "credited", "credited", ""),
        ("sent", "delivered", "delivered", ""),
        ("credited", "sent", "sent", ""),
        ("failed", "sent", "failed", FAILED_AND_NOT),
        ("failed", "credited", "failed", FAILED_AND_NOT),
        ("failed", "created", "failed", FAILED_AND_NOT),
        ("sent", "failed", "failed", MADE_AND_NOT),
        ("sent", "pending", "pending", MADE_AND_NOT),
        ("credited", "returned", "returned", MADE_AND_NOT),
    ],
)
def test_type_and_status_are_taken_together(
    by_type: str | None, by_status: str | None, rung: str | None, contradiction: str
):
    said = agree(by_type and Rung(by_type), by_status and Rung(by_status))

    assert (said.rung, said.contradiction) == (rung, contradiction)
