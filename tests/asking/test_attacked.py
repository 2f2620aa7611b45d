"""Strangers at the public form: nothing is told, nobody is flooded, nothing is lost."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from config.settings.api import API_RATES
from support.cases.models import Case, Message
from support.notifications.delivery.preparing import words_of
from support.notifications.models import Channel, Notification
from support.notifications.outbox.suppressions import suppress
from support.portal.asking import form, proof_views, proving
from support.portal.asking.models import Ask, Asker
from support.portal.asking.proving import MOST_AN_HOUR, send_texts
from support.portal.asking.services import MOST_WAITING, Asked, keep_ask
from tests.asking.world import EMAIL, ask, confirm, key_in, link_of, second_page, texts
from tests.factories import NOW, make_customer, make_payment

pytestmark = pytest.mark.django_db
PLANTED = "Zwetschge"
AN_HOUR = API_RATES["asks"]
VARYING = {"X-Request-ID", "Expires"}


@pytest.fixture(autouse=True)
def present(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def bare(answer):
    """Return all of an answer but what is another one each time: keys, and what they typed."""
    head = sorted(item for item in answer.headers.items() if item[0] not in VARYING)
    text = re.sub(r'name="once" value="[^"]+"|PO-\w+', "", answer.text)
    return answer.status_code, str(head), text


def keep(number, address=EMAIL, channel=Channel.EMAIL, now=NOW, **typed):
    typed = {"words": PLANTED, "name": PLANTED, "reference": PLANTED, **typed}
    keep_ask(
        Asked(key=UUID(int=number), channel=channel, address=address, language="en", typed=typed),
        now=now,
    )


def test_no_answer_tells_whether_there_is_a_payment_or_whose_it_is():
    make_payment(customer=make_customer(email=EMAIL), reference="PO-MINE")
    make_payment(customer=make_customer(email="theirs@example.test"), reference="PO-THEM")
    answers, counts = [], []

    for reference in ("PO-MINE", "PO-THEM", "PO-NONE"):
        client = Client()
        first = second_page(client, reference)
        refused = ask(client, reference, "nobody")
        sent = ask(client, reference)
        after = client.get(sent.url)
        counts.append(send_texts(NOW))
        answers.append([bare(one) for one in (first, refused, sent, after)])
        Asker.objects.all().delete()
        Notification.objects.all().delete()

    assert answers[0] == answers[1] == answers[2]
    assert counts == [1, 1, 1]


def test_opened_by_a_stranger_the_link_tells_no_more_of_a_payment_than_of_none():
    make_payment(customer=make_customer(email="theirs@example.test"), reference="PO-THEM")
    told = []

    for reference, stranger in (("PO-THEM", "a@example.test"), ("PO-NONE", "b@example.test")):
        client = Client()
        ask(client, reference, stranger)
        link = link_of(stranger)
        page = client.get(link)
        end = confirm(client, link, about="payout", happened="-", amount="1", name="X")
        case = Case.objects.get(customer__email=stranger)
        pages = page.text + end.text.replace(case.reference, "")
        told.append(re.sub(r"/(?:s|new)/[\w.-]+/|PO-\w+|value=\"[^\"]+\"", "", pages))

    assert told[0] == told[1]
    assert {case.payment for case in Case.objects.all()} == {None}


@pytest.mark.parametrize("catch", [{"website": "x"}, {"quick": "1"}])
def test_what_a_machine_fills_in_looks_the_same_and_is_not_kept(client, monkeypatch, catch):
    as_ever = ask(client)
    Ask.objects.all().delete()
    if catch.pop("quick", ""):
        monkeypatch.setattr(form, "QUICK", timedelta(seconds=60))

    answer = ask(client, **catch)

    assert bare(answer) == bare(as_ever)
    assert Ask.objects.count() == 0


def test_a_thousand_posts_send_each_address_one_text_a_day_with_no_word_of_them():
    for number in range(1000):
        keep(number, f"stranger{number % 100}@example.test")
    made = [send_texts(NOW), send_texts(NOW + timedelta(hours=23))]

    assert made == [100, 0]
    rows = texts()
    assert len({row.address for row in rows}) == len(rows) == 100
    said = [words_of(row) for row in rows]
    bodies = {re.sub(r"https?://\S+", "", one.text) for one in said}
    assert len(bodies) == 1
    assert [one for one in said if PLANTED in str(vars(one))] == []
    assert [row for row in rows if PLANTED in str(row.context)] == []
    assert Ask.objects.count() == 1000
    assert Case.objects.count() == Message.objects.count() == 0


def test_who_asks_after_a_prank_is_kept_and_the_link_shows_theirs_first(client):
    for number in range(AN_HOUR):
        keep(number)

    ask(client, contact=EMAIL)

    assert Ask.objects.waiting().count() == AN_HOUR + 1
    assert "It has not arrived." in client.get(link_of()).text


@pytest.mark.parametrize("lang", ["en", "zh-hans"])
def test_the_bound_of_an_address_is_said_and_that_it_is_reached_is_not(client, lang):
    few = client.get(ask(client, contact="few@example.test", lang=lang).url)
    for number in range(MOST_WAITING):
        keep(number)

    beyond = client.get(ask(client, contact=EMAIL, lang=lang).url)

    assert Ask.objects.filter(asker__address=EMAIL).count() == MOST_WAITING
    assert f" {MOST_WAITING} " in beyond.text
    assert bare(beyond) == bare(few)


def test_the_next_text_to_an_address_goes_out_a_day_later():
    keep(1)
    send_texts(NOW)
    keep(2, now=NOW + timedelta(hours=1))
    early = send_texts(NOW + timedelta(hours=23))

    late = send_texts(NOW + timedelta(hours=24))

    assert (early, late) == (0, 1)
    assert len(texts()) == 2


def test_spellings_of_an_address_are_one(client):
    for contact in ("Mina@Example.test", "mina@example.test", "Mina <MINA@example.test>"):
        ask(client, contact=contact)

    send_texts(NOW)

    assert [row.address for row in texts()] == [EMAIL]


def test_an_hour_has_so_many_texts_and_the_rest_waits_its_turn(monkeypatch):
    monkeypatch.setitem(MOST_AN_HOUR, Channel.EMAIL, 3)
    for number in range(5):
        keep(number, f"a{number}@example.test", now=NOW + timedelta(seconds=number))
    keep(9, "+447700900123", Channel.SMS)
    begin = NOW + timedelta(minutes=1)

    made = [send_texts(begin), send_texts(begin), send_texts(begin + timedelta(hours=1))]

    assert made == [4, 0, 2]
    assert [row.address for row in texts() if row.channel == "email"] == [
        f"a{number}@example.test" for number in range(5)
    ]


def test_what_is_suppressed_gets_nothing_and_looks_the_same(client):
    as_ever = ask(client)
    suppress("email", "gone@example.test", why="manual", words="", now=NOW)

    answer = ask(client, contact="gone@example.test")

    assert bare(answer) == bare(as_ever)
    assert send_texts(NOW) == 2
    assert [row.address for row in texts()] == [EMAIL]
    assert not Notification.objects.filter(state="failed").exists()


def test_the_same_form_twice_is_kept_once(client):
    once = key_in(second_page(client).text)

    answers = [ask(client, once=once) for _press in range(2)]

    assert [answer.url for answer in answers] == ["/new/?lang=en&sent=1"] * 2
    assert Ask.objects.count() == 1


@pytest.mark.parametrize("corrected", [{"contact": "other@example.test"}, {"words": "Nor today."}])
def test_a_form_that_was_gone_back_to_and_corrected_is_kept_as_well(client, corrected):
    once = key_in(second_page(client).text)
    ask(client, once=once)

    for _press in range(2):
        ask(client, once=once, **corrected)

    assert Ask.objects.count() == 2
    assert once.partition(":")[0] not in {one.key.hex for one in Ask.objects.all()}


def test_one_connection_may_ask_so_often_in_an_hour_and_others_still_may(settings, monkeypatch):
    settings.API_RATES = {"asks": 2}
    monkeypatch.setattr("config.strangers.rates.time.time", lambda: 7200.0)

    answers = [ask(Client(REMOTE_ADDR="192.0.2.1")) for _post in range(3)]
    other = ask(Client(REMOTE_ADDR="192.0.2.2"))

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert answers[2]["Retry-After"] == "3600"
    assert "Try again in an hour." in answers[2].text
    assert other.status_code == 302
    assert Ask.objects.count() == 3


def test_what_is_taken_away_while_it_is_pressed_says_that_the_link_has_ended(client, monkeypatch):
    ask(client)
    link = link_of()
    once = key_in(client.get(link).text)
    find = proof_views.payment_of

    def find_and_lose(*given):
        Asker.objects.all().delete()
        return find(*given)

    monkeypatch.setattr(proof_views, "payment_of", find_and_lose)

    end = client.post(link, {"once": once}, follow=True)

    assert end.status_code == 404
    assert "This link has ended" in end.text
    assert Case.objects.count() == 0


def test_another_ones_ask_cannot_be_sent_by_ones_own_link(client):
    make_payment(customer=make_customer(email=EMAIL), reference="PO-MINE")
    ask(client, "PO-MINE")
    ask(client, "PO-MINE", "other@example.test")
    theirs = Ask.objects.get(asker__address="other@example.test")

    answer = client.post(link_of(), {"once": str(theirs.key)})

    assert answer.status_code == 302
    assert Case.objects.count() == 0
    theirs.refresh_from_db()
    assert theirs.settled_at is None


def test_who_was_let_down_by_the_outbox_gets_no_other_text(monkeypatch):
    keep(1)

    def broken(*_given, **_more):
        raise RuntimeError

    monkeypatch.setattr(proving, "queue_message", broken)
    with pytest.raises(RuntimeError):
        send_texts(NOW)
    monkeypatch.undo()

    assert send_texts(NOW) == 1
    assert len(texts()) == 1
