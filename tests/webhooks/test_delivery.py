"""Events reach good receivers in order, whatever bad ones do."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from support.audit.models import Entry
from support.cases.changing.services import Change, change_case
from support.cases.models import Case
from support.webhooks import calling, delivery
from support.webhooks.delivery import claim, deliver
from support.webhooks.models import Attempt, Delivery, Endpoint, State
from support.webhooks.services import change_endpoint, replay
from tests.ending import ends
from tests.factories import make_agent, make_case
from tests.webhooks.receiving import hanging, make_receiver, receiving

pytestmark = pytest.mark.django_db
WALK = ["low", "high", "urgent", "normal"]


def work(case: Case) -> list[str]:
    """Let five things happen to a case; return them as they are told."""
    agent = make_agent()
    for priority in WALK:
        case = change_case(
            case, Change(priority=priority), seen=case.version, now=timezone.now(), actor=agent
        )
    return ["case.opened", *["case.priority"] * len(WALK)]


def test_four_bad_receivers_slow_nobody_and_lose_nothing(monkeypatch):
    """One hangs, one refuses, one leads inside, one says 500 for an hour; time is simulated."""
    for module in (calling, delivery):
        monkeypatch.setattr(module, "CALL_SECONDS", 2.5)
    start = timezone.now()
    with time_machine.travel(start, tick=True) as clock, receiving() as good, receiving() as ill:
        with receiving() as away, hanging() as port:
            away.answer = lambda: (302, {"Location": good.url})
            ill.answer = lambda: (500, {})
            for name, one in {"good": good, "ill": ill, "away": away, "hangs": port}.items():
                make_receiver(one, name)
            make_receiver(1, "refuses")
            cases = [make_case() for _ in range(6)]
            told = {case.reference: work(case) for case in cases}

            with ends():  # the hanging one holds it for a call's time, not for thirty
                deliver(budget_seconds=2.0)

            assert {case: good.of(case) for case in told} == told
            assert Endpoint.objects.get(name="good").failures == 0
            bad = Delivery.objects.exclude(endpoint__name="good")
            assert not bad.filter(state=State.DELIVERED).exists()
            assert all("inside" not in row.words for row in Attempt.objects.all())

        for _ in range(12):
            clock.shift(timedelta(minutes=5))
            Delivery.objects.exclude(endpoint__name="ill").filter(state=State.QUEUED).delete()
            deliver(budget_seconds=0.3)
        assert ill.heard == []
        calls = Attempt.objects.filter(delivery__endpoint__name="ill").count()
        assert 6 <= calls < 60  # an hour's worth, and no hammering

        ill.answer = lambda: (204, {})
        for _ in range(20):
            clock.shift(timedelta(minutes=30))
            deliver(budget_seconds=0.5)
            if len(ill.heard) == 30:
                break
        assert {case: ill.of(case) for case in told} == told
        assert len(set(ill.ids)) == 30
        assert not Delivery.objects.exclude(state=State.DELIVERED).exists()


def test_a_receiver_that_answers_drop_by_drop_is_given_up(monkeypatch):
    monkeypatch.setattr(calling, "CALL_SECONDS", 0.5)
    with hanging(says=b"H", every=0.05) as port:
        make_receiver(port)
        make_case()

        with ends():
            deliver(budget_seconds=0.1)

    (attempt,) = Attempt.objects.all()
    assert attempt.status is None
    assert "Timeout" in attempt.words or "Protocol" in attempt.words


def test_events_of_one_case_leave_one_after_the_other():
    endpoint = make_receiver(1)
    case, other = make_case(), make_case()
    work(case)
    now = timezone.now()

    first = claim(endpoint, 10, now)
    second = claim(endpoint, 10, now)

    assert [row.subject for row in first] == [case.reference, other.reference]
    assert [row.topic for row in first] == ["case.opened", "case.opened"]
    assert second == []


def test_what_a_dead_worker_held_is_sent_under_the_same_id():
    with receiving() as receiver:
        endpoint = make_receiver(receiver)
        make_case()
        (held,) = claim(endpoint, 1, timezone.now())
        Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1), claimed_by="x")

        assert deliver() == 1

        assert receiver.ids == [held.webhook_id]


def test_what_an_earlier_round_of_ours_left_is_sent_again():
    """A round that broke off leaves it in the name of a process that lives and beats."""
    with receiving() as receiver:
        endpoint = make_receiver(receiver)
        make_case()
        (held,) = claim(endpoint, 1, timezone.now())

        assert deliver() == 1

        assert receiver.ids == [held.webhook_id]


def test_a_name_that_nobody_answers_for_is_a_failure_and_held_by_nobody(monkeypatch):
    monkeypatch.setattr(delivery, "CALL_SECONDS", 0.1)
    hangs = threading.Event()
    monkeypatch.setattr(delivery, "call", lambda _wanted: hangs.wait(20))
    endpoint = make_receiver(1)
    make_case()

    assert deliver(budget_seconds=0.1) == 1
    hangs.set()

    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.claimed_by) == (State.QUEUED, 1, "")
    assert Attempt.objects.get().words == "no answer in time"
    endpoint.refresh_from_db()
    assert endpoint.failing_since is not None


def test_while_another_worker_is_at_it_nothing_is_begun():
    with receiving() as receiver:
        endpoint = make_receiver(receiver)
        make_case()
        make_case()
        claim(endpoint, 1, timezone.now())
        Delivery.objects.filter(state=State.CLAIMED).update(claimed_by="somebody else")

        assert deliver() == 0


def test_a_receiver_says_when_to_come_back():
    with receiving() as receiver:
        receiver.answer = lambda: (503, {"Retry-After": "1800"})
        make_receiver(receiver)
        make_case()

        deliver()

    row = Delivery.objects.get()
    assert row.not_before >= timezone.now() + timedelta(minutes=29)
    assert (row.state, row.attempts) == (State.QUEUED, 1)


def test_an_endpoint_that_failed_for_days_is_ended_with_a_notice_to_leads(client):
    endpoint = make_receiver(1)
    make_case()
    Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=5, minutes=1))

    deliver()

    endpoint.refresh_from_db()
    assert (endpoint.is_on, endpoint.off_reason) == (False, Endpoint.Off.FAILED)
    assert Delivery.objects.get().state == State.QUEUED
    entry = Entry.objects.latest("pk")
    assert (entry.kind, entry.actor, entry.values["name"]) == ("webhook_ended", None, "erp")
    make_case()
    assert Delivery.objects.count() == 1


def test_one_that_is_gone_is_ended_at_once():
    with receiving() as receiver:
        receiver.answer = lambda: (410, {})
        endpoint = make_receiver(receiver)
        make_case()

        deliver()

    endpoint.refresh_from_db()
    assert endpoint.off_reason == Endpoint.Off.GONE


def test_on_again_it_is_told_at_once_what_waited():
    with receiving() as receiver:
        endpoint = make_receiver(receiver)
        case = make_case()
        Delivery.objects.update(not_before=timezone.now() + timedelta(hours=1))
        who = {"actor": make_agent(), "now": timezone.now()}
        change_endpoint(endpoint, is_on=False, **who)
        assert deliver() == 0

        change_endpoint(endpoint, is_on=True, **who)
        deliver()

        assert receiver.of(case.reference) == ["case.opened"]


def test_one_event_that_is_refused_for_days_no_longer_holds_up_its_case():
    with receiving() as receiver:
        answers = iter([(400, {})])
        receiver.answer = lambda: next(answers, (200, {}))
        make_receiver(receiver)
        case = make_case()
        work(case)
        now = timezone.now()
        first = Delivery.objects.earliest("pk")
        Delivery.objects.filter(pk=first.pk).update(first_tried_at=now - timedelta(days=3, hours=1))
        Endpoint.objects.update(accepted_at=now - timedelta(minutes=5))

        deliver()

        first.refresh_from_db()
        assert first.state == State.FAILED
        assert receiver.of(case.reference) == ["case.priority"] * 4


def test_a_replay_keeps_the_id_and_is_in_the_log():
    with receiving() as receiver:
        endpoint = make_receiver(receiver)
        make_case()
        make_case()
        deliver()
        who = {"actor": make_agent("lena"), "now": timezone.now()}
        first = Delivery.objects.earliest("pk")

        assert replay(endpoint, deliveries=[first.pk], **who) == 1
        deliver()
        assert replay(endpoint, since=first.happened_at, **who) == 2
        assert replay(endpoint, since=first.happened_at, only_failed=True, **who) == 0
        deliver()

    assert receiver.ids.count(first.webhook_id) == 3
    assert len(receiver.ids) == 5
    assert Attempt.objects.filter(delivery=first, status=204).count() == 3
    logged = Entry.objects.filter(kind=Entry.Kind.WEBHOOK_REPLAYED).order_by("pk")
    assert [entry.values["number"] for entry in logged] == [1, 2]
