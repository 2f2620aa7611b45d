"""Words that are not in use yet go to their author, marked as a test, as they were typed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from support.customers.models import Customer
from support.notifications.models import Notification, State, Wording
from support.notifications.outbox import trials
from support.notifications.outbox.trials import send_trial
from support.notifications.words.rules import Draft
from support.notifications.words.sample_values import sample_words
from tests.factories import make_agent
from tests.notifications.making import NOW, send

pytestmark = pytest.mark.django_db
BODY = "Typed: {cause_sentence}\n{reference}\n{status_url}"
MAIL = Draft("solution", "en", "email", "[{reference}] Typed", BODY)
SMS = Draft("solution", "en", "sms", "", "Typed {reference}\n{status_url}")


@pytest.fixture
def author(db):
    return make_agent("ada", email="Ada@example.test", first_name="Ada", last_name="Berg")


def trial(author, draft=MAIL, **more):
    words = more.pop("words", sample_words(draft.event, draft.language))
    return send_trial(draft, words=words, author=author, now=more.pop("now", NOW), **more)


def test_a_test_mail_goes_to_its_authors_own_address(author):
    row = trial(author)

    row.refresh_from_db()
    assert (row.address, row.state, row.wording) == ("Ada@example.test", State.QUEUED, "test")
    assert row.subject == "[Test] [CW-4T7KQ2MZ] Typed"
    assert row.text.startswith("Typed: The account for payout PO-0302-0007 is closed.")
    assert "Typed: The account for payout PO-0302-0007 is closed." in row.html
    assert not Wording.objects.exists()


def test_a_test_concerns_no_case_and_is_given_up_within_the_hour(author):
    row = trial(author)

    assert (row.thread, row.incident, row.broadcast) == ("", "", None)
    assert row.expires_at == NOW + timedelta(hours=1)


def test_a_test_goes_out_with_the_words_that_were_typed(author, outbox):
    row = trial(author, now=timezone.now())

    send(row)

    row.refresh_from_db()
    assert row.state == State.SENT
    [file] = [path for path in outbox.rglob("*") if path.is_file()]
    mail = file.read_text()
    assert "Subject: [Test] [CW-4T7KQ2MZ] Typed" in mail
    assert "Typed: The account for payout PO-0302-0007 is closed." in mail
    assert row.wording == "test"


def test_a_test_sms_goes_out_once_signed_and_marked(author, outbox):
    row = trial(author, SMS, phone="+44 7700 900123", now=timezone.now())

    send(row)

    row.refresh_from_db()
    assert (row.state, row.address) == (State.SENT, "+447700900123")
    assert row.text.count("[Test] Typed CW-4T7KQ2MZ") == 1


def test_all_tests_of_an_author_are_written_to_one_customer(author):
    first, second = trial(author), trial(author, SMS, phone="+447700900123")

    assert first.customer == second.customer == Customer.objects.get()
    assert first.customer.email == "Ada@example.test"


def test_who_is_a_customer_already_is_not_made_one_again(author):
    known = Customer.objects.create(name="Ada", email="ada@EXAMPLE.test")

    assert trial(author).customer == known


def test_an_author_without_an_address_can_still_try_an_sms():
    nobody = make_agent("bo")

    with pytest.raises(ValidationError, match="has no e-mail address"):
        trial(nobody)
    for _time in range(2):
        assert trial(nobody, SMS, phone="+447700900123").customer.name == "bo"
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("phone", ["", "12", "07700 900123", "+", "mock", "+44 7700 900123 " * 99])
def test_what_is_no_number_is_refused(author, phone):
    with pytest.raises(ValidationError, match="with its country"):
        trial(author, SMS, phone=phone)


def test_broken_words_and_words_that_lack_a_fact_are_not_sent(author):
    broken = Draft("solution", "en", "email", "x", "{gone}")

    with pytest.raises(ValidationError):
        trial(author, broken)
    with pytest.raises(ValidationError, match="lacks something"):
        trial(author, words=sample_words("solution", "en") | {"status_url": ""})
    assert not Notification.objects.exists()


def test_after_twenty_tests_an_author_waits_and_others_do_not(author, monkeypatch):
    monkeypatch.setattr(trials, "MOST_AN_HOUR", 2)
    other = make_agent("bo", email="bo@example.test")
    trial(author)
    trial(author)

    with pytest.raises(ValidationError, match="within an hour"):
        trial(author)
    trial(other)
    trial(author, now=NOW + timedelta(minutes=61))
