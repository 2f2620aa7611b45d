"""Training campaigns: each article on its day, to each who wants it once, paused and counted."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.guides import announcing
from support.guides.announcing import tell_subscribers
from support.guides.campaigning import begin_due, let_go, pause
from support.guides.helping import answer_article
from support.guides.models import Announcement, Campaign, CampaignStep
from support.guides.subscribing import leave
from support.guides.writing import take_down
from support.notifications.models import Notification
from tests.factories import NOW, make_agent, sign_in
from tests.guides.making import in_english, out, planned
from tests.guides.test_news import announced, subscriber

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
FIRST = NOW + timedelta(hours=1)
PAGE = "/settings/articles/campaigns/"


def on(articles, **more):
    campaign = planned(articles, actor=make_agent(), **more)
    let_go(campaign, now=NOW)
    return campaign


def round_at(now):
    """What the timetable does in a minute, twice: it may be killed and begun anew."""
    return [(begin_due(now), tell_subscribers(now)) for _twice in range(2)]


def told():
    rows = Notification.objects.filter(event="guide-published").order_by("sequence")
    return [(row.address, row.context["guide_title"]) for row in rows]


def test_each_article_goes_on_its_day_and_once_to_each():
    subscriber(1)
    on([out(), out("times", texts=in_both("Times"))])

    assert round_at(NOW) == [(0, 0), (0, 0)]
    assert round_at(FIRST) == [(1, 1), (0, 0)]
    assert round_at(FIRST + WEEK - timedelta(minutes=1)) == [(0, 0), (0, 0)]
    assert round_at(FIRST + WEEK) == [(1, 1), (0, 0)]

    assert told() == [
        ("reader1@example.test", "Limits of banks"),
        ("reader1@example.test", "Times"),
    ]
    sentence = Notification.objects.latest("sequence").context["guide_sentence"]
    assert sentence.startswith("Part 2 of “Getting paid abroad”.")


def test_a_round_that_is_cut_off_tells_the_rest_and_nobody_twice(monkeypatch):
    monkeypatch.setattr(announcing, "AT_ONCE", 2)
    for number in range(3):
        subscriber(number)
    on([out()])

    assert round_at(FIRST) == [(1, 2), (0, 1)]
    assert len(set(told())) == len(told()) == 3


def test_it_goes_to_those_of_its_language_who_want_the_topic():
    subscriber(1)
    subscriber(2, language="zh-hans")
    subscriber(3, language="zh-hans", topics=["safety"])
    on([out(topics=["times"])], language="zh-hans")

    round_at(FIRST)

    assert told() == [("reader2@example.test", "银行限额")]


def test_who_had_this_version_already_gets_it_no_second_time():
    subscriber(1)
    article = out()
    announced(article)
    tell_subscribers(NOW)
    on([article])

    round_at(FIRST)

    assert len(told()) == 1
    assert Announcement.objects.latest("pk").count == 0


def test_paused_nothing_goes_and_what_follows_keeps_its_distance(monkeypatch):
    monkeypatch.setattr(announcing, "AT_ONCE", 1)
    subscriber(1)
    subscriber(2)
    campaign = on([out(), out("times", texts=in_both("Times"))])
    begin_due(FIRST)
    tell_subscribers(FIRST)

    pause(campaign, now=FIRST)
    late = FIRST + 3 * WEEK
    assert round_at(late) == [(0, 0), (0, 0)]
    let_go(campaign, now=late)
    let_go(campaign, now=late + WEEK)

    assert tell_subscribers(late) == 1
    second = CampaignStep.objects.get(number=2)
    assert second.goes_at == late


def test_one_article_a_campaign_missed_moves_those_after_it():
    three = [out("first"), out("second"), out("third")]
    campaign = planned(three, actor=make_agent())

    let_go(campaign, now=FIRST + WEEK)

    days = [step.goes_at - FIRST for step in CampaignStep.objects.order_by("number")]
    assert days == [WEEK, 2 * WEEK, 3 * WEEK]


def test_what_is_not_out_waits_until_it_is():
    subscriber(1)
    article = out()
    on([article, out("english", texts=in_english("Only"))])
    take_down(article)

    assert round_at(FIRST + WEEK) == [(0, 0), (0, 0)]


def test_who_leaves_is_counted_where_they_left():
    reader = subscriber(1)
    subscriber(2)
    on([out(), out("times", texts=in_both("Times"))])
    round_at(FIRST)
    round_at(FIRST + WEEK)

    for _twice in range(2):
        leave(reader, now=FIRST + WEEK)

    assert list(Announcement.objects.order_by("pk").values_list("count", "left")) == [
        (2, 0),
        (2, 1),
    ]


def test_a_lead_plans_looks_and_lets_it_go(client):
    desk = sign_in(client, make_agent(is_superuser=True))
    article = out()
    subscriber(1)
    form = {
        "name_en": "Getting paid", "name_zh": "收款", "language": "", "every_days": "7",
        "starts_at": "2099-01-05T09:00", "article_1": article.pk,
    }  # fmt: skip
    refused = desk.post(PAGE, form | {"article_2": article.pk})
    assert (refused.status_code, "each of them once" in refused.text) == (422, True)
    past = desk.post(PAGE, form | {"starts_at": "2020-01-05T09:00"})
    assert (past.status_code, "This time is past." in past.text) == (422, True)
    assert not Campaign.objects.exists()

    made = desk.post(PAGE, form)
    page = desk.get(made.url).text
    assert "Paused: nothing goes out" in page
    assert "1 reader would get the first article today." in page
    assert "Part 1 of “Getting paid”." in page
    assert "Getting paid" in desk.get(PAGE).text

    desk.post(made.url, {"go": "1"})
    assert Campaign.objects.get().paused_at is None
    desk.post(made.url)
    assert Campaign.objects.get().paused_at is not None


def test_its_page_says_what_came_of_each_article_with_as_many_questions_for_many(client):
    desk = sign_in(client, make_agent(is_superuser=True))
    subscriber(1)
    first = out()
    one = on([first])
    round_at(FIRST)
    answer_article(first.live_id, key="0" * 32, is_yes=True, words="", now=FIRST)

    assert "All articles are sent" in desk.get(f"{PAGE}{one.pk}/").text
    assert "1 of 1" in desk.get(f"{PAGE}{one.pk}/").text
    two = on([first, out("times")])
    four = on([first, out("second"), out("third"), out("fourth")])
    desk.get(f"{PAGE}{two.pk}/")
    asked = []
    for campaign in (two, four):
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"{PAGE}{campaign.pk}/")
        asked.append(len(queries))
    assert asked[0] == asked[1] == 8


def in_both(title):
    return {
        code: {"title": title, "summary": "In short.", "body": "Words."}
        for code in ("en", "zh-hans")
    }
