"""The storm: messages queued all the while that everything around them is killed."""

import math
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from tests.faults.crew import Crew
from tests.faults.outbox import (
    empty_outbox,
    make_customers,
    read_rows,
    shuffled,
    state_counts,
    tell,
    wait_until_settled,
)
from tests.faults.receipts import Reporter, wrongly_recorded
from tests.faults.stage import Stage, patiently, say
from tests.faults.verdicts import Verdict, at_most, judge_storm, none_of
from tests.faults.weather import Weather

MESSAGES_PER_SECOND = 32
SMS_EVERY = 5  # every fifth message
CUSTOMERS_PER_MESSAGE = 5  # caps let nobody have many
CALM_SECONDS = 600.0
BROKER_AWAY_SECONDS = 2.0
TICK_SECONDS = 0.25


@dataclass(frozen=True)
class Plan:
    """How many messages, and what is killed meanwhile."""

    messages: int = 10_000
    worker_kills: int = 20
    broker_kills: int = 5
    database_kills: int = 3
    flushes: int = 1
    seed: str = "1"
    hangs: bool = True  # whether providers run into time-outs as well

    @classmethod
    def of(cls, messages: int, seed: str) -> "Plan":
        """Return a plan with as many kills as so many messages deserve: at least one of each."""
        whole = cls()
        share = min(messages / whole.messages, 1.0)
        return cls(
            messages,
            worker_kills=math.ceil(whole.worker_kills * share),
            broker_kills=math.ceil(whole.broker_kills * share),
            database_kills=math.ceil(whole.database_kills * share),
            seed=seed,
        )

    @property
    def seconds(self) -> float:
        return self.messages / MESSAGES_PER_SECOND

    def moments(self) -> list[tuple[float, str]]:
        """Return what is done when, in seconds from the start."""
        chance = random.Random(self.seed)
        kills = ["parent", "child"] * (self.worker_kills // 2) + ["child"] * (self.worker_kills % 2)
        named = [
            *kills,
            *["broker"] * self.broker_kills,
            *["database"] * self.database_kills,
            *["flush"] * self.flushes,
        ]
        # One in each slot, so that a worker that has just been started gets to work.
        slot = self.seconds * 0.95 / max(len(named), 1)
        return [
            (slot * (number + chance.random()), name)
            for number, name in enumerate(shuffled(chance, named))
        ]


class Producer(threading.Thread):
    """Queues messages at an even pace, each in a transaction of its own, until all are stored."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(daemon=True)
        self.plan = plan
        self.committed: list[str] = []
        self.slowest = 0.0

    def run(self) -> None:
        customers = make_customers(max(self.plan.messages // CUSTOMERS_PER_MESSAGE, 1))
        started_at = time.monotonic()
        for number in range(self.plan.messages):
            due_at = started_at + number / MESSAGES_PER_SECOND
            time.sleep(max(due_at - time.monotonic(), 0))
            customer = customers[number % len(customers)]
            self.committed.append(patiently(lambda n=number, c=customer: self._queue(c, n)))
        connection.close()

    def _queue(self, customer: object, number: int) -> str:
        begun_at = time.monotonic()
        with transaction.atomic():
            stored = tell(
                customer,  # type: ignore[arg-type]
                number,
                channel="email" if number % SMS_EVERY else "sms",
                event="agent-reply" if number % 3 else "complaint-answered",
            )
        self.slowest = max(self.slowest, time.monotonic() - begun_at)
        return str(stored.pk)


def storm(stage: Stage, plan: Plan) -> list[Verdict]:
    """Queue, kill, wait for the calm, and judge."""
    empty_outbox()
    weather = Weather(plan.seed, hangs=plan.hangs)
    weather.rule(stage.mail, stage.text)
    producer, reporter = Producer(plan), Reporter(stage.text, plan.seed)
    with stage.crew() as crew:
        producer.start()
        reporter.start()
        kills = _rage(stage, crew, plan, producer)
        producer.join()
        weather.is_calm = True
        crew.replace_dead()
        say(f"calm: {dict(state_counts())}; faults {weather.counts}")
        settled = wait_until_settled(CALM_SECONDS)
        reporter.finish()
        wait_until_settled(60)  # stand-ins for what the last receipts told of
    say(f"end: {dict(patiently(state_counts))}; killed {kills}; {reporter.sent} receipts")
    return [
        at_most(
            "seconds from calm to the last end state", settled or CALM_SECONDS * 2, CALM_SECONDS
        ),
        at_most("slowest commit", producer.slowest, 2.0, " s"),
        none_of("workers and timetables that ended by themselves", crew.exits()),
        *judge_storm(read_rows(), producer.committed, stage.mail.seen(), stage.text.seen()),
        *_judge_receipts(reporter),
        *_judge_kills(plan, kills),
    ]


def _rage(stage: Stage, crew: Crew, plan: Plan, producer: threading.Thread) -> dict[str, int]:
    """Kill by the plan until all is queued; return how often each was killed.

    In this thread, for a server dies with the thread that started it.
    """
    chance = random.Random(f"{plan.seed}:victims")
    done: dict[str, int] = {}
    acts: dict[str, Callable[[], object]] = {
        "parent": lambda: crew.kill_parent(chance),
        "child": lambda: crew.kill_child(chance),
        "broker": lambda: _kill_broker(stage),
        "database": stage.kill_database,
        "flush": stage.broker.flush,
    }
    moments = plan.moments()
    started_at = time.monotonic()
    while moments or producer.is_alive():
        crew.replace_dead()
        # A child that is not there yet is killed at the next tick.
        if moments and time.monotonic() - started_at >= moments[0][0]:
            name = moments[0][1]
            if acts[name]() != 0:
                moments.pop(0)
                done[name] = done.get(name, 0) + 1
                say(f"{name} killed; {dict(patiently(state_counts))}")
        time.sleep(TICK_SECONDS)
    return done


def _kill_broker(stage: Stage) -> None:
    stage.kill_broker()
    time.sleep(BROKER_AWAY_SECONDS)
    stage.broker.start()


def _judge_receipts(reporter: Reporter) -> list[Verdict]:
    taken = [code for code in reporter.forged if code < 400]
    return [
        none_of("forged receipts taken", taken, len(reporter.forged)),
        none_of(
            f"SMS that end other than their receipts say ({len(reporter.unknown)} of none of ours)",
            wrongly_recorded(reporter),
            len(reporter.told),
        ),
    ]


def _judge_kills(plan: Plan, kills: dict[str, int]) -> list[Verdict]:
    workers = kills.get("parent", 0) + kills.get("child", 0)
    wanted = {
        "workers": (workers, plan.worker_kills),
        "broker": (kills.get("broker", 0), plan.broker_kills),
        "database": (kills.get("database", 0), plan.database_kills),
        "flush": (kills.get("flush", 0), plan.flushes),
    }
    return [
        Verdict(f"kill -9 done: {name}", f"{done} of {planned}", done == planned)
        for name, (done, planned) in wanted.items()
    ]
