"""The track: three to five stages, their times, and where the case stands."""

import re
from datetime import timedelta

import pytest

from support.cases.models import CaseEvent, Ending, Status, log
from tests.factories import NOW, make_case
from tests.portal import world
from tests.portal.world import make_cause, move
from tests.portal.writing import write

pytestmark = pytest.mark.django_db
SINCE = NOW - timedelta(minutes=30)  # half an hour after the payment began


def case_of(**overrides):
    """Make a case whose payment is as it is since 17:30, Beijing time."""
    payment = {"status_since": SINCE} | overrides.pop("payment", {})
    return world.case_of(payment=payment, **overrides)


def stages(text):
    """Return each stage as (name, word, time, class)."""
    rows = re.findall(r'<li class="(\w+)"[^>]*>\s*<svg(.*?)</li>', text, re.DOTALL)
    return [
        (
            re.search(r'class="stage">(.*?)<', row)[1],
            re.search(r'class="word">(.*?)<', row)[1],
            (re.search(r"<time[^>]*>18 November 2026, (.*?)<", row) or ["", ""])[1],
            progress,
        )
        for progress, row in rows
    ]


def test_a_new_case_is_being_checked_and_the_payment_that_failed_is_named(read):
    assert stages(read(case_of())) == [
        ("Payout", "Failed", "17:30", "failed"),
        ("Case opened", "Done", "18:00", "done"),
        ("Being checked", "Now", "18:00", "now"),
        ("Case closed", "Not yet", "", "later"),
    ]


@pytest.mark.parametrize(
    ("status", "name"),
    [(Status.WAITING_BANK, "With the bank"), (Status.WAITING_CUSTOMER, "Waiting for you")],
)
def test_a_wait_is_a_stage_with_the_time_it_began(read, status, name):
    case = case_of(status=status)
    move(case, status, NOW + timedelta(minutes=3))

    found = stages(read(case))

    assert found[2:] == [
        ("Being checked", "Done", "18:03", "done"),
        (name, "Now", "18:03", "now"),
        ("Case closed", "Not yet", "", "later"),
    ]


def test_a_wait_that_came_twice_tells_the_later_time(read):
    case = case_of(status=Status.WAITING_BANK)
    move(case, Status.WAITING_BANK, NOW + timedelta(minutes=3))
    move(case, Status.OPEN, NOW + timedelta(minutes=4))
    move(case, Status.WAITING_BANK, NOW + timedelta(minutes=5))

    found = stages(read(case))

    assert found[2] == ("Being checked", "Done", "18:05", "done")
    assert found[3] == ("With the bank", "Now", "18:05", "now")


def test_a_wait_without_a_line_in_the_timeline_is_shown_without_a_time(read):
    assert stages(read(case_of(status=Status.WAITING_BANK)))[3][2] == ""


def test_a_finished_case_shows_the_last_wait_it_went_through(read):
    case = case_of(status=Status.RESOLVED, payment={"status": "credited"})
    move(case, Status.WAITING_CUSTOMER, NOW + timedelta(minutes=3))
    move(case, Status.WAITING_BANK, NOW + timedelta(minutes=9))

    assert stages(read(case)) == [
        ("Payout", "Credited", "17:30", "done"),
        ("Case opened", "Done", "18:00", "done"),
        ("Being checked", "Done", "18:09", "done"),
        ("With the bank", "Done", "18:30", "done"),
        ("Case closed", "Done", "18:30", "done"),
    ]


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        (Ending.CREDITED, [("Waiting for you", "Done", "18:30", "done")]),
        (Ending.NO_ANSWER, [("Waiting for you", "Not done", "18:30", "failed")]),
        (Ending.CUSTOMER_MUST_ACT, [("Waiting for you", "Not done", "18:30", "failed")]),
        (Ending.WITHDRAWN, []),
        (Ending.CANNOT_BE_DONE, []),
    ],
)
def test_a_customer_has_done_only_what_is_known_to_be_done(read, ending, told):
    case = case_of(status=Status.RESOLVED, ending=ending)
    move(case, Status.WAITING_CUSTOMER, NOW + timedelta(minutes=3))

    assert stages(read(case))[3:-1] == told


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        (Ending.CREDITED, [("With the bank", "Done", "18:30", "done")]),
        (Ending.CANNOT_BE_DONE, []),
        (Ending.WITHDRAWN, []),
    ],
)
def test_a_bank_is_done_only_where_the_money_arrived(read, ending, told):
    case = case_of(status=Status.RESOLVED, ending=ending, payment={"status": "sent"})
    move(case, Status.WAITING_BANK, NOW + timedelta(minutes=3))

    assert stages(read(case))[3:-1] == told


def test_what_was_checked_again_after_a_wait_does_not_stand_before_it(read):
    case = case_of(status=Status.RESOLVED, ending=Ending.NO_ANSWER, payment={"status": "failed"})
    move(case, Status.WAITING_CUSTOMER, NOW + timedelta(minutes=3))
    move(case, Status.OPEN, NOW + timedelta(minutes=20))

    assert stages(read(case))[1:] == [
        ("Case opened", "Done", "18:00", "done"),
        ("Being checked", "Done", "18:03", "done"),
        ("Waiting for you", "Not done", "18:20", "failed"),
        ("Case closed", "Done", "18:30", "done"),
    ]


def test_a_wait_ends_where_the_case_is_resolved_and_not_where_it_is_closed_for_good(read):
    case = case_of(status=Status.CLOSED, ending=Ending.NO_ANSWER)
    move(case, Status.WAITING_CUSTOMER, NOW + timedelta(minutes=3))
    log(case, CaseEvent.Kind.RESOLVED, now=NOW + timedelta(minutes=30), after="resolved")
    move(case, Status.CLOSED, NOW + timedelta(minutes=50))

    assert ("Waiting for you", "Not done", "18:30", "failed") in stages(read(case))


def test_money_that_came_while_the_case_ran_stands_where_it_came(read):
    came = {"status": "credited", "status_since": NOW + timedelta(minutes=25)}
    case = case_of(status=Status.RESOLVED, ending=Ending.CREDITED, payment=came)
    move(case, Status.WAITING_BANK, NOW + timedelta(minutes=9))

    assert [(name, time) for name, _word, time, _progress in stages(read(case))] == [
        ("Case opened", "18:00"),
        ("Being checked", "18:09"),
        ("Payout", "18:25"),
        ("With the bank", "18:30"),
        ("Case closed", "18:30"),
    ]


def test_who_has_answered_sees_that_it_does_not_wait_for_them_any_more(client, read):
    case = case_of(status=Status.WAITING_CUSTOMER)
    move(case, Status.WAITING_CUSTOMER, NOW + timedelta(minutes=3))

    write(client, case, "", done="1")

    found = stages(read(case))
    assert found[2][:2] == ("Waiting for you", "You have answered")
    assert found[3][:2] == ("Being checked", "Now")
    assert found[2][2] == found[3][2] != ""


def test_a_reopened_case_is_being_checked_since_then(read):
    case = case_of(status=Status.OPEN)
    move(case, Status.WAITING_BANK, NOW + timedelta(minutes=3))
    log(case, CaseEvent.Kind.REOPENED, now=NOW + timedelta(minutes=40))

    found = stages(read(case))

    assert found[2] == ("Being checked", "Now", "18:40", "now")
    assert "With the bank" not in [name for name, *_rest in found]


@pytest.mark.parametrize(
    ("payment_status", "word", "progress"),
    [
        ("failed", "Failed", "failed"),
        ("rejected", "Rejected", "failed"),
        ("returned", "Returned", "failed"),
        ("cancelled", "Cancelled", "failed"),
        ("pending", "Pending", "unclear"),
        ("unknown", "Not confirmed yet", "unclear"),
        ("sent", "Sent, arrival not confirmed yet", "unclear"),
        ("accepted", "Accepted by the bank, not credited yet", "unclear"),
        ("delivered", "At the receiving bank, not credited yet", "unclear"),
        ("held", "On hold", "unclear"),
        ("credited", "Credited", "done"),
    ],
)
def test_the_payments_own_stage_says_what_became_of_it(read, payment_status, word, progress):
    case = case_of(payment={"status": payment_status, "direction": "payin"})

    assert stages(read(case))[0] == ("Payment", word, "17:30", progress)


@pytest.mark.parametrize(
    ("direction", "status", "open_word", "left_word"),
    [
        ("payout", "created", "Not sent yet", "Not sent"),
        ("payin", "created", "Not finished yet", "Not finished"),
        ("payout", "unknown", "Not confirmed yet", "Not confirmed"),
    ],
)
def test_of_what_nobody_goes_on_with_no_yet_is_said(read, direction, status, open_word, left_word):
    payment = {"status": status, "direction": direction}
    closed = {"status": Status.RESOLVED, "ending": Ending.NO_ANSWER}

    assert stages(read(case_of(payment=payment)))[0][1] == open_word
    assert stages(read(case_of(payment=payment, **closed)))[0][1] == left_word


def test_a_refund_is_called_one(read):
    case = case_of(payment={"status": "sent", "is_refund": True})

    assert stages(read(case))[0][0] == "Refund"


def test_a_state_the_payment_system_invents_later_is_not_a_crash(read):
    case = case_of(payment={"status": "frozen_in_transit"})

    text = read(case)

    assert stages(text)[0][1:] == ("Not confirmed yet", "", "unclear")
    assert "frozen_in_transit" not in text


def test_a_payment_whose_state_has_no_time_is_shown_without_one(read):
    assert stages(read(case_of(payment={"status_since": None})))[0][2] == ""


@pytest.mark.parametrize(
    ("status", "of_money", "word"),
    [
        ("delivered", "reached", "With us, not credited yet"),
        ("delivered", "elsewhere", "With us"),
        ("sent", "coming_back", "On its way back"),
        ("failed", "under_way", "Not confirmed yet"),
    ],
)
def test_what_a_person_found_of_the_payment_has_no_time_of_the_payment_system(
    read, status, of_money, word
):
    found = stages(read(case_of(payment={"status": status}, cause=make_cause(of_money=of_money))))

    assert found[0][1:3] == (word, "")


def test_what_a_person_ended_as_credited_has_no_time_until_the_payment_system_says_so(read):
    case = case_of(status=Status.RESOLVED, ending=Ending.CREDITED, payment={"status": "delivered"})

    assert stages(read(case))[0][1:3] == ("Credited", "")


def test_a_case_without_a_payment_has_three_stages(read):
    found = stages(read(make_case(payment=None, customer=case_of().customer)))

    assert [name for name, *_rest in found] == ["Case opened", "Being checked", "Case closed"]


@pytest.mark.parametrize("status", Status)
def test_there_are_three_to_five_stages_and_one_present_one_until_the_end(read, status):
    case = case_of(status=status)
    move(case, Status.WAITING_CUSTOMER, NOW + timedelta(minutes=2))
    move(case, Status.WAITING_BANK, NOW + timedelta(minutes=3))

    text = read(case)

    is_done = status in {Status.RESOLVED, Status.CLOSED}
    assert 3 <= len(stages(text)) <= 5
    assert text.count('aria-current="step"') == (0 if is_done else 1)


@pytest.mark.parametrize("status", [Status.WAITING_CUSTOMER, Status.WAITING_BANK])
def test_where_only_a_person_may_speak_the_track_stays_with_us(read, status):
    case = case_of(status=status, cause=make_cause(disclosure="silent"))
    move(case, status, NOW + timedelta(minutes=3))

    assert [name for name, *_rest in stages(read(case))] == [
        "Payout",
        "Case opened",
        "Being checked",
        "Case closed",
    ]
