"""The messages the customer was sent, and that the page stays small however many there are."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.cases.models import Status
from support.notifications.models import Notification
from support.notifications.words.events import EVENTS
from tests.factories import NOW
from tests.portal.world import address_of, case_of, make_cause, make_message, move

pytestmark = pytest.mark.django_db

LIMIT_BYTES = 50_000


def styles():
    return b"".join(
        Path(finders.find(f"css/{name}.css")).read_bytes() for name in ("tokens", "portal")
    )


def rows(text):
    found = re.search(r'<ol class="messages">(.*?)</ol>', text, re.DOTALL)
    return re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL) if found else []


def test_each_message_tells_channel_time_state_and_its_text(read):
    case = case_of()
    make_message(case, 4, text="Dear Li,\n\nplease wait.")

    (row,) = rows(read(case))

    assert "News of your case" in row
    assert "E-mail · " in row
    assert "18 November 2026, 18:04" in row
    assert "</svg>Sent</p>" in row
    assert "<details>" in row
    assert f"[{case.reference}] Subject 4" in row
    assert '<p class="text">Dear Li,\n\nplease wait.</p>' in row


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("queued", "On its way to you"),
        ("claimed", "On its way to you"),
        ("sent", "Sent"),
        ("delivered", "Arrived"),
        ("failed", "Could not be delivered"),
        ("needs_person", "We are checking whether it arrived"),
    ],
)
def test_the_state_is_told_in_plain_words_with_an_icon(read, state, word):
    case = case_of()
    make_message(
        case,
        state=state,
        reason="refused" if state in ("failed", "needs_person") else "",
        lease_until=NOW if state == "claimed" else None,
    )

    (row,) = rows(read(case))

    assert f"</svg>{word}</p>" in row
    assert "Refused" not in row


def test_every_state_of_the_outbox_has_a_word_for_the_customer():
    from support.portal.correspondence import NEVER_LEFT, STATES

    assert set(STATES) | set(NEVER_LEFT) == set(Notification.State)
    assert not set(STATES) & set(NEVER_LEFT)


def test_every_event_has_a_title_for_the_customer():
    from support.portal.correspondence import OCCASIONS

    assert set(OCCASIONS) == set(EVENTS)


@pytest.mark.parametrize("state", ["cancelled", "superseded"])
def test_what_never_left_is_not_listed(read, state):
    case = case_of()
    make_message(case, state=state)

    assert rows(read(case)) == []


def test_a_code_is_never_shown(read):
    case = case_of()
    make_message(case, event="contact-code", text="Your code is 482913.")

    (row,) = rows(read(case))

    assert "Your code" in row
    assert "482913" not in row


@pytest.mark.parametrize(
    ("event", "title"),
    [
        ("case-opened", "We have opened a case"),
        ("solution", "News of your case"),
        ("waiting-bank", "We are waiting for the bank"),
        ("case-resolved", "Your case is closed"),
        ("agent-reply", "A message from our team"),
        ("something-newer", "A message from our team"),
    ],
)
def test_a_message_is_titled_by_what_it_tells(read, event, title):
    case = case_of()
    make_message(case, event=event)

    assert f'<p class="title">{title}</p>' in rows(read(case))[0]


def test_what_has_not_gone_out_shows_no_text(read):
    case = case_of()
    make_message(case, state="queued", sent_at=None, text="Not yet said.")

    (row,) = rows(read(case))

    assert "Not yet said." not in row
    assert "<details>" not in row


def test_an_sms_has_no_subject(read):
    case = case_of()
    make_message(case, channel="sms", subject="Nobody sees this")

    (row,) = rows(read(case))

    assert "SMS · " in row
    assert "Nobody sees this" not in row


def test_the_newest_message_stands_first(read):
    case = case_of()
    for number in (2, 9, 5):
        make_message(case, number)

    texts = re.findall(r"Text of message (\d)", read(case))

    assert texts == ["9", "5", "2"]


def test_messages_of_other_cases_and_addresses_stay_out(read):
    case, other = case_of(), case_of()
    make_message(case, 1, address="somebody.else@example.test")
    make_message(other, 2, text="For somebody else.")

    text = read(case)

    assert "For somebody else." not in text
    assert "somebody.else@example.test" not in text
    assert "Markup nobody needs here" not in text


def test_a_text_keeps_the_language_it_was_written_in(read):
    case = case_of(locale="zh-CN")
    make_message(case)

    assert '<div lang="zh-Hans">' in read(case, lang="en")


def test_a_message_with_markup_in_it_is_shown_as_text(read):
    case = case_of()
    make_message(case, text="<script>alert(1)</script>", subject="<b>x</b>")

    text = read(case)

    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text


def test_without_messages_the_page_says_so(read):
    assert "We have not written to you about this yet." in read(case_of())


def test_the_page_takes_as_many_queries_for_twenty_messages_as_for_one(client):
    few, many = case_of(), case_of()
    make_message(few)
    for number in range(20):
        make_message(many, number)
        move(many, Status.OPEN, NOW + timedelta(minutes=number))
    counts = []
    client.get(address_of(few))  # who writes is read once a process
    for case in (few, many):
        address = address_of(case)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] == 8


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_the_usual_page_with_its_styles_is_far_below_fifty_kilobytes(read, locale):
    case = case_of(locale=locale, status=Status.WAITING_BANK, cause=make_cause())
    for number in range(4):
        make_message(case, number, text="A line of a usual message. " * 30)

    size = len(read(case).encode()) + len(styles())

    assert size < LIMIT_BYTES * 0.7


@pytest.mark.parametrize("text", ["x" * 900, "&" * 900, "银" * 900, "y" * 200_000])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_even_the_fullest_page_stays_below_fifty_kilobytes(read, locale, text):
    case = case_of(locale=locale, status=Status.WAITING_BANK, cause=make_cause())
    for number in range(60):
        make_message(case, number, text=text, subject="&" * 250)

    html = read(case)

    assert len(html.encode()) + len(styles()) < LIMIT_BYTES
    assert len(rows(html)) == 20


def test_what_is_left_out_is_admitted(read):
    case = case_of()
    for number in range(20):
        make_message(case, number)
    before = read(case)
    make_message(case, 21)

    assert "left out here" not in before
    assert "left out here" in read(case)


def test_a_text_too_long_for_the_page_is_left_out_and_the_shorter_ones_stay(read):
    case = case_of()
    make_message(case, 1, text="short and older")
    make_message(case, 2, text="L" * 100_000)

    text = read(case)

    assert "short and older" in text
    assert "LLLL" not in text
    assert "left out here" in text
