"""Shifts in a calendar program: the file is read as RFC 5545 says, letter by letter."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from support.roster.changing import ask_swap, duty_named
from support.roster.ical import folded
from support.roster.models import Feed
from support.staff.models import AgentProfile
from tests.factories import NOW, make_agent
from tests.roster.world import a_rule, a_team

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def unescaped(words: str) -> str:
    parts = words.split("\\\\")
    return "\\".join(
        part.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";") for part in parts
    )


def read(body: bytes) -> tuple[str, list[dict[str, str]]]:
    """Read a calendar strictly; return its name, and the properties of each event."""
    assert body.endswith(b"\r\n")
    lines = body.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    text = body.replace(b"\r\n ", b"").decode()
    content = [line.partition(":") for line in text.split("\r\n")[:-1]]
    assert content[0][0::2] == ("BEGIN", "VCALENDAR")
    assert content[-1][0::2] == ("END", "VCALENDAR")
    head, events, inside = {}, [], None
    for name, _colon, value in content[1:-1]:
        if (name, value) == ("BEGIN", "VEVENT"):
            assert inside is None
            inside = {}
        elif (name, value) == ("END", "VEVENT"):
            assert {"UID", "DTSTAMP", "DTSTART"} <= inside.keys()
            events.append(inside)
            inside = None
        else:
            here = head if inside is None else inside
            assert name not in here
            here[name] = unescaped(value)
    assert head["VERSION"] == "2.0"
    assert head["PRODID"]
    return head["X-WR-CALNAME"], events


def moment(told: str) -> datetime:
    return datetime.strptime(told, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def fetched(feed: Feed) -> tuple[str, list[dict[str, str]]]:
    answer = Client().get(reverse("roster-feed", args=[feed.key]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    return read(answer.content)


def test_a_year_of_shifts_opens_in_a_calendar():
    team = a_team("Nachtdienst, 夜班; A\\B")
    amy = make_agent(first_name="Amélie-Christiane", last_name="von und zu Langennamen")
    a_rule(team, "22:00", "06:00", person=amy)
    a_rule(team, "06:00", "14:00")
    feed = Feed.objects.create(person=amy, language="en", made_at=NOW)

    name, events = fetched(feed)

    assert name == "My shifts"
    assert len(events) in range(395, 400)  # a month back, a year ahead, her nights alone
    assert len({event["UID"] for event in events}) == len(events)
    lengths = {moment(event["DTEND"]) - moment(event["DTSTART"]) for event in events}
    assert lengths == {timedelta(hours=hours) for hours in (7, 8, 9)}
    assert {event["SUMMARY"] for event in events} == {
        "Nachtdienst, 夜班; A\\B: Amélie-Christiane von und zu Langennamen"
    }


def test_a_teams_calendar_follows_swaps_and_absence():
    team, ann, ben = a_team(), make_agent("ann"), make_agent("ben")
    for person in (ann, ben):
        team.memberships.create(user=person)
    rule = a_rule(team, "06:00", "14:00", person=ann, from_on=timezone.localdate() + DAY)
    feed = Feed.objects.create(team=team, language="zh-hans", made_at=NOW)
    before = fetched(feed)[1]
    key = f"rule-{rule.pk}-{timezone.localdate() + 2 * DAY}"
    ask_swap(duty_named(key), ben, actor=make_agent(is_superuser=True), now=timezone.now())
    third = datetime.combine(timezone.localdate() + 3 * DAY, time(), UTC)
    AgentProfile.objects.create(user=ann, away_from=third)

    name, events = fetched(feed)

    assert name == "Night desk"
    assert [event["UID"] for event in events] == [event["UID"] for event in before]
    assert ["ben" in event["SUMMARY"] for event in events[:3]] == [False, True, False]
    assert ["STATUS" in event for event in events[:5]] == [False, False, True, True, True]


@pytest.mark.parametrize("length", [74, 75, 76, 200])
def test_a_long_line_is_broken_between_letters(length):
    line = ("x" + "值" * length)[:length]

    parts = folded(line).split("\r\n")

    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
