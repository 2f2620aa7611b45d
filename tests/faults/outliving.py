"""A worker and the timetable stay, whatever befalls the broker and the database meanwhile."""

import time
from collections.abc import Callable

import redis

from tests.faults.outbox import empty_outbox, make_customers, tell, wait_until_settled
from tests.faults.stage import Stage, patiently, wait_for
from tests.faults.verdicts import Verdict, none_of

SECONDS_A_MAIL = 0.1
AWAY_SECONDS = 4.0
HANGS_SECONDS = 8.0  # longer than the worker waits for an answer


def outlive(stage: Stage, *, mails: int = 100, only: tuple[str, ...] = ()) -> list[Verdict]:
    """Have one worker send, and do to its servers what production does, one after the other."""
    return [
        verdict
        for name, fault in FAULTS.items()
        if not only or name in only
        for verdict in _judge(stage, name, fault, mails)
    ]


def _judge(stage: Stage, name: str, fault: Callable[[Stage], None], mails: int) -> list[Verdict]:
    empty_outbox()
    before = stage.mail.count
    stage.mail.on_mail = lambda _pk: time.sleep(SECONDS_A_MAIL)
    customers = make_customers(mails, phones=False)
    with stage.crew(workers=1) as crew:
        for number, customer in enumerate(customers):
            tell(customer, number)
        wait_for(lambda: stage.mail.count - before >= mails // 5, seconds=60)
        fault(stage)
        for number, customer in enumerate(customers):
            patiently(lambda n=number, c=customer: tell(c, mails + n))  # type: ignore[misc]
        settled = wait_until_settled(120)
        exits = crew.exits()
    arrived = [seen.pk for seen in stage.mail.taken()[before:]]
    return [
        none_of(f"{name}: workers and timetables that ended", exits),
        Verdict(f"{name}: all sent, in seconds", f"{settled}", settled is not None),
        Verdict(
            f"{name}: e-mails that arrived",
            f"{len(set(arrived))} of {2 * mails}",
            len(set(arrived)) == 2 * mails,
        ),
        none_of(f"{name}: e-mails sent twice", {pk for pk in arrived if arrived.count(pk) > 1}),
    ]


def _killed_for_a_while(stage: Stage) -> None:
    stage.kill_broker()
    time.sleep(AWAY_SECONDS)
    stage.broker.start()


def _killed_and_back(stage: Stage) -> None:
    """The task under way then ends after its connection: its acknowledgement has nowhere to go."""
    stage.kill_broker()
    stage.broker.start()


def _emptied(stage: Stage) -> None:
    stage.broker.flush()


def _hung(stage: Stage) -> None:
    stage.broker.freeze()
    time.sleep(HANGS_SECONDS)
    stage.broker.thaw()


def _disk_full(stage: Stage) -> None:
    """Its snapshots fail, so it refuses to write: a folder stands where the file should be."""
    with stage.broker.client() as client:
        in_the_way = stage.broker.folder / "dump.rdb"
        (in_the_way / "full").mkdir(parents=True)
        client.config_set("stop-writes-on-bgsave-error", "yes")
        client.config_set("save", "3600 1")
        client.bgsave()
        wait_for(lambda: _refuses(client), seconds=10)
        time.sleep(AWAY_SECONDS + HANGS_SECONDS)  # the task under way ends meanwhile
        (in_the_way / "full").rmdir()
        in_the_way.rmdir()
        client.config_set("save", "")
        client.config_set("stop-writes-on-bgsave-error", "no")


def _memory_full(stage: Stage) -> None:
    with stage.broker.client() as client:
        client.config_set("maxmemory", 1)
        time.sleep(AWAY_SECONDS)
        client.config_set("maxmemory", 0)


def _database_gone(stage: Stage) -> None:
    assert stage.database is not None
    stage.database.kill()
    time.sleep(AWAY_SECONDS)
    stage.database.start()


def _refuses(client: redis.Redis) -> bool:
    try:
        client.set("casewalk-written", 1)
    except redis.ResponseError:
        return True
    return False


FAULTS: dict[str, Callable[[Stage], None]] = {
    "broker killed": _killed_for_a_while,
    "broker killed and back": _killed_and_back,
    "broker emptied": _emptied,
    "broker hung": _hung,
    "broker's disk full": _disk_full,
    "broker's memory full": _memory_full,
    "database gone": _database_gone,
}
