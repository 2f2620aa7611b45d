"""What is told of payments is counted each minute, and what is out of order proposed once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.incidents.models import Incident
from support.incidents.watching.models import Watch, WatchedSeries
from support.incidents.watching.services import MOST_AT_ONCE, watch
from support.lead.incidents.page import IncidentPage
from support.payments.models import CodeOverride, TestPayment
from support.roster.models import Escalation
from tests.factories import NOW, make_agent, make_case, make_channel
from tests.incidents.watched import minute_of, tell, watched
from troubleshooting.causes.models import Cause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]
MINUTE = timedelta(minutes=1)
LATER = timedelta(seconds=10)


def fail(channel, minutes, each=12, **told):
    """Fail so many payments in each minute from NOW, watching as time goes on."""
    found = []
    for minute in range(minutes):
        tell(channel, NOW + minute * MINUTE + timedelta(seconds=30), each, **told)
        found.append(watch(NOW + (minute + 1) * MINUTE + LATER))
    return found


def test_a_clear_outage_is_proposed_within_two_minutes_and_once():
    channel = watched()

    found = fail(channel, 4)

    assert [len(incidents) for incidents in found] == [0, 1, 0, 0]
    (incident,) = Incident.objects.all()
    assert (incident.state, list(incident.channels.all())) == ("proposed", [channel])
    assert incident.began_at == NOW
    assert incident.evidence["since"] == "2026-11-18T10:00:00+00:00"
    assert (incident.evidence["usual"], incident.evidence["now"]) == (0.05, 12.0)
    assert incident.evidence["scheme"] == "iso20022"


def test_it_names_the_cases_that_it_explains_and_their_codes():
    channel = watched()
    mine = [make_case(payment=one, now=NOW) for one in tell(channel, NOW, 3, code="AB05")]
    make_case(payment=tell(channel, NOW, code="AC04")[0], now=NOW)
    make_case(payment=tell(channel, NOW)[0], now=NOW - timedelta(hours=2))

    fail(channel, 2)

    (incident,) = Incident.objects.all()
    assert set(incident.links.values_list("case", flat=True)) == {case.pk for case in mine}
    assert incident.evidence["codes"] == [["AB05", 3]]
    assert incident.began_at == NOW - timedelta(minutes=2)
    assert incident.links.held().count() == 0


def test_it_says_how_the_test_payments_of_its_channel_ended():
    channel, other = watched(), make_channel()
    for number, (where, edge, state, minutes) in enumerate((
        (channel, "least", "no_answer", 1), (channel, "most", "no_answer", 1),
        (channel, "least", "accepted", 31), (channel, "above", "refused", 1),
        (channel, "least", "accepted", 61), (other, "least", "refused", 1),
    )):  # fmt: skip
        at = NOW - minutes * MINUTE
        TestPayment.objects.create(
            channel=where, reference=f"CWT-{number}", edge=edge, state=state, amount=1,
            currency="GBP", asked_at=at, ended_at=at,
        )  # fmt: skip

    fail(channel, 2)

    incident = Incident.objects.get()
    assert incident.evidence["tests"] == [["no_answer", 2], ["accepted", 1]]
    page = IncidentPage(incident, NOW)
    assert ("Test payments of the last hour", "no answer × 2, accepted × 1") in page.evidence


def test_whoever_leads_is_told_at_their_desk_once():
    lead = make_agent(is_superuser=True)
    fail(watched(), 4)

    (told,) = Escalation.objects.all()
    incident = Incident.objects.get()
    assert (told.kind, told.about) == ("proposed", incident.reference)
    assert [one.person for one in told.told.all()] == [lead]


def test_an_alarm_of_what_is_known_already_adds_its_evidence_and_tells_nobody():
    channel = watched()
    fail(channel, 2)
    Incident.objects.update(state="identified", opened_at=NOW, evidence={})
    Escalation.objects.all().delete()
    WatchedSeries.objects.all().delete()

    for minute in (2, 3):
        tell(channel, NOW + minute * MINUTE, 12)
        watch(NOW + (minute + 1) * MINUTE + LATER)

    (incident,) = Incident.objects.all()
    assert incident.evidence["now"] == 12.0
    assert not Escalation.objects.exists()


def test_codes_of_one_cause_in_one_scheme_are_one_series_and_others_are_not():
    channel = watched()
    tell(channel, NOW, code="AB05")
    tell(channel, NOW, code="AB06")
    tell(channel, NOW, code="AC04")
    tell(channel, NOW, scheme="our bank", code="E7")
    tell(channel, NOW, scheme="our bank", code="E8")
    CodeOverride.objects.create(
        channel=channel, code="E8", cause=Cause.objects.get(slug="card_expired")
    )

    watch(NOW + MINUTE + LATER)

    keys = set(WatchedSeries.objects.values_list("scheme", "cause"))
    assert len(keys) == 4
    assert ("", "") in keys
    assert ("", "card_expired") in keys


@pytest.mark.parametrize(
    "told",
    [
        {"status": "sent"},
        {"status": "credited"},
        {"status": "cancelled"},
        {"status": "recalled"},
        {"occurred_at": NOW - timedelta(hours=2)},
    ],
    ids=lambda told: str(next(iter(told.values()))),
)
def test_what_says_nothing_of_the_channel_now_is_not_counted(told):
    assert fail(watched(), 3, **told) == [[], [], []]
    assert not WatchedSeries.objects.exists()


def test_payments_of_no_known_channel_are_no_series():
    channel = watched()
    channel.code = "unknown"
    channel.save()

    assert fail(channel, 3) == [[], [], []]


def test_a_minute_is_counted_once_however_often_the_clock_strikes():
    channel = watched()
    tell(channel, NOW + timedelta(seconds=30), 3)
    end = NOW + MINUTE

    assert watch(end) == []
    assert Watch.objects.get().next == minute_of(NOW)  # it is not settled
    for _ in range(3):
        watch(end + LATER)

    (row,) = WatchedSeries.objects.all()
    assert row.series.hour.ticks == 1
    assert row.series.risen == 3


def test_a_clock_that_comes_late_counts_each_minute_by_itself():
    channel = watched()
    for minute in range(5):
        tell(channel, NOW + minute * MINUTE, 12)

    (incident,) = watch(NOW + 20 * MINUTE)

    assert incident.evidence["until"] == "2026-11-18T10:02:00+00:00"
    (row,) = WatchedSeries.objects.all()
    assert row.series.next == minute_of(NOW) + 19


def test_after_a_long_stop_only_the_last_hours_are_counted():
    channel = watched()
    fail(channel, 1, each=1)
    tell(channel, NOW + 10 * MINUTE, 500)
    tell(channel, NOW + 11 * MINUTE, 500)
    now = NOW + timedelta(hours=9)
    tell(channel, now - 30 * MINUTE, 1)

    assert watch(now) == []

    (row,) = WatchedSeries.objects.all()
    assert row.series.next == minute_of(now) - 1
    assert row.series.risen <= 1
    assert minute_of(now) - MOST_AT_ONCE > minute_of(NOW) + 11


def test_who_is_quiet_counts_its_minutes_once_the_hour_is_over():
    channel, other = watched(), make_channel(schemes=[])
    tell(channel, NOW)
    watch(NOW + MINUTE + LATER)
    row = WatchedSeries.objects.get()
    WatchedSeries.objects.update(is_rising=False)
    tell(other, NOW + 2 * MINUTE)

    watch(NOW + 3 * MINUTE + LATER)
    row.refresh_from_db()
    assert row.series.next == minute_of(NOW) + 1
    watch(NOW + 60 * MINUTE + LATER)

    row.refresh_from_db()
    assert row.series.next == minute_of(NOW) + 60
    assert sum(row.series.habit.ticks) == 60


def test_a_channel_of_which_nothing_was_known_is_learned_first():
    channel = watched(since=NOW - timedelta(days=2))

    assert fail(channel, 4) == [[], [], [], []]


def test_the_first_look_only_begins():
    tell(make_channel(), NOW - MINUTE, 100)

    assert watch(NOW) == []
    assert watch(NOW + LATER) == []
    assert Watch.objects.get().next == minute_of(NOW)
    assert not WatchedSeries.objects.exists()


def test_what_nobody_heard_of_for_a_season_is_forgotten():
    channel = watched()
    tell(channel, NOW)
    watch(NOW + MINUTE + LATER)
    WatchedSeries.objects.update(seen=minute_of(NOW) - 91 * 1440, is_rising=False)
    old = WatchedSeries.objects.get()
    old.memory["seen"], old.memory["score"] = old.seen, 0.0
    old.save()

    watch(NOW + 60 * MINUTE + LATER)

    assert not WatchedSeries.objects.exists()


@pytest.mark.parametrize("channels", [1, 4])
def test_a_minute_costs_the_same_number_of_statements_whatever_is_told(channels):
    places = [watched(), *(make_channel(schemes=[]) for _ in range(channels - 1))]
    for place in places:
        tell(place, NOW)
    watch(NOW + MINUTE + LATER)
    for place in places:
        tell(place, NOW + MINUTE)

    with CaptureQueriesContext(connection) as asked:
        watch(NOW + 2 * MINUTE + LATER)

    assert len(asked) == 10
