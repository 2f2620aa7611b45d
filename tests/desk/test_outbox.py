"""The outbox: every message as the customer saw it."""

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.notifications.models import Notification
from support.notifications.rendering import render
from support.notifications.services import queue_message
from tests.factories import make_agent, make_customer

pytestmark = pytest.mark.django_db
CONTEXT = {
    "reference": "CW-7K2M9QXD",
    "customer_name": "Mock <b>Alder</b>",
    "amount": "120.00 GBP",
    "payment": "PAY-1",
    "status_url": "http://127.0.0.1:8000/s/x/",
    "expected": "",
}


def make_message(channel="email", **columns):
    notification = queue_message(
        columns.pop("customer", None) or make_customer(),
        "case-opened",
        channel=channel,
        dedupe_key=f"test-{uuid.uuid4()}",
        context=CONTEXT,
        thread=columns.pop("thread", "CW-7K2M9QXD"),
    )
    Notification.objects.filter(pk=notification.pk).update(**columns)
    notification.refresh_from_db()
    return notification


def sent(channel="email"):
    words = render("case-opened", channel, "en", CONTEXT)
    return make_message(
        channel,
        state="sent",
        sent_at=timezone.now(),
        subject=words.subject,
        text=words.text,
        html=words.html,
    )


def test_the_newest_message_stands_on_top_with_its_state(desk):
    old = make_message(created_at=timezone.now() - timedelta(days=1))
    new = make_message("sms", state="failed", reason="refused")

    page = desk.get("/outbox/").text

    assert page.index(str(new.pk)) < page.index(str(old.pk))
    assert "Refused for this recipient" in page
    assert "Queued" in page


def test_addresses_are_masked_in_the_list_and_whole_on_the_message(desk):
    message = make_message()

    assert message.address not in desk.get("/outbox/").text
    assert message.address in desk.get(f"/outbox/{message.pk}/").text


def test_the_list_narrows_to_a_state(desk):
    failed = make_message(state="failed", reason="technical")
    queued = make_message()

    page = desk.get("/outbox/?state=failed").text

    assert str(failed.pk) in page
    assert str(queued.pk) not in page


def test_the_list_narrows_to_a_case(desk):
    make_message(thread="CW-OTHER")
    wanted = make_message()

    page = desk.get("/outbox/?q=CW-7K2M9QXD").text

    assert page.count("data-row>") == 1
    assert str(wanted.pk) in page


@pytest.mark.parametrize("query", ["state=x", "page=x", "page=0", "q=%00", "page=999999"])
def test_an_address_that_makes_no_sense_still_shows_the_outbox(desk, query):
    assert desk.get(f"/outbox/?{query}").status_code == 200


def test_an_empty_outbox_says_why(desk):
    assert "Messages appear here when a case is opened" in desk.get("/outbox/").text
    assert "No message has failed." in desk.get("/outbox/?state=failed").text


def test_a_sent_e_mail_is_shown_as_it_went_out(desk):
    message = sent()

    page = desk.get(f"/outbox/{message.pk}/").text

    assert message.subject in page
    assert f'src="/outbox/{message.pk}/html/"' in page
    assert "It has not gone out yet" not in page


def test_a_message_that_waits_is_shown_as_it_would_read(desk):
    message = make_message()

    page = desk.get(f"/outbox/{message.pk}/").text

    assert "It has not gone out yet" in page
    assert "120.00 GBP" in page


def test_an_sms_is_shown_with_its_parts(desk):
    message = sent("sms")

    page = desk.get(f"/outbox/{message.pk}/").text

    assert "CW-7K2M9QXD" in page
    assert " part" in page
    assert "<iframe" not in page


def test_the_mails_html_may_bring_style_and_nothing_else(desk):
    response = desk.get(f"/outbox/{sent().pk}/html/")

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "<b>Alder</b>" not in response.text


def test_attempts_are_shown_with_the_providers_words(desk):
    message, now = make_message(), timezone.now()
    message.attempt_rows.create(
        number=1, started_at=now, ended_at=now, ok=False, words="451 try again later"
    )

    page = desk.get(f"/outbox/{message.pk}/").text

    assert "Not accepted" in page
    assert "451 try again later" in page


def test_a_failed_message_is_sent_again_once(desk):
    message = make_message(state="failed", reason="technical")
    again = f"/outbox/{message.pk}/retry/"

    first = desk.post(again, follow=True)
    second = desk.post(again, follow=True)

    assert "The message is on its way again." in first.text
    assert "Only a failed message can be sent again." in second.text
    message.refresh_from_db()
    assert message.state == "queued"


def test_sending_again_is_offered_for_failed_messages_only(desk):
    assert "Send it again" not in desk.get(f"/outbox/{sent().pk}/").text


def test_a_message_that_does_not_exist_is_not_found(desk):
    assert desk.get(f"/outbox/{uuid.uuid4()}/").status_code == 404
    assert desk.post(f"/outbox/{uuid.uuid4()}/retry/").status_code == 404


def test_the_outbox_costs_one_query_besides_the_agent(desk):
    for _number in range(51):
        make_message()

    with CaptureQueriesContext(connection) as captured:
        page = desk.get("/outbox/").text

    assert page.count("data-row>") == 50
    assert 'rel="next"' in page
    assert sum("notifications_" in query["sql"] for query in captured) == 1


def test_nobody_but_an_agent_reads_messages(client, db):
    message = make_message()
    visitor = make_agent("eve", is_staff=False)
    client.force_login(visitor, backend=settings.AUTHENTICATION_BACKENDS[-1])

    for path in ("", "html/"):
        assert client.get(f"/outbox/{message.pk}/{path}").status_code == 403
    assert client.post(f"/outbox/{message.pk}/retry/").status_code == 403
