"""Load, kills in turn, a rolling restart, and the comparison of what went in with what is there."""

import itertools
import random
import secrets
import time
from collections import Counter
from collections.abc import Callable

from django.contrib.auth.models import User
from knox.models import AuthToken

from support.cases.models import Case, Message
from support.intake.models import PaymentEvent
from support.notifications.models import Notification
from tests.faults.outbox import read_rows, state_counts, wait_until_settled
from tests.faults.stage import patiently, say
from tests.faults.verdicts import Verdict, at_most, judge_storm, none_of
from tests.production.house import Standing, wait_until_it_answers
from tests.production.load import Asking, Ledger, Load
from tests.production.pages import judge_pages
from troubleshooting.walks.models import WalkAnswer

CALM_SECONDS = 300.0
BROKER_AWAY_SECONDS = 2.0
RESTART_SECONDS = 1.0  # RestartSec of the units
FEWEST_KILLS_BETWEEN_SECONDS = 6.0


def trial(
    standing: Standing, *, seconds: float, events_a_second: float, agents: int
) -> list[Verdict]:
    password = secrets.token_urlsafe()
    user = User.objects.create_user("agent", password=password, is_staff=True, is_superuser=True)
    _token, secret = AuthToken.objects.create(user)
    house = standing.reached(secret)
    wait_until_it_answers(house)
    seen = judge_pages(standing.proxy.port, "agent", password)
    load = Load(house, events_a_second=events_a_second, agents=agents)
    load.start()
    kills = _kill_in_turn(standing, seconds)
    standing.replace_dead()
    wait_until_it_answers(house)
    say("rolling restart")
    before = Counter(load.ledger.again)
    begun_at = time.monotonic()
    with Asking(house, load.ledger):
        for machine in standing.machines:
            machine.restart_in_turn()
    took = time.monotonic() - begun_at
    sent_again = load.ledger.again - before
    load.stop()
    say(f"calm: {dict(state_counts())}")
    settled = wait_until_settled(CALM_SECONDS)
    return [
        *seen,
        *_judge_kills(kills),
        *_judge_restart(load.ledger, took, sent_again),
        *_judge_counts(load.ledger),
        at_most("seconds from calm to the last end state", settled or 9999, CALM_SECONDS),
        *judge_storm(
            read_rows(),
            {str(pk) for pk in Notification.objects.values_list("pk", flat=True)},
            standing.mail.seen(),
            standing.text.seen(),
        ),
    ]  # fmt: skip


def _kill_in_turn(standing: Standing, seconds: float) -> Counter[str]:
    """Kill -9 one part after the other until the time is up; each is started again a second later.

    In this thread, for a server dies with the thread that started it.
    """
    chance = random.Random("production")
    first, second = standing.machines
    crew = standing.crew

    def kill_broker() -> None:
        child = standing.broker._child
        assert child is not None
        child.process.kill()
        child.process.wait()
        time.sleep(BROKER_AWAY_SECONDS)
        standing.broker.start()

    def kill_database() -> None:
        standing.database.kill()
        standing.database.start()

    deeds: dict[str, Callable[[], object]] = {
        "web process": first.kill_one,
        "worker": lambda: crew.kill_parent(chance),
        "web machine 1": first.kill,
        "timetable": lambda: crew.beat.kill() if crew.beat else None,
        "proxy": standing.proxy.kill,
        "worker machine": lambda: crew.kill_whole(chance.choice(crew.workers)),
        "broker": kill_broker,
        "pooler": standing.pooler.kill,
        "web machine 2": second.kill,
        "worker's child": lambda: crew.kill_child(chance),
        "database": kill_database,
    }
    pause = max(seconds / len(deeds), FEWEST_KILLS_BETWEEN_SECONDS)
    pause = min(pause, 15.0)
    done: Counter[str] = Counter()
    ends_at = time.monotonic() + seconds
    for name in itertools.cycle(deeds):
        left = max(ends_at - time.monotonic(), FEWEST_KILLS_BETWEEN_SECONDS)
        _supervise(standing, min(pause, left))
        if time.monotonic() >= ends_at and len(done) == len(deeds):
            return done
        deeds[name]()
        done[name] += 1
        say(f"killed: {name}; {dict(patiently(state_counts))}")
        time.sleep(RESTART_SECONDS)
    raise AssertionError  # cycle never ends


def _supervise(standing: Standing, seconds: float) -> None:
    ends_at = time.monotonic() + seconds
    standing.replace_dead()
    while time.monotonic() < ends_at:
        time.sleep(RESTART_SECONDS)
        standing.replace_dead()


def _judge_kills(kills: Counter[str]) -> list[Verdict]:
    return [Verdict(f"kill -9 of {name}", str(times), times > 0) for name, times in kills.items()]


def _judge_restart(ledger: Ledger, took: float, again: Counter[str]) -> list[Verdict]:
    slowest = max((took for _at, took in ledger.asked), default=0.0)
    return [
        Verdict("seconds of rolling restart, four web processes", f"{took:.0f}", True),
        none_of("refused meanwhile, asked every 50 ms", ledger.refused, len(ledger.asked)),
        none_of("events and agents' posts refused meanwhile", list(again.elements())),
        Verdict("slowest answer meanwhile", f"{slowest:.2f} s", True),
    ]


def _judge_counts(ledger: Ledger) -> list[Verdict]:
    """Count in equals count out: of what was acknowledged nothing is missing or there twice."""
    events = Counter(PaymentEvent.objects.values_list("event_id", flat=True))
    opened = Counter(
        Case.objects.filter(payment__reference__startswith="PAY-PROD-").values_list(
            "payment__reference", flat=True
        )
    )
    cases = set(Case.objects.filter(payment=None).values_list("reference", flat=True))
    given = Counter(
        str(walk)
        for walk in WalkAnswer.objects.filter(actor__username="agent").values_list(
            "walk_id", flat=True
        )
    )
    replies = Counter(Message.objects.filter(kind="outgoing").values_list("body", flat=True))
    told = Notification.objects.filter(event="agent-reply").count()
    say(f"sent again because of {dict(ledger.again)}")
    return [
        none_of("given up by a sender", ledger.given_up),
        _same("events", len(ledger.events), events.total(), set(events) == ledger.events),
        _same("events' cases", len(ledger.events), opened.total(), len(opened) == opened.total()),
        _same("agents' cases", len(ledger.cases), len(cases), cases == ledger.cases),
        _same("answers", ledger.answers.total(), given.total(), given == ledger.answers),
        _same("replies", len(ledger.replies), replies.total(), set(replies) == ledger.replies),
        _same("replies in the outbox", len(ledger.replies), told),
    ]  # fmt: skip


def _same(claim: str, into: int, out: int, are_the_same: bool = True) -> Verdict:
    return Verdict(claim, f"{into} in, {out} out", into == out and are_the_same)
