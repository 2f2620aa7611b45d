"""A drill while people are served: its report against the log of what was sent, counted plainly."""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event as Signal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from support.cases.models import Case
from support.incidents.models import CaseLink, Incident
from support.incidents.watching.models import Watch
from support.incidents.watching.services import watch
from support.lead.drills import playing
from support.lead.drills.services import ask_drill, play_waiting
from support.notifications.delivery.draining import drain
from support.notifications.models import Notification
from support.notifications.transports import ways_of
from support.operations.plans.models import Checklist, Drill
from support.operations.plans.services import end_checklist, tick
from support.payments.models import Channel, Payment
from tests.factories import make_agent, make_channel, make_payment
from tests.intake.signing import send
from tests.notifications.conftest import sink
from tests.plans.world import make_plan

__all__ = ["sink"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tree")]
MINUTE = timedelta(minutes=1)
CASES, REAL = 50, 12
RATE = 0.5  # messages a second
PATIENCE_SECONDS = 60


@dataclass
class Simulator:
    """What stands between the play and the product, with a log that nothing of either reads.

    `sent` is each report of a payment: when by the play's clock, which payment, which rung.
    """

    channel: Channel
    sent: list[tuple[datetime, str, str]] = field(default_factory=list)
    proposed: list[datetime] = field(default_factory=list)
    linked: list[tuple[int, float]] = field(default_factory=list)  # how many were sent, seconds
    told: list[int] = field(default_factory=list)  # how many were sent
    seconds: float = 0.0  # of a clock that goes on while cases are linked, and only then
    begun: Signal = field(default_factory=Signal)
    may_go_on: Signal = field(default_factory=Signal)

    def wrap(self, monkeypatch: pytest.MonkeyPatch) -> None:
        doors: dict[str, Callable[..., Any]] = {
            "receive_news": self._receive, "watch": self._watch, "link_earlier_of": self._link,
            "walk_linked_anew": self._walk, "tell_linked_of": self._tell,
        }  # fmt: skip
        for name, door in doors.items():
            real = getattr(playing, name)
            monkeypatch.setattr(playing, name, _behind(door, real))
        monkeypatch.setattr(playing, "time", SimpleNamespace(monotonic=lambda: self.seconds))

    def _receive(self, real: Any, event: Any, news: Any, *, now: datetime) -> Any:
        self.sent.append((now, news.reference, news.status))
        self.begun.set()
        return real(event, news, now=now)

    def _watch(self, real: Any, now: datetime) -> list[Incident]:
        found: list[Incident] = real(now)
        if any(one.channels.filter(pk=self.channel.pk).exists() for one in found):
            self.proposed.append(now)
        return found

    def _link(self, real: Any, pk: int, now: datetime) -> None:
        self.linked.append((len(self.sent), 7.0))
        self.seconds += 7
        real(pk, now)

    def _walk(self, real: Any, now: datetime, **more: Any) -> int:
        if len(self.linked) == 1:
            self.linked.append((len(self.sent), 5.0))
            self.seconds += 5
        count: int = real(now, **more)
        return count

    def _tell(self, real: Any, incident: Incident, now: datetime) -> int:
        self.told.append(len(self.sent))
        assert self.may_go_on.wait(PATIENCE_SECONDS)
        count: int = real(incident, now)
        return count


def _behind(door: Callable[..., Any], real: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given, **more: door(real, *given, **more)


def report_by_hand(log: Simulator, waiting: int) -> dict[str, Any]:
    """Count the report from the log alone. `waiting` is how many mass messages leave before."""

    def of(rung: str, sent: list[tuple[datetime, str, str]]) -> set[str]:
        return {reference for _at, reference, told in sent if told == rung}

    failed = of("failed", log.sent)
    credited = of("credited", log.sent)
    first = min(at for at, _reference, rung in log.sent if rung == "failed")
    before = of("failed", log.sent[: log.linked[0][0]])
    told = of("failed", log.sent[: log.told[0]])
    clock = 0.0
    for _message in range(waiting + len(told)):
        clock += 1 / RATE
    return {
        "payments": len({reference for _at, reference, _rung in log.sent}),
        "cases": len(failed),
        "detected_after": (log.proposed[0] - first) // MINUTE,
        "is_learned": True,
        "linked_before": len(before),
        "linked_on_arrival": len(failed - before),
        "walked": len(failed - before),
        "asked_nothing": len(failed - before),
        "customers": len(failed),
        "told": len(told),
        "messages": {"email": len(told)},
        "link_seconds": sum(seconds for _count, seconds in log.linked),
        "tell_seconds": math.ceil(clock),
        "credited": len(credited),
        "told_credited": len(credited),
        "back_in_queue": len(failed - credited),
        "left_behind": 0,
    }


class Traffic:
    """Real payments of the same channel that fail, and the worker that writes about them."""

    def __init__(self, channel: Channel) -> None:
        self.channel, self.is_over = channel, Signal()
        self.addresses = [f"real-{number}@people.example" for number in range(REAL)]

    def report(self, log: Simulator) -> None:
        """Report failures from the moment that the drill has begun; half before it goes on."""
        assert log.begun.wait(PATIENCE_SECONDS)
        client = Client()
        for number, address in enumerate(self.addresses):
            if number == REAL // 2:
                log.may_go_on.set()
            payment = {
                "reference": f"REAL-{number}", "direction": "payout", "amount": "5.00",
                "currency": "GBP", "channel": self.channel.code, "status": "failed",
                "customer": {"id": f"r{number}", "name": "Mock Rowan", "email": address,
                             "locale": ("en-GB", "zh-CN")[number % 2]},
            }  # fmt: skip
            told = timezone.now().isoformat()
            event = {"type": "payment.failed", "occurred_at": told, "payment": payment}
            assert send(event, f"real-{number}", client=client).status_code == 202

    def deliver(self) -> None:
        while not self.is_over.wait(0.05):
            drain("email", budget_seconds=1)
        drain("email", budget_seconds=20)
        ways_of("email")[0].transport.close()


def in_a_thread(done: Callable[[], Any]) -> Any:
    try:
        return done()
    finally:
        connection.close()


def learned(now: datetime) -> Channel:
    """Return a channel that has been watched for longer than it takes to know it."""
    channel = make_channel()
    make_payment(channel=channel, initiated_at=now - timedelta(days=9))
    watch(now - timedelta(days=9))
    Watch.objects.update(next=int(now.timestamp()) // 60 - 1)
    return channel


def test_a_drill_among_real_payments_reports_what_was_sent_and_writes_to_nobody(monkeypatch, sink):
    now = timezone.now().replace(second=0, microsecond=0)
    channel = learned(now)
    drill = ask_drill(make_plan(), channel, cases=CASES, actor=make_agent(), now=now)
    log, traffic = Simulator(channel), Traffic(channel)
    log.wrap(monkeypatch)
    monkeypatch.setattr(playing, "settings", SimpleNamespace(EMAIL_RATE=RATE, SMS_RATE=0))

    with ThreadPoolExecutor(3) as threads:
        reports = threads.submit(in_a_thread, lambda: traffic.report(log))
        delivers = threads.submit(in_a_thread, traffic.deliver)
        played = threads.submit(in_a_thread, lambda: play_waiting(now))
        reports.result(timeout=PATIENCE_SECONDS)
        played.result(timeout=2 * PATIENCE_SECONDS)
        traffic.is_over.set()
        delivers.result(timeout=PATIENCE_SECONDS)

    drill.refresh_from_db()
    assert (drill.state, drill.report) == (Drill.State.DONE, report_by_hand(log, waiting=0))
    assert {message["To"] for message in sink.messages} == set(traffic.addresses)
    theirs = Notification.objects.exclude(address__in=traffic.addresses)
    assert not theirs.exists()
    assert Case.objects.count() == REAL
    opened = Payment.objects.exclude(cases=None).values_list("reference", flat=True)
    assert set(opened) == {f"REAL-{number}" for number in range(REAL)}
    assert not Incident.objects.exists()
    assert not CaseLink.objects.exists()


def test_the_late_steps_of_a_drill_are_those_of_the_log():
    now, lead = timezone.now(), make_agent()
    begun = ask_drill(make_plan(), make_channel(), cases=20, actor=lead, now=now).checklist
    due = {item.position: item.due_at for item in begun.items.all()}
    log: list[tuple[int, datetime]] = []

    for item, minutes in zip(begun.items.all(), (4, 12), strict=False):
        at = now + minutes * MINUTE
        log.append((item.position, at))
        tick(item, is_done=True, actor=lead, now=at)
    ended_at = now + 40 * MINUTE
    end_checklist(begun, now=ended_at)

    done = dict(log)
    late = [place for place, by in due.items() if done.get(place, ended_at) > by]
    (shown,) = Checklist.objects.for_list(now + timedelta(days=1))
    assert (shown.count, shown.done, shown.late) == (len(due), len(done), len(late)) == (3, 2, 2)
