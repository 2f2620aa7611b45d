"""Where a person found the money, told beside what the payment system said of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from support.claims.claim import Slot
from support.claims.composing import Said, compose
from support.claims.record import Ending, Record, Turn
from support.claims.rungs import Denial
from tests.claims.worlds import NOW

PAYOUT = Record(
    now=NOW, reference="CW-4T7KQ2MZ", payment="PO-7", direction="payout", rung="sent",
    since=date(2026, 11, 28), promised_at=NOW + timedelta(days=1), turn=Turn.BANK,
)  # fmt: skip
PAYIN = replace(PAYOUT, direction="payin", turn=Turn.US)
COMING = replace(
    PAYOUT, cause="Please check the details.", is_unsure=True, found="sent", is_coming_back=True,
    promised_at=None,
)  # fmt: skip
REACHED = replace(
    PAYIN, cause="The reference is missing.", found="delivered", is_reached=True
)  # fmt: skip


def text(said: Said) -> str:
    return " ".join(filter(None, map(said.text, Slot)))


@pytest.mark.parametrize("rung", ["", "unknown", "sent", "accepted", "delivered"])
def test_money_on_its_way_back_is_not_said_to_arrive(rung: str) -> None:
    told = text(compose(replace(COMING, rung=rung)))

    assert "is on its way back to us." in told
    assert "should arrive" not in told
    assert "when it will arrive" not in told
    assert "The money is on its way." not in told


def test_whether_what_is_recalled_comes_back_is_not_said() -> None:
    said = compose(replace(COMING, rung="recalled"))

    assert said.cause == ""
    assert "way back" not in text(said)


def test_a_case_closed_over_money_on_its_way_back_says_how_to_get_it() -> None:
    over = replace(COMING, turn=Turn.NOBODY, ending=Ending.CANNOT_BE_DONE)

    assert {"money_left", "ended_not_paid_out"} <= {*compose(over).keys}


@pytest.mark.parametrize("rung", ["", "unknown", "created", "sent", "accepted", "failed"])
def test_what_was_found_with_us_is_with_us_whatever_the_system_says(rung: str) -> None:
    said = compose(replace(REACHED, rung=rung))

    assert {"state_delivered_payin_reached", "money_with_us"} <= {*said.keys}
    assert said.cause
    assert "bank" not in text(said)


@pytest.mark.parametrize("rung", ["returned", "recalled", "credited"])
def test_it_is_no_longer_once_it_went_on(rung: str) -> None:
    said = compose(replace(REACHED, rung=rung))

    assert said.cause == ""
    assert "money_with_us" not in said.keys


def test_who_is_to_pay_otherwise_is_not_asked_to_look_for_what_we_have() -> None:
    asked = replace(REACHED, cause="Please pay from an account of your own.")

    assert not {"not_before_looking", "not_twice"} & {*compose(asked).keys}


def test_money_in_another_account_of_theirs_is_told_though_it_was_credited() -> None:
    elsewhere = replace(REACHED, rung="credited", is_lasting=True, turn=Turn.CUSTOMER)

    assert compose(elsewhere).cause
    assert "money_with_us" in compose(elsewhere).keys
    assert "money_arrived" not in compose(elsewhere).keys
    assert not compose(replace(elsewhere, turn=Turn.NOBODY, ending=Ending.CREDITED)).cause


@pytest.mark.parametrize("ending", [Ending.CREDITED, Ending.NO_ANSWER, Ending.CANNOT_BE_DONE])
@pytest.mark.parametrize("rung", ["pending", "credited"])
def test_nobody_says_where_money_of_another_account_is_once_the_case_is_closed(rung, ending):
    closed = replace(REACHED, rung=rung, is_lasting=True, turn=Turn.NOBODY, ending=ending)

    told = text(compose(closed))

    assert "in the account it was meant for" not in told
    assert "could not be credited" not in told


@pytest.mark.parametrize("rung", ["", "sent", "delivered", "failed"])
def test_money_in_another_account_of_theirs_is_not_said_to_wait(rung: str) -> None:
    told = text(compose(replace(REACHED, rung=rung, is_lasting=True)))

    assert "has reached us." in told
    assert "not been credited" not in told
    assert "we have received the first payment" in told
    assert "may still go through" not in told


def test_what_was_paid_to_us_and_not_credited_was_not_to_be_paid_out() -> None:
    over = replace(REACHED, turn=Turn.NOBODY, ending=Ending.CANNOT_BE_DONE)

    assert {"paid_money_left", "ended_not_credited"} <= {*compose(over).keys}
    assert "paid out" not in text(compose(over))


@pytest.mark.parametrize(("rung", "state"), [("", "created"), ("pending", "created")])
def test_a_refund_that_was_not_sent_is_with_us(rung: str, state: str) -> None:
    waits = replace(
        PAYOUT, is_refund=True, rung=rung, cause="It has not been sent.", found="created",
        cause_state="created", denial=Denial.NOT_SENT, promised_at=None, turn=Turn.US,
    )  # fmt: skip

    assert compose(waits).keys[1:3] == ("state_created_payout", "money_with_us")
    assert "money_not_known" in compose(replace(waits, rung="held", direction="")).keys


def test_that_it_arrived_is_not_said_of_what_is_missed_again() -> None:
    again = replace(PAYOUT, cause="You told us that it is there.", cause_state="credited")

    assert not compose(again).cause
    assert not compose(replace(again, rung="delivered", turn=Turn.US)).cause


def test_who_is_told_to_look_before_paying_is_told_so_once() -> None:
    broke = "The connection broke. Please look at your statement before you pay again."
    over = replace(
        PAYIN, rung="unknown", cause=broke, turn=Turn.NOBODY, ending=Ending.NO_ANSWER
    )  # fmt: skip

    assert compose(over).cause == "The connection broke."
    assert text(compose(over)).count("before you pay again") == 1
    assert compose(replace(over, rung="sent")).cause == broke


def test_why_a_credited_refund_is_not_seen_is_told_while_the_case_goes_on() -> None:
    split = replace(
        PAYOUT, is_refund=True, rung="credited", cause="Please add up the credits.",
        is_unsure=True, found="sent", is_lasting=True, denial=Denial.SENT_ONCE, turn=Turn.CUSTOMER,
    )  # fmt: skip

    assert compose(split).cause
    assert "do_as_said" in compose(split).keys
    assert not compose(replace(split, is_lasting=False)).cause
    assert not compose(replace(split, rung="failed")).cause


@pytest.mark.parametrize(
    ("found", "rung", "state"),
    [
        ("delivered", "sent", "delivered"), ("delivered", "accepted", "delivered"),
        ("delivered", "pending", "pending"), ("sent", "", "sent"), ("sent", "unknown", "sent"),
        ("sent", "accepted", "accepted"), ("returned", "failed", "returned"),
    ],
)  # fmt: skip
def test_a_person_knows_more_than_no_word(found: str, rung: str, state: str) -> None:
    assert replace(PAYOUT, found=found, is_unsure=True, rung=rung).state == state


def test_what_was_done_is_not_held_against_money_that_is_on_its_way_again() -> None:
    closed = replace(PAYOUT, cause="The account is closed. Please add another.", turn=Turn.US)

    assert compose(closed).cause
    assert not compose(replace(closed, is_heard=True)).cause


def test_nobody_is_asked_to_have_recalled_what_is_being_recalled() -> None:
    wrong = replace(PAYIN, cause="It was sent wrongly. Please ask your bank to recall the money.")

    assert compose(wrong).cause == wrong.cause
    assert compose(replace(wrong, rung="recalled")).cause == "It was sent wrongly."


def test_that_it_was_cancelled_is_not_said_of_what_came_back() -> None:
    cancelled = replace(
        PAYIN, rung="returned", cause="It was cancelled. Please start a new payment.",
        cause_state="cancelled", denial=Denial.NOT_MADE,
    )  # fmt: skip

    assert compose(cancelled).cause == "Please start a new payment."


@pytest.mark.parametrize(
    ("task", "step"),
    [
        ("Please look for the deposit in your account.", "next_answer_us_here"),
        ("Please pay by another method.", "next_how_it_went_here"),
    ],
)
def test_who_is_only_to_look_makes_no_payment(task: str, step: str) -> None:
    back = replace(PAYIN, rung="returned", cause=task, found="returned", turn=Turn.CUSTOMER)

    assert step in compose(back).keys
