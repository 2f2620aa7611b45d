"""A script floods the mailbox while people write in between: bounds hold, nothing is lost.

`make flood` has 10,000 mails fetched and read, a run of all tests a hundred. They are read in this
process, for what one of its own costs for each is the same with few (`test_services.py`).
"""

import os
from email.message import EmailMessage

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.cases.models import Case, Message
from support.intake.letters.deciding import MOST_IN_AN_HOUR
from support.intake.letters.letter import Letter
from support.intake.letters.taking import MOST_AT_ONCE, take_waiting
from support.mailbox import sandbox
from support.mailbox.fetching import fetch
from support.mailbox.models import IncomingMail
from support.mailbox.reading.mail import read_mail
from support.notifications.models import Notification
from tests.factories import make_case, make_customer
from tests.intake.letters.writing import letter, signed
from tests.mailbox.imap_server import mailbox

pytestmark = pytest.mark.django_db
MAILS = int(os.environ.get("FLOOD_MAILS", "120"))
PEOPLE = 10
TOKENS = 2 * MOST_IN_AN_HOUR  # of the script's mails come from somebody who holds a token


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no Python for every mail."""
    monkeypatch.setattr(sandbox, "read", read_mail)


def case_of(email: str) -> Case:
    return make_case(customer=make_customer(email=email), payment=None)


def written(number: int, taken_over: Case) -> EmailMessage:
    """Return a mail of the script: strangers', by turns, or with the token that it holds."""
    headers = {"Message_ID": f"<{number}@flood.test>"}
    if number < TOKENS:
        headers |= {"From": "script@customer.example", "To": signed(taken_over)}
    else:
        headers["From"] = f"stranger{number % 1000}@flood.test"
    return letter(f"Zwetschge {number}", **headers)


def test_bounds_hold_people_in_between_are_served_and_nothing_is_lost(settings: Settings) -> None:
    taken_over = case_of("script@customer.example")
    people = [case_of(f"person{number}@customer.example") for number in range(PEOPLE)]
    flood = [written(number, taken_over).as_bytes() for number in range(MAILS)]
    theirs = [
        letter(f"Pear {number}", To=signed(case), From=f"person{number}@customer.example",
               Message_ID=f"<{number}@customer.example>").as_bytes()
        for number, case in enumerate(people)
    ]  # fmt: skip
    behind = [mail for one in theirs for mail in (*[flood.pop() for _n in range(5)], one)]
    with mailbox(*flood, *behind) as box:
        settings.MAILBOX_URL = box.url
        while fetch(timezone.now()):
            pass

    take_waiting()
    heard_in_the_first_round = Message.objects.filter(body__startswith="Pear").count()
    while take_waiting():
        pass

    assert heard_in_the_first_round == PEOPLE <= MOST_AT_ONCE - TOKENS
    assert IncomingMail.objects.count() == MAILS + PEOPLE
    assert set(IncomingMail.objects.values_list("state")) == {("read",)}
    assert taken_over.messages.count() == MOST_IN_AN_HOUR
    assert Letter.objects.waiting().count() == MAILS - MOST_IN_AN_HOUR
    assert Message.objects.count() == MOST_IN_AN_HOUR + PEOPLE
    assert Case.objects.count() == 1 + PEOPLE
    assert not Notification.objects.exists()
