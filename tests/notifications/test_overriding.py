"""Words that admins put in the place of the files: versions, who was first, and what is in use."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from support.notifications.models import Wording
from support.notifications.words import overrides
from support.notifications.words.overrides import (
    StaleWording,
    forget_wordings,
    restore_wording,
    save_wording,
    use_file,
    wording_in_use,
)
from support.notifications.words.rendering import render
from support.notifications.words.rules import Draft
from tests.factories import make_agent
from tests.notifications.making import CONTEXT, NOW

pytestmark = pytest.mark.django_db
KIND = ("solution", "en", "email")
DRAFT = Draft(
    *KIND,
    subject="[{reference}] We know why",
    body="Dear {customer_name},\n\nOurs: {cause_sentence}\n\nCase {reference}\n{status_url}",
)


@pytest.fixture(autouse=True)
def forgetful():
    forget_wordings()
    yield
    forget_wordings()


@pytest.fixture
def author(db):
    return make_agent("ada", is_superuser=True)


def save(author, body=DRAFT.body, seen=0, **more):
    return save_wording(replace(DRAFT, body=body), seen=seen, author=author, now=NOW, **more)


def test_saved_words_are_in_use_and_the_file_is_where_there_are_none(author):
    assert wording_in_use(*KIND) is None

    saved = save(author, note="Warmer")

    assert wording_in_use(*KIND) == saved
    assert (saved.version, saved.author, saved.note) == (1, author, "Warmer")
    assert wording_in_use("solution", "zh-hans", "email") is None
    assert wording_in_use("solution", "en", "sms") is None


def test_a_message_is_rendered_with_the_words_in_use_and_says_so(author):
    before = render("solution", "email", "en", CONTEXT)
    save(author)

    after = render("solution", "email", "en", CONTEXT)

    assert before.wording == "file"
    assert after.wording == "v1"
    assert after.subject == "[CW-4T7KQ2MZ] We know why"
    assert after.text.startswith("Dear Li Wei,\n\nOurs: The bank could not find")
    assert CONTEXT["status_url"] in after.html


def test_an_sms_is_rendered_with_the_words_in_use(author):
    draft = Draft("solution", "en", "sms", "", "{reference}: “ours”\n{status_url}")
    save_wording(draft, seen=0, author=author, now=NOW)

    rendered = render("solution", "sms", "en", CONTEXT)

    assert rendered.text == f'Casewalk: CW-4T7KQ2MZ: "ours"\n{CONTEXT["status_url"]}'
    assert (rendered.segments, rendered.wording, rendered.subject) == (1, "v1", "")


def test_without_what_it_must_tell_a_message_falls_back_to_the_file_and_says_so(author):
    save(author)

    rendered = render("solution", "email", "en", CONTEXT | {"status_url": ""})

    assert rendered.wording == "file"
    assert "What happens next" in rendered.text


def test_every_save_is_a_version_and_the_old_ones_stay(author):
    first = save(author)
    second = save(author, body=f"{DRAFT.body}\nBye", seen=1)

    assert list(Wording.objects.history(*KIND)) == [second, first]
    first.refresh_from_db()
    assert (first.is_current, first.body) == (False, DRAFT.body)
    assert wording_in_use(*KIND) == second


def test_the_same_words_again_make_no_version(author):
    first = save(author)

    assert save(author, body=DRAFT.body.replace("\n", "\r\n") + "  \r\n", seen=1) == first
    assert Wording.objects.count() == 1


def test_who_did_not_see_the_newest_version_changes_nothing(author):
    newest = save(author)

    with pytest.raises(StaleWording) as stale:
        save(author, body=f"{DRAFT.body}\nBye", seen=0)
    with pytest.raises(StaleWording):
        use_file(DRAFT, seen=0, author=author, now=NOW)

    assert stale.value.latest == newest
    assert wording_in_use(*KIND) == newest


@pytest.mark.parametrize(
    "body", ["", "{reference.pk}", "Stopped for fraud {reference} {status_url}"]
)
def test_broken_words_are_never_stored(author, body):
    with pytest.raises(ValidationError):
        save(author, body=body)

    assert not Wording.objects.exists()


def test_going_back_to_the_file_is_a_version_of_its_own(author):
    save(author)

    back = use_file(DRAFT, seen=1, author=author, now=NOW)

    assert (back.version, back.body, back.is_current) == (2, "", False)
    assert wording_in_use(*KIND) is None
    assert use_file(DRAFT, seen=2, author=author, now=NOW) is None
    assert save(author, seen=2).version == 3


def test_going_back_without_words_of_ones_own_does_nothing(author):
    assert use_file(DRAFT, seen=0, author=author, now=NOW) is None
    assert not Wording.objects.exists()


def test_an_earlier_version_is_used_again_as_a_new_one(author):
    first = save(author)
    save(author, body=f"{DRAFT.body}\nBye", seen=1)

    again = restore_wording(first, seen=2, author=author, now=NOW + timedelta(days=1))

    assert (again.version, again.body, again.note) == (3, DRAFT.body, "Version 1 again")
    with pytest.raises(StaleWording):
        restore_wording(first, seen=2, author=author, now=NOW)


def test_an_earlier_version_that_broke_meanwhile_is_not_used_again(author):
    broken = Wording.objects.create(
        event="solution", language="en", channel="email", version=1, subject="x",
        body="{gone} {reference} {status_url}", author=author, created_at=NOW,
    )  # fmt: skip

    with pytest.raises(ValidationError):
        restore_wording(broken, seen=1, author=author, now=NOW)


def test_words_that_a_later_release_can_not_fill_count_as_not_there(author):
    Wording.objects.create(
        event="solution", language="en", channel="email", version=1, subject="x", is_current=True,
        body="{gone} {reference} {status_url}", author=author, created_at=NOW,
    )  # fmt: skip
    Wording.objects.create(
        event="no-such-event", language="en", channel="email", version=1, subject="x",
        body="{reference}", is_current=True, author=author, created_at=NOW,
    )  # fmt: skip

    assert wording_in_use(*KIND) is None
    assert wording_in_use("no-such-event", "en", "email") is None
    assert render("solution", "email", "en", CONTEXT).wording == "file"


def test_an_open_transaction_reads_afresh_with_one_small_query(author):
    save(author)

    with CaptureQueriesContext(connection) as captured:
        wording_in_use(*KIND)

    assert len(captured) == 1


@pytest.mark.django_db(transaction=True)
def test_words_are_kept_for_seconds_and_then_read_again(monkeypatch):
    author = make_agent("ada")
    now = [1000.0]
    monkeypatch.setattr(overrides.time, "monotonic", lambda: now[0])
    assert wording_in_use(*KIND) is None
    Wording.objects.create(  # another process saved it
        event="solution", language="en", channel="email", version=1, subject=DRAFT.subject,
        body=DRAFT.body, is_current=True, author=author, created_at=NOW,
    )  # fmt: skip

    with CaptureQueriesContext(connection) as captured:
        assert wording_in_use(*KIND) is None
        now[0] += overrides.CACHE_SECONDS + 0.1
        assert wording_in_use(*KIND).version == 1
        wording_in_use("case-opened", "en", "sms")

    assert len(captured) == 1


@pytest.mark.django_db(transaction=True)
def test_the_process_that_saves_sees_it_at_once_and_only_when_committed():
    author = make_agent("ada")
    wording_in_use(*KIND)

    with transaction.atomic():
        save(author)
        transaction.set_rollback(True)
    assert wording_in_use(*KIND) is None

    save(author)
    assert wording_in_use(*KIND).version == 1
