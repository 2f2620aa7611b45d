"""A drill goes through the whole chain, reports what it saw there, and leaves nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Signal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from support.cases.locked import lock_case
from support.cases.models import Case
from support.customers.contacts import Contact
from support.incidents.known import holding
from support.incidents.linking import link_earlier
from support.incidents.models import CaseLink, Incident
from support.incidents.services import Scope, open_incident
from support.incidents.watching.models import Watch, WatchedSeries
from support.incidents.watching.services import watch
from support.intake.models import PaymentEvent
from support.intake.services import Event, receive_news
from support.lead.drills import playing
from support.lead.drills.playing import play
from support.lead.drills.report import Report
from support.lead.drills.services import PATIENCE, ask_drill, play_waiting
from support.lead.tasks import play_drills
from support.notifications.models import Notification
from support.operations.plans.models import Checklist, Drill
from support.payments.models import Payment
from support.payments.news import PaymentNews
from support.roster.models import Escalation
from tests.factories import NOW, make_agent, make_case, make_channel, make_payment, sign_in
from tests.incidents.world import arrive
from tests.plans.world import make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(tree):
    return make_channel()


def in_a_thread(done):
    try:
        return done()
    finally:
        connection.close()


def rows():
    """How many rows there are of what a play makes."""
    made = (Payment, Case, Notification, Incident, PaymentEvent)
    return [model.objects.count() for model in made]


def test_a_play_reaches_everybody_once_and_leaves_nothing(channel):
    make_case()
    before = rows()

    report = play(channel, 20, name="DRILL-1", now=timezone.now())

    assert rows() == before
    assert report.left_behind == 0
    assert (report.payments, report.cases, report.customers) == (20, 20, 20)
    assert (report.linked_before, report.linked_on_arrival) == (10, 10)
    assert (report.walked, report.asked_nothing) == (10, 10)
    assert (report.detected_after, report.is_learned) == (None, False)
    assert (report.told, report.messages) == (20, {"email": 20})
    assert (report.credited, report.told_credited, report.back_in_queue) == (16, 16, 4)


def test_the_watch_finds_the_outage_within_minutes_where_it_knows_the_channel(channel):
    now = timezone.now()
    make_payment(channel=channel, initiated_at=now - timedelta(days=9))
    watch(now - timedelta(days=9))
    Watch.objects.update(next=int(now.timestamp()) // 60 - 1)
    before = Watch.objects.values().get()

    report = play(channel, 50, name="DRILL-2", now=now)

    assert report.detected_after in {1, 2}
    assert report.is_learned
    assert (report.told, report.back_in_queue) == (50, 10)
    assert Watch.objects.values().get() == before
    assert not WatchedSeries.objects.exists()
    assert not Escalation.objects.exists()


def test_messages_take_as_long_as_the_rate_allows(channel, settings):
    settings.EMAIL_RATE = 0.5

    report = play(channel, 20, name="DRILL-3", now=timezone.now())

    assert report.tell_seconds == 40


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("tree")
def test_who_works_meanwhile_waits_for_nothing(monkeypatch):
    """Events of the same channel are received while a play stands, and only they stay."""
    channel = make_channel()
    stands, may_end = Signal(), Signal()
    say = playing._Play._say

    def say_and_wait(self, incident, state):
        say(self, incident, state)
        stands.set()
        may_end.wait(20)

    monkeypatch.setattr(playing._Play, "_say", say_and_wait)
    with ThreadPoolExecutor(1) as thread:
        played = thread.submit(
            in_a_thread, lambda: play(channel, 20, name="DRILL-4", now=timezone.now())
        )
        assert stands.wait(20), played.result(timeout=1)
        case = arrive(channel)
        write_real = receive_news(
            Event("real-1", "payment.failed"),
            PaymentNews(reference="REAL-1", status="failed", channel=channel.code,
                        direction="payout", amount="5", currency="GBP",
                        contact=Contact(name="Bo", email="bo@x.example", customer_id="b")),
            now=timezone.now(),
        )  # fmt: skip
        assert not played.done()
        may_end.set()
        report = played.result(timeout=30)

    assert write_real["case"]
    assert (report.payments, report.left_behind) == (20, 0)
    assert Case.objects.count() == 2
    assert not CaseLink.objects.filter(case=case).exists()
    assert not Incident.objects.exists()
    assert not Notification.objects.filter(event__startswith="incident").exists()
    assert holding() == ()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("tree")
def test_a_real_outage_is_worked_on_while_a_play_stands(monkeypatch):
    """Its incidents are neither touched nor held, and a play's own is in nobody's memory."""
    channel, other = make_channel(), make_channel()
    waits = open_incident(Scope("Late", "延迟", [other], NOW), actor=None, now=NOW)
    stands, may_end = Signal(), Signal()
    say = playing._Play._say

    def say_and_wait(self, incident, state):
        say(self, incident, state)
        stands.set()
        may_end.wait(30)

    monkeypatch.setattr(playing._Play, "_say", say_and_wait)
    with ThreadPoolExecutor(1) as thread:
        played = thread.submit(
            in_a_thread, lambda: play(channel, 20, name="DRILL-5", now=timezone.now())
        )
        assert stands.wait(30), played.result(timeout=1)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            link_earlier(NOW)
            new = open_incident(Scope("Down", "中断", [other], NOW), actor=None, now=NOW)
            assert {known.pk for known in holding()} == {waits.pk, new.pk}
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = 0")
            may_end.set()
        report = played.result(timeout=30)

    assert (report.told, report.back_in_queue, report.left_behind) == (20, 4, 0)
    assert {known.pk for known in holding()} == {waits.pk, new.pk}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("tree")
def test_a_real_case_of_its_channel_and_the_watch_are_free_while_a_play_stands(monkeypatch):
    channel, now = make_channel(), timezone.now()
    watch(now)
    case = arrive(channel, initiated_at=now)
    stands, may_end = Signal(), Signal()
    say = playing._Play._say

    def say_and_wait(self, incident, state):
        say(self, incident, state)
        stands.set()
        may_end.wait(30)

    monkeypatch.setattr(playing._Play, "_say", say_and_wait)
    with ThreadPoolExecutor(1) as thread:
        played = thread.submit(
            in_a_thread, lambda: play(channel, 20, name="DRILL-6", now=now - timedelta(minutes=1))
        )
        assert stands.wait(30), played.result(timeout=1)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            with transaction.atomic():
                assert lock_case(case).pk == case.pk
            watch(now + timedelta(minutes=2))
            assert Watch.objects.get().next == int(now.timestamp() - 5) // 60 + 2
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = 0")
            may_end.set()
        report = played.result(timeout=30)

    assert (report.linked_before, report.told, report.left_behind) == (10, 20, 0)


def test_a_drill_is_played_once_and_kept(channel):
    lead = make_agent()
    drill = ask_drill(make_plan(), channel, cases=20, actor=lead, now=NOW)

    assert [play_waiting(timezone.now()) for _time in range(2)] == [1, 0]

    drill.refresh_from_db()
    assert (drill.state, drill.report["told"], drill.checklist.is_drill) == ("done", 20, True)
    assert Report.read(drill.report | {"older": 1}).customers == 20


def test_a_play_that_breaks_leaves_nothing_and_says_so(channel, monkeypatch):
    def fail(self, incident):
        raise DatabaseError

    before = rows()
    monkeypatch.setattr(playing._Play, "_recover", fail)
    drill = ask_drill(make_plan(), channel, cases=20, actor=make_agent(), now=NOW)
    play_drills()

    drill.refresh_from_db()
    assert (drill.state, drill.report) == ("failed", {})
    assert rows() == before


def test_whose_worker_died_failed_and_is_not_played_again(channel):
    now = timezone.now()
    drill = ask_drill(make_plan(), channel, cases=20, actor=make_agent(), now=now)
    Drill.objects.update(state="playing", begun_at=now - PATIENCE)

    assert play_waiting(now) == 0
    drill.refresh_from_db()
    assert drill.state == "failed"


@pytest.mark.parametrize("wrong", [{"cases": 21}, {"cases": 1_000_000}, {"channel": "other"}])
def test_a_drill_is_of_the_plans_channels_and_of_a_count_that_is_offered(channel, wrong):
    plan = make_plan(channels=[channel])
    given = {"channel": channel, "cases": 20} | wrong
    if given["channel"] == "other":
        given["channel"] = make_channel()

    with pytest.raises(ValidationError):
        ask_drill(plan, **given, actor=make_agent(), now=NOW)
    assert not Drill.objects.exists()
    assert not Checklist.objects.exists()


def test_a_lead_starts_a_drill_on_the_page_and_reads_what_came_of_it(channel, monkeypatch):
    desk = sign_in(Client(), make_agent("sofia", is_superuser=True))
    plan = make_plan(channels=[channel])
    assert "Rehearse an outage" in desk.get(f"/lead/plans/{plan.slug}/").text

    begun = desk.post(
        f"/lead/plans/{plan.slug}/drill/", {"channel": channel.pk, "cases": "20"}, follow=True
    )
    assert "The rehearsal is running" in begun.text
    play_drills()
    shown = desk.get(begun.redirect_chain[0][0]).text
    assert "All 20 customers would have been told. Nothing was sent." in shown
    assert "nothing: no message and no case" in shown
    assert "the channel has been watched for less than a week" in shown
    assert "10 of 10 that arrived</td>" in shown
    assert Checklist.objects.count() == 1

    kept = Drill.objects.get().report | {"asked_nothing": 0}
    for why, told in [
        ({"walked": 10}, "0 of 10 that arrived<br>the other guides stopped at a question"),
        ({"walked": 0}, "no guide begins for payments of this channel"),
        ({"is_learned": True}, "so few failures are not unusual on this channel"),
    ]:
        Drill.objects.update(report=kept | why)
        assert told in desk.get(begun.redirect_chain[0][0]).text

    wrong = desk.post(f"/lead/plans/{plan.slug}/drill/", {"cases": "7"}, follow=True)
    assert "Please choose a channel and how many cases." in wrong.text
    Drill.objects.update(state="failed")
    assert "The rehearsal did not finish" in desk.get(begun.redirect_chain[0][0]).text
