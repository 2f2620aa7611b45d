"""Causes' sentences beside what claims say of a payment: nothing twice, nothing against it."""

import csv
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from support.cases.telling.found import DENIALS, FOUND, LASTING, REACHED, UNSURE
from support.claims.asking import ASKING
from support.claims.composing import compose
from support.claims.record import Record, Turn
from support.claims.rungs import MOVING, RUNGS, Denial
from tests.claims.worlds import NOW
from tests.every import every
from tests.trees.starters import starters

ROWS = list(csv.DictReader(Path("fixtures/causes.csv").read_text(encoding="utf-8").splitlines()))
SENTENCES = [
    (row["slug"], sentence)
    for row in ROWS
    if row["disclosure"] != "silent"  # those leave by no machine
    for name, sentence in row.items()
    if "_message_" in name and sentence
]
# Claims say who has something to do, who must not pay again, how we are reached and what is known.
SAID_BY_CLAIMS = re.compile(
    r"need not do anything|do not need to do|nothing to do|contact (?:us|our)|not known yet"
    r"|not certain|we (?:will )?write to you|we retry|we will (?:send|pay)"
    r"|无需操作|无需再作|联系我们|联系客服|尚不能确定|会通知您|重新发出|稍后重试"
)
CLEARLY_SAID = {"failed", "has stayed with you", "The money is with us"}


@every(("slug", "sentence"), SENTENCES)
def test_a_cause_does_not_say_what_claims_say(slug: str, sentence: str) -> None:
    assert not SAID_BY_CLAIMS.search(sentence)


def test_what_a_cause_says_of_money_stands_in_the_table() -> None:
    said = {row["slug"]: row["of_money"] for row in ROWS}

    assert said["payout_in_transit"] == "in_time"
    assert said["refund_in_transit"] == "refund_in_time"
    assert said["refund_not_sent"] == said["refund_as_reversal"] == "refund_not_asked"
    assert said["outcome_unknown"] == "under_way"
    assert said["payout_returned"] == said["deposit_returned"] == "back"
    assert all(said[slug] for slug in said if slug.startswith("refund_"))


def test_what_is_not_late_is_told_only_until_it_is() -> None:
    sent = replace(
        record("sent", "payout", is_unsure=True, is_in_time=True, found="sent"), promised_at=NOW
    )

    assert not compose(sent).cause
    assert compose(replace(sent, promised_at=NOW + timedelta(hours=1))).cause


@every("rung", ["failed", "rejected", "cancelled", "created", "unknown"])
@every("direction", ["payout", "payin"])
def test_beside_a_cause_that_says_money_is_under_way_nothing_is_called_failed(
    rung: str, direction: str
) -> None:
    said = compose(record(rung, direction, is_unsure=True))
    text = " ".join(sentence for slot in said.slots.values() for sentence in slot)

    assert "It is not certain yet whether" in text
    assert not [words for words in CLEARLY_SAID if words in text]
    assert said.cause == "The bank is looking for it."


@every("rung", sorted(RUNGS))
def test_what_is_found_of_money_under_way_is_over_once_it_is_back_or_there(rung: str) -> None:
    said = compose(record(rung, "payout", is_unsure=True))

    assert bool(said.cause) is (rung not in ("returned", "credited"))


def test_what_a_person_found_come_back_is_not_on_its_way() -> None:
    said = compose(record("sent", "payout", found="returned"))

    assert "money_came_back" in said.keys
    assert "state_returned_payout" in said.keys
    assert said.cause


@every("rung", ["sent", "accepted", "delivered"])
@every("language", ["en", "zh-hans"])
def test_what_had_to_be_done_first_is_over_once_the_bank_has_it_under_way(
    rung: str, language: str
) -> None:
    asked = {"en": "Please add another account.", "zh-hans": "请添加其他账户。"}[language]
    sent = replace(record(rung, "payout"), cause=asked, language=language, turn=Turn.BANK)

    assert compose(sent).cause == ""
    assert "nothing" in compose(sent).keys
    kept = [
        {"turn": Turn.CUSTOMER}, {"turn": Turn.US}, {"is_worded": True}, {"rung": "held"},
        {"is_unsure": True}, {"cause": "The bank is slow."},
    ]  # fmt: skip
    assert all(compose(replace(sent, **still)).cause for still in kept)


SENT_REFUNDS = {
    "refund_split", "refund_currency_difference",
    "refund_to_wallet", "refund_to_old_card", "refund_partial",
}  # fmt: skip


def test_a_cause_that_says_a_refund_went_out_is_told_beside_no_refund_that_did_not() -> None:
    assert {row["slug"] for row in ROWS if row["of_money"] == "refund_under_way"} == SENT_REFUNDS
    assert {row["slug"] for row in ROWS if row["of_money"] == "not_made"} == NOT_MADE


# Their sentences say that a payment was turned down, called off, or can't be made so at all.
NOT_MADE = {
    "amount_invalid", "amount_over_limit", "batch_rejected", "browser_incompatible", "cancelled",
    "card_lost_stolen", "channel_restricted", "count_limit", "credentials_invalid",
    "currency_country_unsupported", "declined_unspecified", "duplicate_request",
    "insufficient_funds",
    "integration_misconfigured", "method_unsupported", "protocol_incompatible",
}  # fmt: skip
IS_GOING_ON = ["pending", "held", "unknown", "sent", "accepted", "delivered", "recalled"]


@every("slug", [row["slug"] for row in ROWS])
@every("rung", IS_GOING_ON)
def test_no_cause_says_that_a_payment_is_over_while_the_record_says_that_it_goes_on(slug, rung):
    row = next(row for row in ROWS if row["slug"] == slug)
    if row["disclosure"] != "open" or row["of_money"].startswith(("refund", "back", "in_time")):
        pytest.skip("hidden, or of other money")
    found = replace(
        record(rung, "payout"), turn=Turn.CUSTOMER, cause=row["customer_message_en"],
        denial=DENIALS.get(row["of_money"], Denial.NONE), is_unsure=row["of_money"] in UNSURE,
        found=FOUND.get(row["of_money"], ""), is_reached=row["of_money"] in REACHED,
    )  # fmt: skip

    said = compose(found)

    # Whether what is being recalled comes back, or is still to arrive, nobody knows.
    is_decided = rung != "recalled" or not found.found
    assert bool(said.cause) is (slug not in NOT_MADE and is_decided)
    assert ("find_it" in said.keys) is (slug in NOT_MADE)
    assert compose(replace(found, is_worded=True)).cause or not is_decided


def test_a_cause_against_the_record_leaves_open_who_has_the_money():
    over = {"turn": Turn.CUSTOMER, "denial": Denial.NOT_MADE}
    pending, failed = (replace(record(rung, "payout"), **over) for rung in ("pending", "failed"))

    assert "neither_known" in compose(pending).keys
    assert "money_with_us" in compose(failed).keys
    assert compose(failed).cause


# Beside which states of a refund its cause's sentence is told.
WAITING = {"", "created", "pending", "held"}
NOT_OUT = WAITING | {"cancelled", "rejected", "failed"}
TOLD_OF_REFUNDS = {
    **{slug: {"", "unknown", *MOVING} for slug in ("refund_being_traced", "refund_in_transit")},
    **{slug: {"", "unknown", "credited", *MOVING} for slug in SENT_REFUNDS},
    "refund_waiting": WAITING,
    **{slug: {""} for slug in ("refund_not_sent", "refund_as_reversal")},
    **{
        slug: NOT_OUT | {"unknown", "returned"}
        for slug in ("refund_needs_account", "refund_dispute_open")
    },
}


@every("slug", TOLD_OF_REFUNDS)
@every("language", ["en", "zh-hans"])
def test_what_is_said_of_a_refund_fits_where_the_refund_stands(slug: str, language: str) -> None:
    row = next(row for row in ROWS if row["slug"] == slug)
    end = "zh" if language.startswith("zh") else "en"
    refund = replace(
        record("", "payout"), is_refund=True, language=language,
        cause=row[f"customer_message_{end}"], denial=DENIALS[row["of_money"]],
        is_unsure=row["of_money"] in UNSURE, found=FOUND.get(row["of_money"], ""),
        is_lasting=row["of_money"] in LASTING,
    )  # fmt: skip

    told = {rung for rung in RUNGS if compose(replace(refund, rung=rung)).cause}

    assert told == TOLD_OF_REFUNDS[slug]
    beside = replace(refund, direction="payin", is_refund=False, is_beside=True)
    assert all(compose(replace(beside, rung=rung)).cause for rung in RUNGS)


# A code says of a payout that our own money was short: the guide leads to another outcome.
NOT_A_PAYOUTS = ("insufficient_funds", "payout")


def test_whoever_is_waited_for_is_asked_for_something() -> None:
    causes = {row["slug"]: row for row in ROWS}
    asked = {
        (node["cause"], way): causes[node["cause"]]
        for tree in starters().values()
        for node in tree["nodes"]
        if node.get("status") == "waiting_customer" and node.get("cause") in causes
        for way in ("payout", "payin")
    }
    sentences = {
        key: [row[f"{key[1]}_message_{lang}"] or row[f"customer_message_{lang}"]
              for lang in ("en", "zh")]
        for key, row in asked.items()
    }  # fmt: skip

    mute = {key for key, both in sentences.items() if not all(map(ASKING.search, both))}
    assert mute == {NOT_A_PAYOUTS}


def test_a_refund_is_told_of_a_payment_that_was_credited() -> None:
    assert compose(record("credited", "payin", is_beside=True)).cause
    assert not compose(record("credited", "payin")).cause


def record(rung: str, direction: str, **flags: bool) -> Record:
    return Record(
        now=NOW, rung=rung, direction=direction, cause="The bank is looking for it.", **flags
    )
