"""What a row of the queue says; no database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User

from support.desk.queue.reading import Listed
from support.desk.queue.rows import clock_of, finding_of
from support.guidance.stands import Stand
from support.staff.models import Team
from troubleshooting.causes.models import Cause
from web.access import initials_of
from web.words.due import clock_in_words

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
STEP = Stand(title="Has the bank accepted it?", is_open=True, seen="1:1")
WAITS = Stand(title="Account closed", is_open=True, is_outcome=True, seen="1:1")
RISK = Team(name="Risk desk", kind="risk")
APPLIED = Stand(title="Account closed", is_outcome=True)


def case_with(**values: object) -> Listed:
    known = {
        "customer__name": "Ada",
        "customer__phone": values.pop("phone", ""),
        "contact_zone": "",
        "opened_at": NOW,
        "first_answer_due_at": NOW + HOUR,
        "solution_due_at": NOW + 9 * HOUR,
        "status": "open",
        "ending": "",
    }
    return Listed(**(dict.fromkeys(Listed._fields) | known | values))


@pytest.mark.parametrize(
    ("values", "stand", "words", "tone"),
    [
        ({}, STEP, "Step: Has the bank accepted it?", ""),
        ({}, WAITS, "Outcome waiting: Account closed", "strong"),
        ({"heard_at": NOW}, WAITS, "Outcome waiting: Account closed", "strong"),
        (
            {"heard_at": NOW},
            Stand(title="Q", is_open=True, words="Still\nnothing  here", said_at=NOW),
            "They wrote: “Still nothing here”",
            "",
        ),
        (
            {"heard_at": NOW},
            Stand(title="Q", is_open=True, words="Read long ago", said_at=NOW - HOUR),
            "They answered a question of the guide",
            "",
        ),
        ({"heard_at": NOW}, Stand(), "They answered a question of the guide", ""),
        ({}, APPLIED, "Applied: Account closed", "soft"),
        ({"team": RISK}, STEP, "With Risk desk · Step: Has the bank accepted it?", ""),
        ({"team": Team(name="Payouts")}, STEP, "Step: Has the bank accepted it?", ""),
        ({}, Stand(), "Guide not started: no payment named", "soft"),
        ({"status": "waiting_bank"}, STEP, "Waiting for bank", "soft"),
        ({"status": "waiting_bank"}, APPLIED, "Waiting for bank: Account closed", "soft"),
        (
            {"status": "waiting_customer", "cause": Cause(name_en="Name differs")},
            APPLIED,
            "Waiting for customer: Name differs",
            "soft",
        ),
        ({"unreached_since": NOW, "phone": "+44"}, WAITS, "Not reached: call the customer", "warn"),
        (
            {"unreached_since": NOW},
            WAITS,
            "Not reached, and no phone number: find another way",
            "warn",
        ),
        (
            {"unreached_since": NOW, "silent_since": NOW, "phone": "+44"},
            WAITS,
            "Not reached",
            "warn",
        ),
        ({"status": "closed"}, APPLIED, "Closed", "soft"),
        ({"status": "resolved", "ending": "credited"}, WAITS, "Money credited", "soft"),
    ],
)
def test_the_most_useful_thing_is_said_first(values, stand, words, tone):
    finding = finding_of(case_with(**values), stand)

    assert (finding.words, finding.tone) == (words, tone)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"due_at": NOW + HOUR}, "First answer"),
        ({"due_at": NOW + HOUR, "first_answered_at": NOW}, "Due"),
        (
            {"due_at": NOW + HOUR, "next_answer_due_at": NOW + HOUR, "first_answered_at": NOW},
            "Next answer",
        ),
        ({"due_at": NOW + 9 * HOUR}, "Solution"),
        ({"due_at": NOW + 2 * HOUR, "promised_at": NOW + 2 * HOUR}, "Promise"),
        ({"due_at": NOW + 3 * HOUR, "bank_due_at": NOW + 3 * HOUR}, "Bank"),
        ({"wakes_at": NOW + HOUR, "due_at": NOW}, "Snoozed"),
        ({"follow_up_at": NOW + HOUR}, "Reminder"),
        ({}, ""),
    ],
)
def test_the_clock_that_runs_out_first_has_its_name(values, kind):
    assert clock_of(case_with(**values), NOW).kind == kind


@pytest.mark.parametrize(
    ("hours", "words", "urgency"),
    [
        (-50, "2 d overdue", "late"),
        (-12, "12 h overdue", "late"),
        (-2, "2 h overdue", "now"),
        (0.1, "6 min", "now"),
        (1.3, "1 h 18", "today"),
        (5, "5 h 00", "today"),
        (20, "20 h 00", "later"),
        (72, "3 d", "later"),
    ],
)
def test_a_clock_is_told_by_what_is_left_of_it(hours, words, urgency):
    due = clock_in_words(NOW + hours * HOUR, NOW)

    assert (due.words, due.urgency) == (words, urgency)


@pytest.mark.parametrize(
    ("first", "last", "name", "initials"),
    [
        ("Amy", "Adler", "amy", "AA"), ("安然", "李", "li", "李"), ("", "", "bo", "BO"),
        ("Li", "", "li", "LI"),
    ],
)  # fmt: skip
def test_people_are_known_by_their_initials(first, last, name, initials):
    assert initials_of(User(username=name, first_name=first, last_name=last)) == initials
