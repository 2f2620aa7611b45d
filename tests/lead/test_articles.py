"""Authors write help articles at the desk, leads publish them."""

import re
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from support.guides.models import Article, Helped
from support.guides.reading import find, published
from tests.factories import NOW, make_agent, sign_in
from tests.guides.making import CHINESE, ENGLISH, in_english, make_article, out

pytestmark = pytest.mark.django_db
ARTICLES = "/settings/articles/"
FORM = {
    "seen": "0", "topics": ["times"],
    **{f"{part}_en": text for part, text in ENGLISH.items()},
    **{f"{part}_zh-hans": text for part, text in CHINESE.items()},
}  # fmt: skip


def of_role(role, **more):
    person = make_agent(f"{role}1", **more)
    person.groups.add(Group.objects.get(name=role))
    return sign_in(Client(), person)


@pytest.fixture
def author(db):
    return of_role("author", is_staff=False)


@pytest.fixture
def lead_desk(db):
    return of_role("lead")


def test_an_author_writes_and_a_lead_publishes(author, lead_desk):
    made = author.post(f"{ARTICLES}new/", FORM)

    assert made.url == f"{ARTICLES}limits-of-banks/"
    page = author.get(made.url).text
    assert "Leads publish it." in page
    assert 'value="Limits of banks"' in page
    assert published() == ()

    refused = author.post(f"{made.url}publishing/", {"seen": "1"})
    assert (refused.status_code, published()) == (403, ())
    lead_desk.post(f"{made.url}publishing/", {"seen": "1"})
    assert find("limits-of-banks").topics == ("times",)
    assert "Published" in lead_desk.get(ARTICLES).text

    assert author.post(f"{made.url}withdrawal/").status_code == 403
    lead_desk.post(f"{made.url}withdrawal/")
    assert published() == ()


@pytest.mark.parametrize("role", ["viewer", "agent"])
def test_agents_and_viewers_write_none(role):
    browser = of_role(role)
    make_article()

    for path in ("", "new/", "limits/"):
        assert browser.get(ARTICLES + path).status_code == 403
    assert browser.post(f"{ARTICLES}limits/", FORM).status_code == 403


def test_what_can_not_be_saved_comes_back_as_it_was_typed(author):
    refused = author.post(f"{ARTICLES}new/", FORM | {"slug": "news"})

    assert refused.status_code == 422
    assert "Please give it an address" in refused.text
    assert "Wait a **day**.</textarea>" in refused.text
    assert not Article.objects.exists()


def test_nobody_overwrites_or_publishes_what_they_have_not_seen(author, lead_desk):
    make_article()
    theirs = {**FORM, "seen": "1", "slug": "limits", "title_en": "Theirs"}
    author.post(f"{ARTICLES}limits/", theirs)

    answer = author.post(f"{ARTICLES}limits/", {**theirs, "title_en": "Mine"})

    assert answer.status_code == 409
    assert 'name="seen" value="2"' in answer.text
    assert 'value="Mine"' in answer.text
    assert Article.objects.get().title == "Theirs"
    assert lead_desk.post(f"{ARTICLES}limits/publishing/", {"seen": "1"}).status_code == 409
    assert published() == ()


def test_times_are_by_the_readers_clock_and_one_that_it_skips_is_refused(lead_desk):
    make_article()
    lead_desk.cookies["time_zone"] = "Europe/London"
    # On 28 March 2027 the clock there jumps from 01:00 to 02:00, which is 01:00 UTC.
    skipped = {"seen": "1", "at": "2027-03-28T01:30"}

    refused = lead_desk.post(f"{ARTICLES}limits/publishing/", skipped)
    assert refused.status_code == 422
    assert Article.objects.get().coming is None

    lead_desk.post(f"{ARTICLES}limits/publishing/", skipped | {"at": "2027-03-28T02:30"})
    assert Article.objects.get().coming_at.isoformat() == "2027-03-28T01:30:00+00:00"


def test_a_version_is_restored_and_one_that_is_none_is_not_there(author):
    out()
    author.post(f"{ARTICLES}limits/", FORM | {"seen": "1", "title_en": "Other"})

    author.post(f"{ARTICLES}limits/versions/1/", {"seen": "2"})

    assert Article.objects.get().title == "Limits of banks"
    assert author.post(f"{ARTICLES}limits/versions/9/", {"seen": "3"}).status_code == 404
    assert author.post(f"{ARTICLES}limits/versions/1/", {"seen": "x"}).status_code == 409


def test_a_draft_is_looked_at_as_customers_would_read_it_by_who_works_here(author, client):
    make_article(texts={"en": ENGLISH, "zh-hans": CHINESE})
    address = re.search(r'href="(/settings/articles/preview/[^"]+)"', author.get(
        f"{ARTICLES}limits/").text)[1]  # fmt: skip

    for language, title in (("en", "Limits of banks"), ("zh-hans", "银行限额")):
        page = author.get(address, {"lang": language})
        assert f"<h1>{title}</h1>" in page.text
        assert "helped/" not in page.text
        assert "no-store" in page["Cache-Control"]
    assert sign_in(client, make_agent()).get(address).status_code == 200
    assert Client().get(address).status_code == 302
    assert author.get(f"{address[:-2]}x/").status_code == 404


def test_authors_see_which_version_helped_and_what_was_missed(author):
    version = out().live
    for number in range(10):
        words = "The <b>fee</b>" if not number else ""
        Helped.objects.create(
            version=version, key=uuid4(), is_yes=number > 2, words=words, answered_at=NOW
        )

    page = author.get(f"{ARTICLES}limits/").text

    assert "70 %" in page
    assert "The &lt;b&gt;fee&lt;/b&gt;" in page


def test_the_page_of_an_article_asks_each_thing_once(author, django_assert_num_queries):
    version = out().live
    Helped.objects.create(
        version=version, key=uuid4(), is_yes=True, words="The fee", answered_at=NOW
    )
    author.get(f"{ARTICLES}limits/")

    # session, person, rights, article, causes, versions, their answers, words
    with django_assert_num_queries(8):
        author.get(f"{ARTICLES}limits/")


def test_the_list_marks_what_is_missing_and_asks_no_more_for_more(author):
    make_article(texts=in_english("Lonely"))
    author.get(ARTICLES)
    with CaptureQueriesContext(connection) as few:
        page = author.get(ARTICLES).text
    assert "Chinese is missing" in page
    for number in range(9):
        out(f"a{number}")

    with CaptureQueriesContext(connection) as many:
        author.get(ARTICLES)

    assert len(many) == len(few)
