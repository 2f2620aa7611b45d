"""Where an article is linked: what tells its cause, the composer, Ctrl+K."""

import pytest

from support.cases.telling.message_words import message_context
from support.guides.writing import take_down
from support.notifications.models import Notification
from support.notifications.services import notify
from support.notifications.words.rendering import render
from tests.desk.walking import HTMX
from tests.factories import NOW, make_agent, sign_in
from tests.guides.making import in_english, out
from tests.portal.world import address_of, case_of, make_cause

pytestmark = pytest.mark.django_db
URL = "/guides/limits/?lang={}"


@pytest.fixture
def cause(db):
    return make_cause()


def told(cause, locale="en-GB", event="solution"):
    case = case_of(status="waiting_customer", cause=cause, locale=locale)
    return case, message_context(case, event, now=NOW)


@pytest.mark.parametrize(
    ("locale", "language", "title"),
    [("en-GB", "en", "Limits of banks"), ("zh-CN", "zh-hans", "银行限额")],
)
def test_the_message_that_tells_a_cause_links_to_its_article(cause, locale, language, title):
    out(causes=[cause.slug])
    case, words = told(cause, locale)

    notify(case.customer, "solution", dedupe_key="x", context=words, now=NOW)
    row = Notification.objects.get(channel="email")
    mail = render("solution", "email", language, row.context)

    assert title in mail.text
    assert URL.format(language) in mail.text
    for written in (mail.text, mail.html):  # the first link is the button
        assert written.index(words["status_url"]) < written.index("/guides/")
    assert "/guides/" not in render("solution", "sms", language, row.context).text


def test_no_article_is_linked_that_its_reader_can_not_read_or_that_is_gone(cause):
    article = out(causes=[cause.slug], texts=in_english("Only here"))

    assert not told(cause, "zh-CN")[1]["guide_url"]
    assert "guide_url" not in told(cause, event="waiting-bank")[1]
    take_down(article)
    words = told(cause)[1]
    assert words["guide_url"] == words["guide_title"] == ""
    mail = render("solution", "email", "en", words)
    assert "/guides/" not in mail.text + mail.html


@pytest.mark.parametrize("other", [{"is_refund": True}, {"direction": "payin"}])
def test_of_what_is_no_payout_no_article_about_payouts_alone_is_linked(client, cause, other):
    out(causes=[cause.slug], topics=["payouts"])
    refund = case_of(cause=cause, payment=other)
    payout = case_of(cause=cause)

    assert not message_context(refund, "solution", now=NOW)["guide_url"]
    assert "/guides/limits/" in message_context(payout, "solution", now=NOW)["guide_url"]
    assert "Limits of banks" not in client.get(address_of(refund)).text
    assert "Limits of banks" in client.get(address_of(payout)).text

    out("times", causes=[cause.slug], topics=["times"])
    assert "/guides/times/" in message_context(refund, "solution", now=NOW)["guide_url"]


def test_of_a_cause_that_is_not_told_nothing_is_linked(cause):
    out(causes=[cause.slug])
    cause.disclosure = "general"
    cause.save()

    _case, words = told(cause)

    assert words["cause_sentence"] == words["guide_url"] == ""


def test_the_status_page_links_in_the_language_it_is_read_in(client, cause):
    article = out(causes=[cause.slug])
    case = case_of(status="waiting_customer", cause=cause)
    address = address_of(case)

    assert URL.format("en") in client.get(address).text
    assert URL.format("zh-hans") in client.get(address, {"lang": "zh-hans"}).text
    take_down(article)
    assert "/guides/limits/" not in client.get(address).text


def test_an_agent_puts_an_article_below_what_they_typed(client):
    out()
    desk = sign_in(client, make_agent())
    case = case_of()
    page = desk.get(f"/cases/{case.reference}/").text
    assert '<option value="Limits of banks">Help article</option>' in page

    address = f"/cases/{case.reference}/macro/"
    put = desk.post(address, {"pick": "Limits of banks", "body": "Dear you"}, headers=HTMX).text
    none = desk.post(address, {"pick": "No such", "body": "Dear you"}, headers=HTMX)

    assert "Dear you\n\nLimits of banks\nhttp" in put
    assert "/guides/limits/?lang=en</textarea>" in put
    assert none.status_code == 422
    assert "There is no saved reply and no article of this name." in none.text


def test_articles_are_reached_by_a_few_letters(client):
    out()
    desk = sign_in(client, make_agent())

    for letters in ("limits of", "银行限"):
        assert '"/guides/limits/"' in desk.get("/go/", {"where": letters}).text
