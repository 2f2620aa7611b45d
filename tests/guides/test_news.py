"""Who wants new articles by e-mail: one text a day, confirmed by a press, left by one POST."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.guides import announcing
from support.guides.announcing import announce, audience_of, tell_subscribers
from support.guides.models import Announcement, Subscriber
from support.guides.subscribing import ask_to_subscribe, choose_topics, leave, link_of, nobody
from support.guides.writing import Written, save_article, take_down
from support.lead.privacy.erasing import erase
from support.lead.retention.purging import purge
from support.notifications.delivery.draining import drain
from support.notifications.delivery.preparing import prepare
from support.notifications.models import Attempt, Notification, State
from support.notifications.outbox.suppressions import suppress
from tests.factories import NOW, make_agent, make_customer, sign_in
from tests.guides.making import CHINESE, ENGLISH, in_english, out, publish

pytestmark = pytest.mark.django_db
NEWS = "/guides/news/"
ADDRESS = "reader@example.test"


def subscriber(number=0, *, topics=(), language="en", now=NOW):
    """Make somebody who has confirmed."""
    ask_to_subscribe(f"reader{number}@example.test", language, now=now)
    found = Subscriber.objects.latest("pk")
    return choose_topics(found, topics, language, now=now)


def announced(article, now=NOW):
    return announce(article, seen=audience_of(article), actor=make_agent(), now=now)


def path_of(link):
    return re.search(r"/guides/news/[^/]+/", link)[0]


def test_a_thousand_posts_send_one_fixed_text_with_no_word_of_them(client):
    answers = set()
    for number in range(1_000):
        cased = ADDRESS.upper() if number % 2 else f"Buy gold http://spam.test <{ADDRESS}>"
        answer = client.post(f"{NEWS}?lang=en", {"email": cased, "name": "Buy gold"})
        answers.add((answer.status_code, answer.url))

    row = Notification.objects.get()
    assert answers == {(302, f"{NEWS}?lang=en&sent=1")}
    assert (row.event, row.channel) == ("news-confirm", "email")
    assert row.context == {"confirm_url": link_of(Subscriber.objects.get())}
    assert "Nothing more comes until you have confirmed" in client.get(f"{NEWS}?sent=1").text


def test_the_next_text_comes_a_day_later_and_says_the_same():
    ask_to_subscribe(ADDRESS, "en", now=NOW)
    ask_to_subscribe(ADDRESS, "en", now=NOW + timedelta(hours=23))
    assert Notification.objects.count() == 1

    ask_to_subscribe(ADDRESS, "en", now=NOW + timedelta(hours=24, minutes=1))
    assert len({str(row.context) for row in Notification.objects.all()}) == 1
    assert Notification.objects.count() == 2


def test_whoever_is_known_here_changes_nothing_that_one_sees(client):
    make_customer(email=ADDRESS)

    answer = client.post(NEWS, {"email": ADDRESS})

    assert answer.url.endswith("&sent=1")
    assert Notification.objects.get().customer == nobody() != make_customer()


@pytest.mark.parametrize("typed", ["", "nobody", "x" * 300, "<script>@x"])
def test_what_is_no_address_is_said_to_be_none(client, typed):
    answer = client.post(f"{NEWS}?lang=en", {"email": typed})

    assert answer.status_code == 422
    assert "Please enter an e-mail address." in answer.text
    assert "<script>" not in answer.text
    assert not Subscriber.objects.exists()


def test_a_flood_of_addresses_is_bounded_by_connection_and_by_hour(client, settings, monkeypatch):
    monkeypatch.setattr("support.guides.subscribing.MOST_AN_HOUR", 3)
    codes = [client.post(NEWS, {"email": f"u{n}@example.test"}).status_code for n in range(5)]
    assert (codes, Notification.objects.count()) == ([302, 302, 302, 422, 422], 3)

    settings.API_RATES = {"news": 2}
    codes = [client.post(NEWS, {"email": ADDRESS}).status_code for _go in range(4)]
    assert codes[-1] == 429


def test_nothing_is_sent_before_a_press_confirms_it_and_a_look_is_none(client):
    ask_to_subscribe(ADDRESS, "zh-hans", now=NOW)
    reader, article = Subscriber.objects.get(), out(topics=["times"])
    own = path_of(link_of(reader))

    page = client.get(own)
    assert (page["Content-Language"], audience_of(article)) == ("zh-Hans", 0)
    assert "no-store" in page["Cache-Control"]

    client.post(f"{own}?lang=en", {"topic": ["times", "nonsense"]})
    reader.refresh_from_db()
    assert (reader.topics, reader.language, audience_of(article)) == (["times"], "en", 1)
    assert "checked" in client.get(own).text


def test_an_article_goes_once_to_each_who_wants_its_topic_in_their_language():
    all_of_it, times = subscriber(1), subscriber(2, topics=["times"], language="zh-hans")
    subscriber(3, topics=["safety"])
    ask_to_subscribe("unconfirmed@example.test", "en", now=NOW)
    Notification.objects.all().delete()
    announced(out(topics=["times"]))

    assert [tell_subscribers(NOW) for _twice in range(2)] == [2, 0]

    rows = {row.address: row for row in Notification.objects.all()}
    assert set(rows) == {all_of_it.email, times.email}
    assert rows[all_of_it.email].context["guide_title"] == "Limits of banks"
    assert rows[times.email].context["guide_title"] == "银行限额"
    assert rows[times.email].language == "zh-hans"
    made = Announcement.objects.get()
    assert (made.count, made.done_at) == (2, NOW)


def test_many_are_told_in_sets_with_as_many_questions_for_each(monkeypatch):
    monkeypatch.setattr(announcing, "AT_ONCE", 2)
    for number in range(5):
        subscriber(number)
    announced(out())
    tell_subscribers(NOW)

    sets = []
    for _set in range(2):
        with CaptureQueriesContext(connection) as asked:
            sets.append((tell_subscribers(NOW), len(asked)))

    assert [told for told, _asked in sets] == [2, 1]
    assert sets[0][1] > sets[1][1]
    assert Notification.objects.filter(event="guide-published").count() == 5


def test_the_mail_is_left_by_one_click_of_a_mail_program():
    reader = subscriber(now=timezone.now())
    announced(out(), timezone.now())
    tell_subscribers(timezone.now())
    drain("email")

    sent, link = Notification.objects.get(event="guide-published"), link_of(reader)
    assert prepare(sent).unsubscribe_url == link  # which becomes the header of RFC 8058
    assert link in sent.text

    answer = Client(enforce_csrf_checks=True).post(path_of(link), {"List-Unsubscribe": "One-Click"})
    reader.refresh_from_db()
    assert (answer.status_code, reader.email, bool(reader.left_at)) == (204, "", True)


def test_who_leaves_gets_nothing_that_waits_and_may_ask_again(client):
    reader = subscriber()
    announced(out())
    tell_subscribers(NOW)

    for _twice in range(2):
        client.post(path_of(link_of(reader)), {"leave": "1"})

    assert Notification.objects.get(event="guide-published").state == State.CANCELLED
    assert "You get no more articles by e-mail" in client.get(
        path_of(link_of(reader)), {"lang": "en"}
    ).text  # fmt: skip
    client.post(path_of(link_of(reader)), {"topic": "times"})
    assert audience_of(out("second")) == 0
    ask_to_subscribe(reader.email or "reader0@example.test", "en", now=NOW)
    assert Subscriber.objects.exclude(email="").count() == 1


def test_whoever_is_suppressed_gets_nothing():
    now = timezone.now()
    reader = subscriber(now=now)
    suppress("email", reader.email, why="manual", words="", now=now)
    announced(out(), now)
    tell_subscribers(now)
    drain("email")

    assert Notification.objects.get(event="guide-published").state == State.FAILED


def test_what_is_taken_down_is_announced_to_nobody_more(monkeypatch):
    monkeypatch.setattr(announcing, "AT_ONCE", 1)
    for number in range(3):
        subscriber(number)
    article = out()
    announced(article)
    tell_subscribers(NOW)

    take_down(article)

    assert [tell_subscribers(NOW) for _go in range(2)] == [0, 0]
    assert Announcement.objects.get().count == 1


def test_a_link_that_is_none_of_ours_says_so_and_changes_nothing(client):
    reader = subscriber()
    for token in ("x", "0" * 32, link_of(reader).rstrip("/").split("/")[-1][:-1] + "!"):
        assert client.post(f"{NEWS}{token}/", {"leave": "1"}).status_code == 404

    reader.refresh_from_db()
    assert reader.left_at is None


def test_who_never_confirmed_and_who_left_are_thrown_away():
    now = timezone.now()
    kept, left = subscriber(1, now=now - timedelta(days=60)), subscriber(2)
    leave(left, now=now - timedelta(days=8))
    ask_to_subscribe("old@example.test", "en", now=now - timedelta(days=8))

    purge(now)

    assert list(Subscriber.objects.all()) == [kept]


def test_to_whom_anything_was_sent_is_forgotten_after_the_same_days():
    now = timezone.now()
    subscriber(now=now - timedelta(days=30))
    announced(out(), now - timedelta(days=8))
    tell_subscribers(now - timedelta(days=8))
    ask_to_subscribe("new@example.test", "en", now=now - timedelta(days=6))
    Notification.objects.filter(event="news-confirm").update(state="sent", sent_at=NOW)

    purge(now)
    assert {row.address for row in Notification.objects.all()} == {
        "", "reader0@example.test", "new@example.test",
    }  # fmt: skip

    Notification.objects.filter(event="guide-published").update(state="sent", sent_at=NOW)
    purge(now)
    told = Notification.objects.get(event="guide-published")
    assert (told.address, told.context, told.state) == ("", {}, "sent")
    tell_subscribers(now)
    assert Notification.objects.filter(event="guide-published").count() == 1


def test_erasing_a_customer_takes_their_subscription_and_its_messages():
    reader = subscriber()
    announced(out())
    tell_subscribers(NOW)
    row = Notification.objects.latest("created_at")
    said = {"ok": False, "words": f"550 no {reader.email}", "started_at": NOW, "ended_at": NOW}
    Attempt.objects.create(notification=row, number=1, **said)

    erase(make_customer(email=reader.email.upper()), actor=None, now=NOW, why="asked")

    assert not Subscriber.objects.exists()
    kept = Notification.objects.values_list("address", "state")
    assert set(kept) == {("", State.CANCELLED)}
    assert Attempt.objects.get().words == ""


def test_a_lead_sees_both_languages_and_how_many_before_it_is_sent(client):
    desk = sign_in(client, make_agent(is_superuser=True))
    article, address = out(), "/settings/articles/limits/announcement/"
    subscriber(1)
    page = desk.get(address).text
    assert "Limits of banks" in page
    assert "银行限额" in page
    assert "1 reader who confirmed would get it by e-mail." in page
    assert "Stop these e-mails or change topics:" in page
    assert "退订或更改主题：" in page

    subscriber(2)
    assert desk.post(address, {"seen": "1"}).status_code == 409
    assert not Announcement.objects.exists()
    assert desk.post(address, {"seen": "2"}).status_code == 302
    assert desk.post(address, {"seen": "2"}).status_code == 422
    tell_subscribers(timezone.now())
    assert "Sent to 2 readers." in desk.get(address).text
    take_down(article)
    out("english", texts=in_english("Only"))
    waits = "It can be announced by e-mail once both languages are published."
    assert waits in desk.get("/settings/articles/english/").text
    assert desk.get("/settings/articles/english/announcement/").status_code == 404


def test_another_version_goes_to_the_same_readers_only_if_somebody_ticks_that(client):
    desk = sign_in(client, make_agent(is_superuser=True))
    article, address = out(), "/settings/articles/limits/announcement/"
    subscriber(1)
    desk.post(address, {"seen": "1"})
    tell_subscribers(timezone.now())
    written = Written("limits", {"en": ENGLISH | {"body": "More."}, "zh-hans": CHINESE})
    changed = save_article(article, written, seen=article.revision, actor=None, now=NOW)
    publish(changed)

    assert 'name="again"' in desk.get(address).text
    assert desk.post(address, {"seen": "1"}).status_code == 422
    assert tell_subscribers(timezone.now()) == 0
    assert desk.post(address, {"seen": "1", "again": "on"}).status_code == 302
    assert tell_subscribers(timezone.now()) == 1


def test_of_an_article_without_a_topic_it_is_said_who_gets_it(client):
    desk = sign_in(client, make_agent(is_superuser=True))
    out("without", topics=[])
    out("about", topics=["payouts"])
    said = "This article has no topic, so only readers of all topics get it."

    assert said in desk.get("/settings/articles/without/announcement/").text
    assert said not in desk.get("/settings/articles/about/announcement/").text
