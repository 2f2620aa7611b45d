"""Drafts, versions and what customers read of them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.guides.models import Article
from support.guides.reading import article_about, find, published, related
from support.guides.scheduling import keep_to_times
from support.guides.writing import (
    StaleArticle,
    Written,
    publish_article,
    restore_version,
    save_article,
    take_down,
)
from tests.factories import NOW, make_agent
from tests.guides.making import CHINESE, ENGLISH, in_english, make_article, out, publish
from tests.portal.world import make_cause
from troubleshooting.marks.reading import once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def write(article, seen=None, **values):
    written = {"slug": article.slug, "texts": article.texts, **values}
    seen = article.revision if seen is None else seen
    return save_article(article, Written(**written), seen=seen, actor=None, now=NOW)


def test_customers_read_what_was_published_and_nothing_of_the_draft():
    article = out()

    write(article, texts={"en": {**ENGLISH, "title": "Other"}})

    shown = find("limits")
    assert shown.texts["en"].title == "Limits of banks"
    assert set(shown.texts) == {"en", "zh-hans"}
    article.refresh_from_db()
    assert article.has_changes
    assert article.missing_in == ["zh-hans"]


def test_a_new_version_is_out_at_once_and_the_old_one_is_kept():
    article = out()
    editor = make_agent()

    article = write(article, texts={"en": {**ENGLISH, "title": "Other"}})
    publish_article(article, seen=2, actor=editor, now=NOW + HOUR)

    assert find("limits").texts["en"].title == "Other"
    kept = article.versions.order_by("number")
    assert [(v.number, v.title, v.author) for v in kept] == [
        (1, "Limits of banks", None), (2, "Other", editor)
    ]  # fmt: skip


def test_a_version_is_restored_into_the_draft():
    article = publish(write(out(), texts=in_english("Other")))

    restored = restore_version(article, 1, seen=2, actor=None, now=NOW)

    assert restored.texts == {"en": ENGLISH, "zh-hans": CHINESE}
    assert restored.revision == 3
    assert find("limits").texts["en"].title == "Other"
    with pytest.raises(StaleArticle):
        restore_version(article, 1, seen=2, actor=None, now=NOW)


def test_nobody_overwrites_or_publishes_what_they_have_not_seen():
    article = make_article()
    write(article, texts=in_english("Theirs"))

    with pytest.raises(StaleArticle):
        write(article, seen=1)
    with pytest.raises(StaleArticle):
        publish_article(article, seen=1, actor=None, now=NOW)
    assert published() == ()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"texts": {}}, "texts"),
        ({"texts": {"en": {"summary": "Without a title"}}}, "texts"),
        ({"texts": in_english("x" * 121)}, "texts"),
        ({"slug": "news"}, "slug"),
        ({"slug": "new"}, "slug"),
        ({"slug": "other"}, "slug"),
        ({"slug": "", "texts": {"zh-hans": CHINESE}}, "slug"),
        ({"causes": ["no-such-cause"]}, "causes"),
        ({"causes": ["fraud_risk"]}, "causes"),
    ],
)
def test_what_can_not_be_written(values, field):
    make_cause(slug="fraud_risk", disclosure="general")
    make_article("other")

    with pytest.raises(ValidationError) as refused:
        write(make_article(), **values)

    assert set(refused.value.message_dict) == {field}


@pytest.mark.parametrize(
    "texts", [{"en": {"title": "Only a title"}}, {"en": ENGLISH, "zh-hans": {"title": "标题"}}]
)
def test_a_language_that_is_begun_is_published_whole(texts):
    with pytest.raises(ValidationError, match="needs title, summary and text"):
        publish(make_article(texts=texts))


def test_the_address_of_what_was_public_stays():
    draft = write(make_article(), slug="Other Address")
    assert draft.slug == "other-address"

    taken_down = take_down(publish(draft))

    assert write(taken_down, slug="third").slug == "other-address"


def test_what_is_taken_down_is_gone_with_what_was_to_come():
    article = out()
    publish(article, at=NOW + HOUR)

    take_down(article)
    take_down(article)

    assert published() == ()
    assert keep_to_times(NOW + HOUR) == 0


def test_an_article_comes_and_goes_by_the_timetable_and_twice_changes_nothing():
    article = publish(make_article(), at=NOW + HOUR, until=NOW + 3 * HOUR)
    assert (keep_to_times(NOW), published()) == (0, ())

    assert [keep_to_times(NOW + HOUR) for _twice in range(2)] == [1, 0]
    assert find("limits") is not None

    assert [keep_to_times(NOW + 3 * HOUR) for _twice in range(2)] == [1, 0]
    assert find("limits") is None
    article.refresh_from_db()
    assert (article.live, article.ends_at, article.first_at) == (None, None, NOW + HOUR)


def test_many_come_in_sets_and_none_is_left_behind():
    first = publish(make_article("a0"), at=NOW + HOUR)
    for number in range(1, 61):
        Article.objects.create(
            slug=f"a{number}", texts=first.texts, coming=first.coming, coming_at=NOW + HOUR,
            changed_at=NOW,
        )  # fmt: skip

    assert keep_to_times(NOW + HOUR) == 61
    assert len(published()) == 61


def test_until_the_new_version_comes_the_old_one_is_read():
    article = write(out(), texts=in_english("Next"))
    publish(article, at=NOW + HOUR)

    assert find("limits").texts["en"].title == "Limits of banks"
    keep_to_times(NOW + HOUR)
    assert find("limits").texts["en"].title == "Next"


@pytest.mark.parametrize(
    ("when", "field"),
    [
        ({"at": NOW - HOUR}, "at"),
        ({"until": NOW - HOUR}, "until"),
        ({"at": NOW + 2 * HOUR, "until": NOW + HOUR}, "until"),
    ],
)
def test_times_that_can_not_be(when, field):
    with pytest.raises(ValidationError) as refused:
        publish(make_article(), **when)

    assert set(refused.value.message_dict) == {field}


def test_times_hold_over_a_change_of_the_clock():
    # London puts its clock back on 25 October 2026 at 01:00 UTC: 01:30 is there twice.
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    before = first - HOUR
    publish(make_article(), at=second, now=before)

    assert keep_to_times(first) == 0
    assert keep_to_times(second) == 1


def test_a_message_links_to_what_is_out_about_its_cause_in_its_language():
    make_cause(slug="amount_over_limit", disclosure="open")
    article = out(texts=in_english("Limits"), causes=["amount_over_limit"])

    link = article_about("amount_over_limit", "en")

    assert link.title == "Limits"
    assert link.url.endswith("/guides/limits/?lang=en")
    assert article_about("amount_over_limit", "zh-hans") is None
    assert article_about("other", "en") is None
    take_down(article)
    assert article_about("amount_over_limit", "en") is None


def test_related_are_those_of_the_same_cause_before_those_of_the_same_topic():
    for slug in ("one", "two"):
        make_cause(slug=slug, disclosure="open")
    out("mine", causes=["one", "two"], topics=["times"])
    out("topic", topics=["times"])
    out("cause", causes=["one"])
    out("both", causes=["one", "two"])
    out("none", topics=["safety"])
    out("english", texts=in_english("E"), causes=["one"])

    assert [one.slug for one in related(find("mine"), "zh-hans")] == ["both", "cause", "topic"]


def test_what_is_out_is_read_once_until_it_changes():
    out()
    with once():
        published()
        with CaptureQueriesContext(connection) as asked:
            assert len(published()) == 1
    assert len(asked) == 0

    out("second")
    assert len(published()) == 2
