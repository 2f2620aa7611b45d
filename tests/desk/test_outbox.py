"""The outbox: every message as the customer saw it."""

import re
import uuid
from copy import copy
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.notifications.health.figures import outbox_health
from support.notifications.models import Broadcast, Notification, Provider, Reason, State
from support.notifications.services import queue_message
from support.notifications.words.rendering import render
from tests.desk.walking import HTMX
from tests.factories import make_agent, make_customer
from tests.notifications.making import make_notification

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
        columns.pop("event", "case-opened"),
        channel=channel,
        dedupe_key=f"test-{uuid.uuid4()}",
        context=CONTEXT,
        thread=columns.pop("thread", "CW-7K2M9QXD"),
    )
    Notification.objects.filter(pk=notification.pk).update(**columns)
    notification.refresh_from_db()
    return notification


def make_messages(count, channel="email", **columns):
    """Make many of one kind: one as its service queues it, and copies."""
    first = make_message(channel, **columns)
    copies = [copy(first) for _number in range(count - 1)]
    for message in copies:
        message.pk, message.dedupe_key = uuid.uuid4(), f"test-{uuid.uuid4()}"
    Notification.objects.bulk_create(copies)


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


def found(desk, query=""):
    """The messages of a page of the list, in their order."""
    page = desk.get(f"/outbox/{query}").text
    return re.findall(r'href="/outbox/([\w-]{36})/" data-row>', page)


def keys(*messages):
    return [str(message.pk) for message in messages]


def test_the_newest_message_stands_on_top_with_its_state(desk):
    old = make_message(created_at=timezone.now() - timedelta(days=1))
    new = make_message("sms", state="failed", reason="refused")

    page = desk.get("/outbox/").text

    assert found(desk) == keys(new, old)
    assert "Refused for this recipient" in page
    assert "Queued" in page


def test_addresses_are_masked_in_the_list_and_whole_on_the_message(desk):
    message = make_message()

    assert message.address not in desk.get("/outbox/").text
    assert message.address in desk.get(f"/outbox/{message.pk}/").text


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("state=failed", {"state": "failed", "reason": "technical"}),
        ("channel=sms", {"channel": "sms"}),
        ("event=solution", {"event": "solution"}),
        ("reason=blocked", {"state": "failed", "reason": "blocked"}),
        ("provider=sms-b", {"provider": "sms-b"}),
        ("stuck=1", {"not_before": timezone.now() - timedelta(hours=1)}),
        ("until=2020-01-31", {"created_at": timezone.now().replace(year=2020, month=1, day=31)}),
        ("q=CW-7K2M9QXE", {"thread": "CW-7K2M9QXE"}),
        ("q=some+thread", {"thread": "some thread"}),
    ],
)
def test_the_list_narrows_to_what_is_asked_for(desk, query, columns):
    make_message()
    wanted = make_message(**columns)

    assert found(desk, f"?{query}") == keys(wanted)


def test_days_are_the_agents_own_and_both_belong_to_the_span(desk):
    desk.cookies["time_zone"] = "Asia/Shanghai"
    at = timezone.now().replace(year=2026, month=3, day=2, hour=16, minute=30)  # the 3rd there
    message = make_message(created_at=at)

    assert found(desk, "?since=2026-03-03&until=2026-03-03") == keys(message)
    assert found(desk, "?until=2026-03-02") == []
    assert found(desk, "?since=2026-03-04") == []


def test_filters_go_together_and_stay_chosen(desk):
    wanted = make_message("sms", state="failed", reason="blocked", provider="gone-gateway")
    make_message("sms", state="failed", reason="refused", provider="gone-gateway")
    make_message(state="failed", reason="blocked", provider="gone-gateway")

    query = "?state=failed&channel=sms&reason=blocked&provider=gone-gateway"
    page = desk.get(f"/outbox/{query}").text

    assert found(desk, query) == keys(wanted)
    assert '<option value="gone-gateway" selected>' in page
    assert '<option value="blocked" selected>' in page
    assert 'href="/outbox/?state=queued&amp;channel=sms&amp;reason=blocked' in page


def test_messages_are_found_by_the_customers_address_in_any_spelling(desk):
    customer = make_customer(email="li@example.test", phone="+8613800000001")
    mail, sms = make_message(customer=customer), make_message("sms", customer=customer)
    make_message()

    for typed in ("LI@example.test", "%2B86 138 0000 0001", "8613800000001", "+86-138-0000-0001"):
        assert found(desk, f"?q={typed}") == keys(sms, mail), typed


def test_messages_are_found_by_an_address_that_is_nobodys_any_more(desk):
    old = make_message(address="old@example.test")

    assert found(desk, "?q=old@example.test") == keys(old)


def test_mass_messages_are_shown_alone_left_out_or_one_by_its_name(desk):
    now = timezone.now()
    mass = Broadcast.objects.create(
        event="incident-opened", title="Bank X is late", created_at=now, updated_at=now
    )
    single, many = make_message(), make_message(broadcast=mass)

    assert found(desk, "?mass=yes") == keys(many)
    assert found(desk, "?mass=no") == keys(single)
    assert found(desk, f"?mass={mass.pk}") == keys(many)
    assert (
        "Messages of the mass message “Bank X is late” only."
        in desk.get(f"/outbox/?mass={mass.pk}").text
    )


def test_an_address_that_makes_no_sense_still_shows_the_outbox(desk):
    message = make_message()
    queries = (
        "state=x", "channel=x", "event=x", "reason=x", "mass=x", "q=%00", "stuck=x",
        "since=2026-02-31", "until=x", "since=0001-01-01", "until=9999-12-31", "before=x",
        "after=_", "before=2026-01-01_13406d06-b5f6-49b1-a08a-1c103248510e",
        f"q={'x' * 1000}", "provider=%00",
    )  # fmt: skip

    shown = {query: desk.get(f"/outbox/?{query}").status_code for query in queries}

    assert shown == dict.fromkeys(queries, 200)
    assert found(desk, "?state=x&since=x") == keys(message)


def test_an_empty_outbox_says_why(desk):
    assert "They appear here when a case is opened" in desk.get("/outbox/").text
    assert "No message has failed." in desk.get("/outbox/?state=failed").text
    assert "No message needs a person." in desk.get("/outbox/?state=needs_person").text
    assert "No message fits all of these" in desk.get("/outbox/?event=survey").text


def test_pages_lead_to_older_ones_and_back_without_a_gap_or_a_double(desk):
    at = timezone.now()
    make_messages(120, created_at=at)  # all at one moment, as mass messages are

    pages, address, back = [], "", ""
    while True:
        page = desk.get(f"/outbox/{address}").text
        pages.append(found(desk, address))
        older = re.search(r'rel="next" href="/outbox/([^"]+)"', page)
        if not older:
            back = re.search(r'rel="prev" href="/outbox/([^"]+)"', page)[1]
            break
        address = older[1].replace("&amp;", "&")
    seen = [key for page in pages for key in page]

    assert [len(page) for page in pages] == [50, 50, 20]
    assert len(set(seen)) == 120
    assert found(desk, back.replace("&amp;", "&")) == pages[1]
    assert 'rel="prev"' not in desk.get("/outbox/").text


def test_deep_pages_are_read_from_the_index(desk):
    make_messages(60)
    with CaptureQueriesContext(connection) as captured:
        address = re.search(r'rel="next" href="([^"]+)"', desk.get("/outbox/").text)[1]
        desk.get(address.replace("&amp;", "&"))

    lists = [query["sql"] for query in captured if "notifications_notification" in query["sql"]]
    assert not any("OFFSET" in sql or "COUNT(*) FROM" in sql for sql in lists)


@pytest.mark.parametrize("messages", [1, 51])
def test_the_outbox_costs_one_query_beside_those_for_its_health(desk, messages):
    make_messages(messages)

    with CaptureQueriesContext(connection) as for_health:
        outbox_health(timezone.now())
    with CaptureQueriesContext(connection) as captured:
        desk.get("/outbox/")

    about_messages = [query for query in captured if "notifications_" in query["sql"]]
    assert len(about_messages) == len(for_health) + 1


def test_the_strip_says_what_waits_and_what_failed(desk):
    make_message(not_before=timezone.now() - timedelta(minutes=5))
    make_message("sms", state="failed", reason="technical")
    make_message("sms", state="needs_person", reason="uncertain")

    page = desk.get("/outbox/").text

    assert "1 waiting" in page
    assert "the oldest due for 5 min" in page
    assert "2 failed or unclear in 24 h" in page
    assert "1 needs a person" in page
    assert "Nothing is stuck." not in page


def test_the_strip_says_what_is_stuck_and_why(desk):
    make_message(not_before=timezone.now() - timedelta(hours=1))

    page = desk.get("/outbox/").text

    assert "E-mail: 1 message is stuck. No worker takes them" in page
    assert 'href="/outbox/?stuck=1"' in page
    assert "Nothing is stuck." not in page


def test_the_strip_says_which_provider_is_left_alone_until_when(desk):
    until = timezone.now() + timedelta(minutes=3)
    Provider.objects.create(name="email-smtp:mx", channel="email", open_until=until)
    make_message(not_before=timezone.now() - timedelta(hours=1))

    page = desk.get("/outbox/").text

    told = f"Provider email-smtp:mx is at fault and not tried until {until:%H:%M:%S}."
    assert told in page
    assert "Every provider of this channel is at fault." in page


def test_the_strip_says_what_sms_cost_today_against_the_budget(desk, settings):
    settings.SMS_DAILY_BUDGET = Decimal(50)
    Provider.objects.create(
        name="sms-a", channel="sms", spent_on=timezone.now().date(), segments=120, cost="50.4000"
    )
    make_message("sms", not_before=timezone.now() - timedelta(hours=1))

    page = desk.get("/outbox/").text

    assert "120 parts" in page
    assert "50.4 of the budget of 50" in page
    assert "Today&#x27;s budget for SMS is spent; only urgent messages leave." in page


def test_htmx_gets_the_list_alone(desk):
    response = desk.get("/outbox/?state=failed", headers=HTMX)

    assert "<html" not in response.text
    assert response.text.split("#}")[-1].lstrip().startswith('<section id="outbox"')


def test_ticked_messages_are_sent_again_after_a_question(desk):
    first, second = (make_message(state="failed", reason="technical") for _n in range(2))
    left = make_message(state="failed", reason="technical")
    query = f"?state=failed&message={first.pk}&message={second.pk}"

    asked = desk.get(f"/outbox/retries/{query}")
    assert "Send 2 messages again?" in asked.text
    assert Notification.objects.filter(state="failed").count() == 3

    answered = desk.post(
        "/outbox/retries/", {"state": "failed", "message": keys(first, second)}, follow=True
    )

    assert answered.redirect_chain == [("/outbox/?state=failed", 302)]
    assert "2 messages are on their way again." in answered.text
    assert list(Notification.objects.filter(state="failed")) == [left]


def test_all_that_fit_the_filters_are_sent_again_and_no_others(desk):
    make_messages(12, "sms", state="failed", reason="technical")
    make_message(state="failed", reason="technical")

    asked = desk.get("/outbox/retries/?channel=sms&all=1").text
    desk.post("/outbox/retries/", {"channel": "sms", "all": "1"})

    assert "Send 12 messages again?" in asked
    assert "and 2 more" in asked
    assert Notification.objects.filter(channel="sms", state="queued").count() == 12
    assert Notification.objects.filter(channel="email", state="failed").count() == 1


def test_more_than_a_thousand_are_told_to_be_more(desk, monkeypatch):
    monkeypatch.setattr("support.desk.outbox.outbox.MOST_AT_ONCE", 3)
    for _number in range(4):
        make_message(state="failed", reason="technical")

    page = desk.get("/outbox/retries/?all=1").text

    assert "Send 3 messages again?" in page
    assert "These are the newest" in page


def test_the_many_never_include_what_may_have_gone_out(desk):
    doubtful = make_message("sms", state="needs_person", reason="uncertain")
    sent_one = make_message(state="sent", sent_at=timezone.now())

    page = desk.get("/outbox/").text
    asked = desk.get(f"/outbox/retries/?message={doubtful.pk}&message={sent_one.pk}").text
    desk.post("/outbox/retries/", {"all": "1"})

    assert f'value="{doubtful.pk}"' not in page
    assert "Nothing to send again" in asked
    doubtful.refresh_from_db()
    assert doubtful.state == "needs_person"


@pytest.mark.parametrize("query", ["", "?message=x", "?message=", "?all=2"])
def test_a_question_about_nothing_says_so(desk, query):
    make_message(state="failed", reason="technical")

    assert "Nothing to send again" in desk.get(f"/outbox/retries/{query}").text


def test_a_sent_e_mail_is_shown_as_it_went_out(desk):
    message = sent()

    page = desk.get(f"/outbox/{message.pk}/").text

    assert message.subject in page
    assert f'src="/outbox/{message.pk}/html/?look=light"' in page
    assert "It has not gone out yet" not in page


def test_an_e_mails_headers_are_shown_as_they_are_handed_over(desk):
    message = sent()

    page = desk.get(f"/outbox/{message.pk}/").text

    shown = dict(re.findall(r"<dt>([\w-]+)</dt><dd>(.*?)</dd>", page))
    assert str(message.pk) in shown["Message-ID"]
    assert "CW-7K2M9QXD" in shown["References"] == shown["In-Reply-To"]
    assert shown["Auto-Submitted"] == "auto-generated"


def test_a_message_that_waits_is_shown_as_it_would_read(desk):
    message = make_message()

    page = desk.get(f"/outbox/{message.pk}/").text

    assert "It has not gone out yet" in page
    assert "120.00 GBP" in page


def test_a_message_whose_event_is_no_more_is_shown_all_the_same(desk):
    message = make_message()
    Notification.objects.update(event="forgotten")

    assert "forgotten" in desk.get(f"/outbox/{message.pk}/").text
    assert desk.get(f"/outbox/{message.pk}/html/").text == ""


def test_an_sms_is_shown_with_its_segments_and_cost(desk):
    message = sent("sms")
    Notification.objects.update(cost="0.0750", provider="sms-a")

    page = desk.get(f"/outbox/{message.pk}/").text

    assert "CW-7K2M9QXD" in page
    assert re.search(r"<dt>Length</dt><dd>\d parts?\b", page)
    assert "cost 0.075" in page
    assert "SMS · sms-a" in page
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


def test_the_mail_is_shown_in_light_and_in_dark_as_programs_show_it(desk):
    message = sent()
    style = "<style>@media (prefers-color-scheme: dark) { body { color: white } }</style>"
    Notification.objects.update(html=style)

    assert "@media (max-width: 0)" in desk.get(f"/outbox/{message.pk}/html/?look=light").text
    assert "@media (min-width: 0)" in desk.get(f"/outbox/{message.pk}/html/?look=dark").text
    assert desk.get(f"/outbox/{message.pk}/html/").text == style
    assert 'look=dark"' in desk.get(f"/outbox/{message.pk}/?look=dark").text.split("<iframe")[1]


@pytest.mark.parametrize(
    ("state", "reason", "name"),
    [("sent", "", "Sent"), ("delivered", "", "Sent"), ("needs_person", "uncertain", "Tried")],
)
def test_only_what_is_known_to_be_sent_is_said_to_be(desk, state, reason, name):
    message = make_message("sms", state=state, reason=reason, sent_at=timezone.now())

    names = re.findall(r"<dt>(Sent|Tried)</dt>", desk.get(f"/outbox/{message.pk}/").text)

    assert names == [name]


def test_attempts_are_shown_with_provider_and_words_and_decisions_as_such(desk):
    message, now = make_message(), timezone.now()
    told = {"number": 1, "started_at": now, "ended_at": now, "ok": False}
    message.attempt_rows.create(**told, provider="mx", words="451 try again later")
    message.attempt_rows.create(**told, provider="mx", uncertain=True, words="no answer")
    message.attempt_rows.create(**told, provider="mx", permanent=True, words="550 unknown")
    message.attempt_rows.create(**told, words="Sent again by amy.")

    page = desk.get(f"/outbox/{message.pk}/").text

    said = re.findall(r"</svg>([^<]+)</span>.*?<q>(.*?)</q>", page.split("attempts")[1], re.DOTALL)
    assert said == [
        ("Not accepted", "451 try again later"),
        ("Uncertain", "no answer"),
        ("Refused for good", "550 unknown"),
        ("By hand", "Sent again by amy."),
    ]


def test_a_waiting_message_says_which_provider_is_left_alone(desk):
    until = timezone.now() + timedelta(minutes=3)
    Provider.objects.create(name="email-mx", channel="email", open_until=until)
    Provider.objects.create(name="sms-a", channel="sms", open_until=until)

    page = desk.get(f"/outbox/{make_message().pk}/").text

    assert "Leaves as soon as a worker takes it." in page
    assert "Provider email-mx is at fault" in page
    assert "Provider sms-a" not in page


def test_a_failed_message_is_sent_again_once(desk):
    message = make_message(state="failed", reason="technical")
    again = f"/outbox/{message.pk}/retry/"

    first = desk.post(again, follow=True)
    second = desk.post(again, follow=True)

    assert "The message is on its way again." in first.text
    assert "Only a failed message can be sent again." in second.text
    message.refresh_from_db()
    assert message.state == "queued"


def test_a_stand_in_and_what_it_stands_in_for_lead_to_each_other(desk):
    failed = make_message(state="failed", reason="technical")
    answered = desk.post(f"/outbox/{failed.pk}/stand-in-sms/", follow=True).text

    made = Notification.objects.get(stands_in_for=failed)
    assert "The message goes out by SMS instead." in answered
    assert f'<a href="/outbox/{made.pk}/">An SMS was queued in its place</a>' in answered
    assert f'href="/outbox/{failed.pk}/"' in desk.get(f"/outbox/{made.pk}/").text
    assert "stand-in-sms" not in answered


def test_sending_again_is_offered_for_failed_messages_only(desk):
    assert "Send again" not in desk.get(f"/outbox/{sent().pk}/").text


def test_a_message_that_does_not_exist_is_not_found(desk):
    message = make_message()

    assert desk.get(f"/outbox/{uuid.uuid4()}/").status_code == 404
    assert desk.post(f"/outbox/{uuid.uuid4()}/retry/").status_code == 404
    assert desk.post(f"/outbox/{message.pk}/dance/").status_code == 404
    assert desk.get(f"/outbox/{message.pk}/retry/").status_code == 405


def test_nobody_but_an_agent_reads_messages(client, db):
    message = make_message()
    visitor = make_agent("eve", is_staff=False)
    client.force_login(visitor, backend=settings.AUTHENTICATION_BACKENDS[-1])

    for path in ("", f"{message.pk}/", f"{message.pk}/html/", "retries/"):
        assert client.get(f"/outbox/{path}").status_code == 403
    for path in (f"{message.pk}/retry/", "retries/"):
        assert client.post(f"/outbox/{path}").status_code == 403


def test_nothing_glows_green_while_something_failed(desk):
    well = "Nothing is stuck."
    assert well in desk.get("/outbox/").text

    make_notification(state=State.FAILED, reason=Reason.REFUSED)

    assert well not in desk.get("/outbox/").text
