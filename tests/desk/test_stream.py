"""One list of what was said and what happened: order, kinds, days, and where it is cut."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from support.cases.models import CaseEvent
from support.cases.models.timeline import log
from support.cases.services import add_note, send_reply
from support.cases.taking.giving import give
from support.desk.case.stream.stream import FIRST, MORE, MOST, Asked, build_stream, read_asked
from support.desk.case.stream.telling import ICONS
from tests.desk.walking import HTMX
from tests.every import every
from tests.factories import make_agent, make_case

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 10, 42, tzinfo=UTC)


def ago(**time):
    return NOW - timedelta(**time)


def hear(case, body, at):
    return case.messages.create(kind="incoming", body=body, written_at=at)


def reply(case, body, agent, at):
    context = {"reference": case.reference, "customer_name": "x", "status_url": "http://x/"}
    send_reply(case, body, now=at, actor=agent, context=context)


def titles(stream):
    """Return what was said by its words, what happened by its name."""
    items = (item for day in stream.days for item in day.items)
    return [getattr(item, "body", "") or item.title for item in items]


@pytest.fixture
def told(agent):
    """A case of yesterday, in which three things were said and two happened."""
    case = make_case(now=ago(days=1))
    hear(case, "Where is it?", ago(minutes=40))
    reply(case, "We are asking.", agent, ago(minutes=30))
    log(case, CaseEvent.Kind.PRIORITY, now=ago(minutes=20), before="normal", after="high")
    add_note(case, "They ring at 11.", now=ago(minutes=10), actor=agent)
    return case


def test_what_was_said_and_what_happened_stand_in_one_order_and_each_once(told):
    stream = build_stream(told, None, Asked(), NOW)

    assert titles(stream)[:5] == [
        "They ring at 11.",
        "Priority changed",
        "We are asking.",
        "Taken",
        "Where is it?",
    ]
    assert "Reply sent" not in titles(stream)
    assert "Note added" not in titles(stream)


def test_who_takes_a_case_is_named_once_and_who_is_given_one_beside_who_gave_it(told, agent):
    mei = make_agent("mei")
    give(told, mei, actor=agent, now=ago(minutes=5))
    lines = {
        one.title: one
        for day in build_stream(told, None, Asked(), NOW).days
        for one in day.items
        if one.kind == "line"
    }

    assert (lines["Taken"].detail, lines["Taken"].actor) == ("", agent)
    assert (lines["Assigned"].detail, lines["Assigned"].actor) == ("mei", agent)


def test_a_reply_that_was_taken_back_is_still_told(told):
    told.messages.filter(kind="outgoing").delete()

    assert "Reply sent" in titles(build_stream(told, None, Asked(), NOW))


def test_whom_a_note_calls_and_a_note_on_the_walk_are_told_beside_it(told, agent):
    make_agent("bo")
    add_note(told, "@bo please look", now=ago(minutes=5), actor=agent)
    log(told, CaseEvent.Kind.NOTE, now=ago(minutes=4), actor=agent, note="Asked by phone")

    notes = build_stream(told, None, Asked("notes"), NOW)
    everything = build_stream(told, None, Asked(), NOW)

    assert titles(notes) == ["Note added", "@bo please look", "They ring at 11."]
    assert "bo told" in [getattr(item, "detail", "") for item in everything.days[0].items]


@every(
    ("show", "expected"),
    [
        ("messages", ["We are asking.", "Where is it?"]),
        ("notes", ["They ring at 11."]),
        ("steps", ["Priority changed"]),
    ],
)
def test_one_kind_alone_is_shown_and_each_is_counted(agent, show, expected):
    case = make_case(now=ago(days=1))
    hear(case, "Where is it?", ago(minutes=40))
    reply(case, "We are asking.", agent, ago(minutes=30))
    log(case, CaseEvent.Kind.PRIORITY, now=ago(minutes=20), before="normal", after="high")
    add_note(case, "They ring at 11.", now=ago(minutes=10), actor=agent)

    stream = build_stream(case, None, Asked(show), NOW)

    assert [title for title in titles(stream) if title in expected] == expected
    assert not set(titles(stream)) & (
        {"Where is it?", "They ring at 11.", "Priority changed"} - {*expected}
    )
    counts = {view.name: view.count for view in stream.views}
    assert counts["all"] == counts["messages"] + counts["notes"] + counts["steps"]
    assert counts["notes"] == 1
    assert [view.name for view in stream.views if view.is_chosen] == [show]


def test_a_kind_that_a_later_release_wrote_is_told_neutrally(desk, told):
    log(told, "taught_to_fly", now=ago(minutes=5), node="q1", note="High.")

    page = desk.get(reverse("case", args=[told.reference]))

    assert titles(build_stream(told, None, Asked(), NOW))[0] == "Something else"
    assert page.status_code == 200
    assert "Something else" in page.text


def test_every_kind_has_a_look_of_its_own():
    assert [kind for kind in CaseEvent.Kind if kind not in ICONS] == []


def test_days_are_named_as_people_name_them(told):
    hear(told, "Hello?", ago(days=1))
    hear(told, "I paid.", ago(days=9))

    labels = [day.label for day in build_stream(told, None, Asked("messages"), NOW).days]

    assert labels[-3:] == ["Today", "Yesterday", "22 Nov 2026"]


def test_a_long_case_is_cut_and_what_is_earlier_is_a_press_away(told):
    for number in range(10):
        hear(told, f"Word {number}", NOW + timedelta(minutes=number))

    short = build_stream(told, None, Asked(most=4), NOW)
    notes = build_stream(told, None, Asked("notes", most=4), NOW)

    assert titles(short) == ["Word 9", "Word 8", "Word 7", "Word 6"]
    assert short.earlier == 4 + MORE
    assert {view.count for view in short.views} == {None}
    assert titles(notes) == ["They ring at 11."]  # however many messages came after it
    assert notes.earlier is None


def test_a_list_that_is_cut_shows_nothing_older_than_what_it_left_out(told):
    for number in range(6):
        log(told, CaseEvent.Kind.TAGS, now=ago(minutes=29 - number), added=["x"])

    shown = titles(build_stream(told, None, Asked(most=4), NOW))

    assert shown == ["They ring at 11.", "Priority changed", "Tags changed", "Tags changed"]


@every(
    ("given", "expected"),
    [
        ({}, Asked()),
        ({"show": "notes", "most": "300"}, Asked("notes", 300)),
        ({"show": "everything", "most": "-1"}, Asked()),
        ({"most": "1"}, Asked()),
        ({"most": "99999"}, Asked(most=MOST)),
        ({"most": "9" * 400}, Asked(most=FIRST)),
    ],
)
def test_what_an_address_asks_is_read_forgivingly(given, expected):
    assert read_asked(given) == expected


def test_the_page_shows_a_kind_by_its_address_and_fetches_it_again_as_it_was_asked_for(desk, told):
    page = desk.get(reverse("case", args=[told.reference]) + "?show=notes").text
    stream = page[page.index('id="stream"') :]

    assert "They ring at 11." in stream
    assert "Where is it?" not in stream
    assert '"show": "notes", "most": "100"' in stream.split(">")[0]
    assert 'aria-current="true" hx-get' in stream


def test_what_is_done_to_a_message_leaves_the_kind_that_was_chosen(desk, told):
    row = told.customer.notifications.filter(channel="email").latest("created_at")
    address = reverse("case-message", args=[told.reference, row.pk, "cancellation"])

    answer = desk.post(address, {"show": "messages", "most": "300"}, headers=HTMX).text

    assert '"show": "messages", "most": "300"' in answer
    assert "They ring at 11." not in answer


def test_the_stream_costs_the_same_for_few_and_many(told, agent, django_assert_num_queries):
    for number in range(20):
        reply(told, f"Word {number}", agent, NOW)
        add_note(told, f"Note {number}", now=NOW, actor=agent)

    with django_assert_num_queries(5):
        build_stream(told, None, Asked(), NOW)
