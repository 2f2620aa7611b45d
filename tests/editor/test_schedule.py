"""Publishing at a later time, and thinking better of it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.editor.authors import SLUG, change, draft_of, entry_of, live_tree, save
from tests.editor.forms import fields_of
from tests.editor.publishing import (
    PAGE,
    page_of,
    retitled,
    said,
    send,
)
from tests.factories import NOW
from troubleshooting.trees.models import TreeVersion
from troubleshooting.trees.publishing.services import schedule

pytestmark = pytest.mark.django_db


def test_a_version_is_scheduled_in_the_zone_of_who_writes_it(editor, author):
    draft = change(live_tree().tree, author, retitled())
    editor.cookies["time_zone"] = "Asia/Shanghai"
    day = f"{timezone.now() + timedelta(days=3):%Y-%m-%d}"

    answer = send(editor, draft, later="on", at=f"{day}T08:00")

    draft.refresh_from_db()
    assert draft.state == "scheduled"
    expected = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=UTC)
    assert draft.scheduled_for == expected
    assert "08:00" in said(editor, answer)[0]
    assert TreeVersion.objects.published(SLUG).number == 1


@pytest.mark.parametrize(("cookie", "zone"), [("", "UTC"), ("Asia/Shanghai", "Asia/Shanghai")])
def test_a_time_is_read_in_the_zone_that_stands_beside_it(editor, author, cookie, zone):
    draft = change(live_tree().tree, author, retitled())
    editor.cookies["time_zone"] = cookie
    page = page_of(editor)
    del editor.cookies["time_zone"]  # a browser that lost it meanwhile
    day = f"{timezone.now() + timedelta(days=3):%Y-%m-%d}"

    send(editor, draft, zone=fields_of(page, PAGE)["zone"], later="on", at=f"{day}T08:00")

    assert f"Day and time (time zone: {zone})" in page
    draft.refresh_from_db()
    expected = datetime.fromisoformat(f"{day}T08:00").replace(tzinfo=ZoneInfo(zone))
    assert draft.scheduled_for == expected


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("", "Please give the day and the time."),
        ("soon", "Please give the day and the time."),
        ("2020-01-01T08:00", "This time has passed already."),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_said_so(editor, author, at, sentence):
    draft = change(live_tree().tree, author, retitled())

    answer = send(editor, draft, later="on", at=at)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert draft_of(draft) == draft


def test_a_scheduled_version_is_named_and_can_be_withdrawn(editor, author):
    draft = change(live_tree().tree, author, retitled())
    at = timezone.now() + timedelta(days=1)
    schedule(draft, at=at, reason="Later.", actor=author, now=NOW, seen=1)

    assert "Version 2 is published at" in page_of(editor)
    answer = editor.post(f"{PAGE}withdrawal/", {"version": draft.pk})
    again = editor.post(f"{PAGE}withdrawal/", {"version": draft.pk})

    draft.refresh_from_db()
    assert draft.state == "draft"
    assert "The version is the draft again." in said(editor, answer)[0]
    assert again.status_code == 302
    assert editor.post(f"{PAGE}withdrawal/", {"version": "x"}).status_code == 404


@pytest.fixture
def scheduled(author):
    draft = change(live_tree().tree, author, retitled(title="From Monday on?"))
    at = timezone.now() + timedelta(days=1)
    return schedule(draft, at=at, reason="Later.", actor=author, now=NOW, seen=1)


def test_the_editor_goes_on_from_what_is_scheduled(editor, scheduled):
    page = editor.get(f"/trees/{SLUG}/edit/?node=arrived").content.decode()
    assert "From Monday on?" in page

    answer = save(editor, "late", title__en="Is the bank late?")

    assert answer.status_code == 302
    draft = draft_of(scheduled)
    assert draft.based_on == scheduled
    assert entry_of(draft, "arrived")["title"]["en"] == "From Monday on?"
    assert entry_of(draft, "late")["title"]["en"] == "Is the bank late?"


def test_the_publish_page_says_that_the_schedule_comes_first(editor, author, scheduled):
    draft = change(scheduled.tree, author, retitled("late", "Is the bank late?"))

    page = page_of(editor)
    answer = send(editor, draft)

    assert page.count("Version 2 is scheduled already. Withdraw it first.") == 1
    assert 'name="reason"' not in page
    assert answer.status_code == 422
    assert TreeVersion.objects.published(SLUG).number == 1
