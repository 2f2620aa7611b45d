"""Messages on the case's page: where each stands, why, and what an agent can do about it."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.cases.models import CaseEvent
from support.notifications.models import Notification, Reason, State
from support.notifications.services import notify
from tests.desk.walking import HTMX
from tests.factories import make_agent, make_case, make_customer
from tests.notifications.making import CONTEXT, make_notification

pytestmark = pytest.mark.django_db
FAILED = {"state": State.FAILED, "reason": Reason.REFUSED}
DOUBTFUL = {"state": State.NEEDS_PERSON, "reason": Reason.UNCERTAIN}


def message_on(case, **columns):
    return make_notification(
        case.customer, thread=case.reference, dedupe_key=f"test-{uuid.uuid4()}", **columns
    )


def page_of(desk, case):
    return desk.get(f"/cases/{case.reference}/").text


def acts(page):
    """The acts that the page offers, in their order."""
    return re.findall(r'action="/cases/[\w-]+/messages/[\w-]+/([\w-]+)/"', page)


def do(desk, message, act, **more):
    return desk.post(f"/cases/{message.thread}/messages/{message.pk}/{act}/", **more)


@pytest.fixture
def case(db):
    return make_case()


def test_an_address_that_does_not_exist_is_not_written_to_again_unwarned(desk, case):
    gone = message_on(case, state=State.FAILED, reason=Reason.NO_ADDRESS)
    Notification.objects.filter(pk=gone.pk).update(address=case.contact.email)
    warning = "Sending it again fails the same way: find another address first."

    assert warning in page_of(desk, case)
    assert warning in desk.get(f"/outbox/{gone.pk}/").text

    Notification.objects.filter(pk=gone.pk).update(address="before@example.test")
    assert warning not in page_of(desk, case)


def test_a_failed_message_says_what_the_provider_said_and_in_which_state_it_is(desk, case):
    message = message_on(case, **FAILED)
    message.attempt_rows.create(
        number=1,
        provider="email-smtp:mx",
        started_at=message.created_at,
        ended_at=message.created_at,
        ok=False,
        words="550 5.1.1 no such user",
    )

    page = page_of(desk, case)

    assert "E-mail · Failed" in page
    assert "Refused for this recipient" in page
    assert "550 5.1.1 no such user" in page
    assert "email-smtp:mx" in page


def test_what_was_refused_before_it_went_out_matters_no_more(desk, case):
    now = datetime.now(UTC)
    message = message_on(case, state="sent", sent_at=now)
    message.attempt_rows.create(
        number=1, provider="p", started_at=now, ended_at=now, ok=False, words="451 later"
    )

    page = page_of(desk, case)

    assert "E-mail · Sent" in page
    assert "451 later" not in page


@pytest.mark.parametrize(
    ("columns", "offered"),
    [
        ({}, ["cancellation"]),
        (FAILED, ["retry", "stand-in-sms"]),
        (FAILED | {"channel": "sms"}, ["retry", "stand-in-email"]),
        (DOUBTFUL | {"channel": "sms"}, ["arrived", "not-arrived", "stand-in-email"]),
        ({"state": State.NEEDS_PERSON, "reason": Reason.TECHNICAL}, ["retry", "stand-in-sms"]),
        ({"state": State.CANCELLED, "reason": Reason.OVER}, []),
        (FAILED | {"event": "contact-code", "context": {"code": "123456"}}, []),
    ],
)
def test_a_message_offers_what_can_be_done_with_it_now(desk, case, columns, offered):
    message_on(case, **columns)

    assert acts(page_of(desk, case)) == offered


def test_the_other_channel_is_not_offered_to_who_has_no_address_there(desk):
    case = make_case(customer=make_customer(phone=""))
    message_on(case, **FAILED)

    assert acts(page_of(desk, case)) == ["retry"]


def test_the_other_channel_is_not_offered_when_it_carries_the_same_already(desk, case):
    notify(case.customer, "solution", dedupe_key="once", context=CONTEXT, thread=case.reference)
    Notification.objects.filter(channel="email").update(**FAILED)

    assert sorted(acts(page_of(desk, case))) == ["cancellation", "retry"]


def test_sending_again_answers_with_the_conversation_for_htmx(desk, case):
    message = message_on(case, **FAILED)

    response = do(desk, message, "retry", headers=HTMX)

    assert response.text.lstrip().startswith('<section id="stream"')
    assert "E-mail · Queued" in response.text
    assert "Sent again by amy." in response.text
    assert "strip-changed" in response["HX-Trigger"]
    message.refresh_from_db()
    assert message.state == State.QUEUED


def test_without_a_script_the_form_leads_back_to_the_conversation(desk, case):
    message = message_on(case)

    response = do(desk, message, "cancellation")

    assert response.status_code == 302
    assert response["Location"] == f"/cases/{case.reference}/#stream"
    message.refresh_from_db()
    assert message.state == State.CANCELLED
    assert "Cancelled by amy." in page_of(desk, case)


def test_an_act_that_comes_too_late_is_refused_with_a_sentence_beside_the_message(desk, case):
    message = message_on(case, state="sent", sent_at=datetime.now(UTC))

    response = do(desk, message, "cancellation", headers=HTMX)
    plain = do(desk, message, "cancellation")

    assert response.status_code == plain.status_code == 422
    assert "Only a message that still waits can be cancelled." in response.text
    assert "Only a message that still waits can be cancelled." in plain.text


def test_a_failed_e_mail_goes_by_sms_instead_and_both_say_so(desk, case):
    message = message_on(case, **FAILED)

    page = do(desk, message, "stand-in-sms", headers=HTMX).text

    made = Notification.objects.get(stands_in_for=message)
    assert (made.channel, made.state) == ("sms", "queued")
    assert "An SMS was queued in its place" in page
    assert "Instead of the e-mail that did not arrive" in page
    assert acts(page) == ["cancellation", "retry"]


@pytest.mark.parametrize(
    ("act", "state"), [("arrived", State.DELIVERED), ("not-arrived", State.QUEUED)]
)
def test_an_uncertain_sms_is_settled_by_who_asked_the_customer(desk, case, act, state):
    message = message_on(case, channel="sms", **DOUBTFUL)

    do(desk, message, act)

    message.refresh_from_db()
    assert message.state == state
    assert do(desk, message, act).status_code == 422


def test_a_message_that_a_newer_one_replaced_leads_to_it(desk, case):
    newer = message_on(case)
    message_on(case, state="superseded", reason="newer", superseded_by=newer)

    page = page_of(desk, case)

    assert "E-mail · Superseded" in page
    assert f'<a href="/outbox/{newer.pk}/">Superseded by a newer message</a>' in page


@time_machine.travel(datetime(2026, 11, 18, 22, 0, tzinfo=UTC), tick=False)
def test_quiet_hours_are_told_in_the_customers_own_time(desk):
    case = make_case(customer=make_customer(time_zone="Asia/Shanghai"))
    message_on(case, reason="quiet", not_before=datetime(2026, 11, 19, 0, 0, tzinfo=UTC))

    assert "Quiet hours of the customer until 08:00, Asia/Shanghai time." in page_of(desk, case)


def test_a_message_of_another_case_is_not_found_here(desk, case):
    message = message_on(make_case(), **FAILED)

    path = f"/cases/{case.reference}/messages/{message.pk}/retry/"

    assert desk.post(path).status_code == 404
    assert do(desk, message, "dance").status_code == 404
    assert desk.get(path).status_code == 405


def test_the_number_of_queries_does_not_grow_with_the_messages(desk, case):
    def count():
        with CaptureQueriesContext(connection) as captured:
            page_of(desk, case)
        return len(captured)

    message_on(case, **FAILED)
    page_of(desk, case)  # who writes is read once a process
    few = count()
    for _number in range(10):
        message_on(case, **FAILED)

    assert count() == few


def test_a_customer_who_was_not_reached_stands_on_top_with_his_number(desk):
    case = make_case(unreached_since=datetime(2026, 11, 18, 9, 30, tzinfo=UTC))

    page = page_of(desk, case)

    assert "Not reached: call the customer" in page
    assert f'href="tel:{case.customer.phone}"' in page
    assert "Not reached: call" not in page_of(desk, make_case())


def test_who_was_not_reached_and_has_no_phone_is_not_to_be_called(desk):
    case = make_case(
        customer=make_customer(phone=""), unreached_since=datetime(2026, 11, 18, 9, tzinfo=UTC)
    )

    for page in (page_of(desk, case), desk.get("/").text):
        assert "Not reached, and no phone number: find another way" in page
        assert "call the customer" not in page


def test_an_agent_writes_down_that_he_reached_the_customer(desk, agent):
    case = make_case(unreached_since=datetime.now(UTC) - timedelta(hours=1))

    response = desk.post(
        f"/cases/{case.reference}/reached/", {"note": "Called, he knows."}, headers=HTMX
    )

    assert response.text.lstrip().startswith('<section id="strip"')
    assert "Not reached" not in response.text
    told = case.events.get(kind=CaseEvent.Kind.REACHED)
    assert (told.actor, told.note) == (agent, "Called, he knows.")
    timeline = page_of(desk, case)
    assert "Customer reached" in timeline
    assert "Called, he knows." in timeline


def test_reaching_him_twice_is_refused(desk):
    case = make_case()

    response = desk.post(f"/cases/{case.reference}/reached/", headers=HTMX)

    assert response.status_code == 422
    assert "This customer was reached already." in response.text


def test_the_timeline_says_which_message_did_not_arrive_and_why(desk):
    case = make_case()
    case.events.create(
        kind=CaseEvent.Kind.UNREACHED,
        happened_at=datetime.now(UTC),
        values={"channel": "sms", "event": "solution", "reason": "blocked"},
    )

    assert "SMS · Solution: Blocked by the provider" in page_of(desk, case)


def test_nobody_but_an_agent_does_anything_with_messages(client, case):
    message = message_on(case, **FAILED)
    client.force_login(
        make_agent("eve", is_staff=False), backend=settings.AUTHENTICATION_BACKENDS[-1]
    )

    assert do(client, message, "retry").status_code == 403
    assert client.post(f"/cases/{case.reference}/reached/").status_code == 403
    message.refresh_from_db()
    assert message.state == State.FAILED
