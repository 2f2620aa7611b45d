"""The screens on which admins write what customers read."""

from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.notifications.models import Wording
from support.notifications.words.events import EVENTS
from support.notifications.words.overrides import forget_wordings, save_wording
from support.notifications.words.rules import Draft
from tests.desk.wordings import MAIL, WORDS, may_write, save, text
from tests.factories import make_agent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgetful():
    forget_wordings()
    yield
    forget_wordings()


@pytest.fixture
def author(agent):
    return may_write(agent)


@pytest.fixture
def page(author, desk):
    """A browser of somebody who may change wordings."""
    return desk


def test_the_list_shows_every_message_and_whose_words_are_in_use(desk, agent):
    save(agent)

    shown = text(desk.get("/outbox/wordings/"))

    for event in EVENTS.values():
        assert str(event.title) in shown
    assert "Changed, version 1" in shown
    assert shown.count("Built-in wording") == 4 * len(EVENTS) - 1
    assert "Amy Adler" in shown


def test_the_list_costs_one_query_however_many_words_were_changed(desk, agent):
    def count():
        with CaptureQueriesContext(connection) as captured:
            desk.get("/outbox/wordings/")
        return [query["sql"] for query in captured if "notifications_" in query["sql"]]

    assert len(count()) == 1
    save(agent)
    for event in ("case-opened", "case-resolved"):
        draft = Draft(event, "en", "email", "News", "{reference}\n{status_url}")
        save_wording(draft, seen=0, author=agent, now=timezone.now())
    assert len(count()) == 1


def test_the_page_costs_the_same_however_long_the_history_is(page, author):
    save(author)

    def count():
        with CaptureQueriesContext(connection) as captured:
            page.get(MAIL)
        return len(captured)

    page.get(MAIL)  # who writes is read once a process
    before = count()
    for seen in range(1, 9):
        save(author, f"{WORDS['body']}\n{seen}", seen=seen)
    assert count() == before


def test_words_that_no_longer_fit_are_marked(desk, agent):
    Wording.objects.create(
        event="solution", language="en", channel="email", version=1, subject="x", body="{gone}",
        author=agent, created_at=timezone.now(), is_current=True,
    )  # fmt: skip

    assert "Can't be used" in text(desk.get("/outbox/wordings/"))
    assert "the file's words are sent" in text(desk.get(MAIL))


def test_saved_words_are_used_and_the_page_says_by_whom(page, author):
    response = page.post(MAIL, WORDS | {"note": "Warmer"}, follow=True)

    assert response.redirect_chain == [(MAIL, 302)]
    shown = text(response)
    assert "Version 1 is in use from now on." in shown
    assert "Amy Adler" in shown
    assert "Warmer" in shown
    assert Wording.objects.get().author == author


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"body": "{reference.pk}"}, "is no placeholder"),
        ({"body": "{reference} {status_url} {"}, "without its other half"),
        ({"subject": ""}, "Please write a subject."),
        ({"body": "Stopped for fraud {reference} {status_url}"}, "never explained to a customer"),
        ({"body": "a\0b"}, "Null characters are not allowed"),
        ({"note": "x" * 201}, "at most 200 characters"),
    ],
)
def test_broken_words_come_back_with_a_sentence_and_nothing_typed_is_lost(page, changes, said):
    response = page.post(MAIL, WORDS | {"note": "Kept note"} | changes)

    assert response.status_code == 422
    assert said in text(response)
    typed = (WORDS | {"note": "Kept note"} | changes)["body"].split("\n")[0].replace("\0", "")
    assert typed[:10] in unescape(response.text)
    assert not Wording.objects.exists()


def test_who_was_too_late_sees_both_texts_and_may_go_on(page, author):
    other = make_agent("bo", first_name="Bo", last_name="Berg")
    save(other, f"{WORDS['body']}\nTheir last line")

    late = page.post(MAIL, WORDS | {"body": f"{WORDS['body']}\nMy last line"})

    assert late.status_code == 409
    assert "Bo Berg saved version 1 while you wrote" in text(late)
    assert "Their last line" in late.text
    assert "My last line" in late.text
    assert 'name="seen" value="1"' in late.text
    assert Wording.objects.count() == 1


def test_an_earlier_version_and_the_file_come_back_by_a_button(page, author):
    save(author)
    save(author, f"{WORDS['body']}\nBye", seen=1)

    again = page.post(f"{MAIL}versions/1/restoration/", {"seen": "2"}, follow=True)
    back = page.post(f"{MAIL}file/", {"seen": "3"}, follow=True)

    assert "The words of version 1 are in use again." in text(again)
    assert "The file's words are in use again." in text(back)
    assert not Wording.objects.in_use().exists()
    assert Wording.objects.count() == 4


def test_a_button_on_a_page_that_is_out_of_date_changes_nothing(page, author):
    save(author)
    save(author, f"{WORDS['body']}\nBye", seen=1)

    for path, seen in (("versions/1/restoration/", "1"), ("file/", "1"), ("file/", "x")):
        response = page.post(f"{MAIL}{path}", {"seen": seen}, follow=True)
        assert "Somebody changed these words meanwhile." in text(response)
    assert Wording.objects.count() == 2


def test_what_is_not_there_is_not_found(page, author):
    for path in ("x/en/email/", "solution/fr/email/", "solution/en/fax/"):
        assert page.get(f"/outbox/wordings/{path}").status_code == 404
    assert page.post(f"{MAIL}versions/7/restoration/", {"seen": "0"}).status_code == 404


def test_the_history_shows_what_each_version_changed(page, author):
    save(author)
    save(author, WORDS["body"].replace("Ours:", "Found:"), seen=1)

    response = page.get(MAIL)

    assert "Gone: Ours: {cause_sentence}" in text(response)
    assert "New: Found: {cause_sentence}" in text(response)


def test_an_agent_without_the_permission_reads_and_changes_nothing(desk, agent):
    save(agent)

    shown = desk.get(MAIL)

    assert "needs the permission to change wordings" in text(shown)
    assert "Ours: {cause_sentence}" in shown.text
    assert "<textarea" not in shown.text
    assert "Go back to the file" not in shown.text
    for path in ("", "preview/", "trial/", "file/", "versions/1/restoration/"):
        assert desk.post(f"{MAIL}{path}", WORDS).status_code == 403
    assert Wording.objects.count() == 1


def test_strangers_see_nothing(client, db):
    eve = make_agent("eve", is_staff=False)
    assert client.get("/outbox/wordings/").status_code == 302

    client.force_login(eve, backend=settings.AUTHENTICATION_BACKENDS[-1])

    assert client.get("/outbox/wordings/").status_code == 403
    assert client.get(MAIL).status_code == 403
