"""Telling all customers of many cases, from the queue to the button that sends."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from support.cases.models import Case, Status
from support.notifications.models import Broadcast, Notification
from tests.desk.telling import NEW, TYPED, hidden, looked, sent
from tests.factories import make_case, make_customer, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def settled_settings(settings):
    settings.ONLY_REACH = []
    settings.SMS_SEGMENT_PRICE = Decimal("0.05")


@pytest.fixture
def lead(agent):
    agent.user_permissions.add(Permission.objects.get(codename="add_broadcast"))
    return agent


@pytest.fixture
def desk(lead, client):
    return sign_in(client, lead)


def test_the_page_says_who_would_be_told_and_who_not(desk):
    make_case(customer=make_customer(locale="zh-CN", phone=""))
    make_case(customer=make_customer(wants_sms=False))
    make_case(customer=make_customer(email="", phone=""))
    quiet = make_case()
    Case.objects.filter(pk=quiet.pk).update(silent_since=timezone.now())

    page = desk.get(NEW).text

    assert "2 customers would be told" in page
    assert "4 cases are chosen" in page
    assert "E-mail · Simplified Chinese 1" in page
    assert "E-mail · English 1" in page
    assert (
        "1 customer can’t be told" in page
        or "1 customer can&#x27;t be told" in page
        or ("1 customer can't be told" in page)
    )
    assert "1 customer is left out" in page
    assert "E-mail: No e-mail address" in page
    assert "SMS: No mobile number" in page
    assert "No such address" not in page


def test_the_filters_of_the_queue_choose_the_cases(desk):
    wanted = make_case(status=Status.WAITING_BANK)
    make_case()

    page = desk.get(f"{NEW}?status=waiting_bank").text
    response = sent(desk, "?status=waiting_bank")

    assert "1 case is chosen" in page
    assert 'href="/?status=waiting_bank"' in page
    assert response.status_code == 302
    assert set(Notification.objects.values_list("customer", flat=True)) == {wanted.customer_id}


def test_done_cases_are_left_in_peace(desk):
    make_case(status=Status.RESOLVED, resolved_at=timezone.now())

    assert "0 customers would be told" in desk.get(NEW).text


def test_each_occasion_has_its_own_words(desk):
    incident = desk.get(f"{NEW}?event=incident-resolved").text
    guide = desk.get(f"{NEW}?event=guide-published").text
    unknown = desk.get(f"{NEW}?event=agent-reply").text

    assert 'name="incident_sentence_zh-hans"' in incident
    assert 'name="guide_url_en"' in guide
    assert 'name="incident_sentence_en"' not in guide
    assert 'value="incident-opened"' in unknown


def test_looking_shows_every_message_and_sends_nothing(desk):
    make_case()

    response, _typed = looked(desk)

    assert response.status_code == 200
    assert response.text.count("<iframe") == 2
    assert "演示银行处理较慢" in response.text
    assert "Demo Bank takes longer than usual" in response.text
    assert "Send it to 1 customer" in response.text
    assert not Broadcast.objects.exists()
    assert not Notification.objects.exists()


def test_the_cost_of_all_sms_is_named_beforehand(desk):
    for _case in range(3):
        make_case()

    text = looked(desk)[0].text

    parts = int(
        re.search(r"All SMS together have about (\d+) parts; each is charged as one SMS", text)[1]
    )
    assert parts >= 3
    assert f"They cost about {(parts * Decimal('0.05')).normalize():f}" in text


def test_a_mail_in_the_preview_may_bring_its_style_and_no_script(desk):
    make_case()

    policy = looked(desk)[0]["Content-Security-Policy"]

    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src" not in policy
    assert "default-src 'self'" in policy


def test_sending_tells_everybody_once_and_shows_the_progress(desk, lead):
    make_case()
    make_case()

    response = sent(desk)

    broadcast = Broadcast.objects.get()
    assert response.url == f"/outbox/broadcasts/{broadcast.pk}/"
    assert (broadcast.title, broadcast.created_by, broadcast.total) == (
        "Demo Bank is slow",
        lead,
        4,
    )
    assert broadcast.words["zh-hans"]["incident_title"] == "演示银行出款延迟"
    page = desk.get(response.url).text
    assert "The mass message is on its way." in page
    assert "0 of 4 messages (0%)" in page


def test_pressing_send_twice_sends_once(desk):
    make_case()
    _response, typed = looked(desk)

    first = desk.post(NEW, typed | {"do": "send"})
    second = desk.post(NEW, typed | {"do": "send"})

    assert first.url == second.url
    assert Broadcast.objects.count() == 1
    assert Notification.objects.count() == 2


def test_nothing_is_sent_that_was_not_looked_at(desk):
    make_case()
    blank = hidden(desk.get(NEW).text)

    response = desk.post(NEW, TYPED | blank | {"do": "send"})

    assert response.status_code == 422
    assert "Please look at how these words read" in response.text
    assert "Send it to 1 customer" in response.text
    assert not Broadcast.objects.exists()


def test_words_changed_after_the_look_are_shown_again(desk):
    make_case()
    _response, typed = looked(desk)

    response = desk.post(NEW, typed | {"incident_title_en": "Changed", "do": "send"})

    assert response.status_code == 422
    assert "Changed" in response.text
    assert not Broadcast.objects.exists()
    again = typed | hidden(response.text) | {"incident_title_en": "Changed", "do": "send"}
    assert desk.post(NEW, again).status_code == 302


def test_more_customers_than_shown_are_not_told_unasked(desk):
    make_case()
    _response, typed = looked(desk)
    make_case()

    response = desk.post(NEW, typed | {"do": "send"})

    assert response.status_code == 422
    assert "More customers than shown" in response.text
    assert "Send it to 2 customers" in response.text
    assert not Notification.objects.exists()


def test_fewer_customers_than_shown_are_told_at_once(desk):
    make_case()
    gone = make_case()
    _response, typed = looked(desk)
    Case.objects.filter(pk=gone.pk).update(status=Status.RESOLVED, resolved_at=timezone.now())

    assert desk.post(NEW, typed | {"do": "send"}).status_code == 302
    assert Broadcast.objects.get().total == 2


def test_there_is_no_button_when_nobody_can_be_reached(desk):
    make_case(customer=make_customer(email="", phone=""))

    text = looked(desk)[0].text

    assert "there is nothing to send" in text
    assert 'value="send"' not in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "Please give it a name."),
        ({"incident_sentence_en": ""}, "These words are missing."),
        ({"incident_sentence_zh-hans": "\u200b"}, "Some words are missing in this language"),
    ],
)
def test_what_is_missing_is_named_and_what_was_typed_stays(desk, changes, sentence):
    make_case()

    response, _typed = looked(desk, **changes)

    assert response.status_code == 422
    assert sentence in response.text
    assert "6 p.m." in response.text
    assert not Broadcast.objects.exists()


def test_a_link_of_a_guide_must_be_one(desk):
    make_case()
    words = {f"guide_title_{code}": "Limits" for code in ("en", "zh-hans")}
    link = {f"guide_url_{code}": "javascript:alert(1)" for code in ("en", "zh-hans")}

    response, _typed = looked(desk, event="guide-published", **words, **link)

    assert response.status_code == 422
    assert "Enter a valid URL." in response.text


def test_typed_markup_is_shown_as_text(desk):
    make_case()

    text = looked(desk, title="<script>x()</script>", incident_title_en="<b>bold</b>")[0].text

    assert "<script>x()" not in text
    assert "<b>bold</b>" not in text
