"""Who holds a message: a dead worker loses it soon, a slow one keeps it."""

import subprocess
import time

from support.notifications.models import Notification, State
from tests.faults.crew import Crew, children_of
from tests.faults.outbox import claims_of, empty_outbox, make_customers, tell
from tests.faults.stage import Stage, wait_for
from tests.faults.verdicts import Verdict, at_most, none_of
from tests.notifications.raw_smtp import Answer, Hang

TAKEN_OVER_SECONDS = 60.0
HANGS = Hang(300)
SLOW_REPLY_SECONDS = 25.0  # each within the time-out of 30 s


def takeover(stage: Stage, *, messages: int = 60) -> list[Verdict]:
    """Kill a worker, with all its processes, in the middle of a batch; others live."""
    empty_outbox()
    hung: list[str] = []
    stage.mail.on_mail = lambda pk: _hang_the_first(hung, pk)
    with stage.crew() as crew:
        for number, customer in enumerate(make_customers(messages)):
            tell(customer, number)
        wait_for(lambda: bool(hung), seconds=60)
        # What the others hold is sent meanwhile.
        wait_for(lambda: stage.mail.count >= messages // 2, seconds=20)
        victim, held = _holder_of(crew, hung[0])
        crew.kill_whole(victim)
        killed_at = time.monotonic()
        wait_for(lambda: not _still_held(held), seconds=120)
        taken_over = time.monotonic() - killed_at
        wait_for(lambda: stage.mail.count >= messages, seconds=30)
        arrived = time.monotonic() - killed_at
    return [
        Verdict("claims that the dead worker held", f"{len(held)}", bool(held)),
        at_most("seconds until all of them were taken over", taken_over, TAKEN_OVER_SECONDS),
        at_most("seconds until all of them arrived", arrived, TAKEN_OVER_SECONDS * 1.5),
        none_of("messages that did not arrive once", _not_once(stage, messages), messages),
    ]


def slow_send(stage: Stage) -> list[Verdict]:
    """Have the server take its time over each reply, while others look for something to do."""
    empty_outbox()
    slow, *others = make_customers(20)
    server = stage.mail.server
    server.on_recipient = server.on_data = lambda address: _take_time(address == slow.email)
    begun_at = time.monotonic()
    with stage.crew():
        for number, customer in enumerate([slow, *others]):
            tell(customer, number)
        message = Notification.objects.get(customer=slow)
        stage.mail.on_mail = lambda pk: _take_time(pk == str(message.pk))
        holders: set[str] = set()
        took = wait_for(lambda: _has_ended(message, holders), seconds=150, every=0.5)
    message.refresh_from_db()
    received = [seen for seen in stage.mail.taken() if seen.pk == str(message.pk)]
    took = took or time.monotonic() - begun_at
    return [
        Verdict("seconds that one send took", f"{took:.0f}", 60 < took < 120),
        Verdict("workers that held it", f"{len(holders)}", len(holders) == 1),
        Verdict("times it was tried and received", f"{message.attempts}, {len(received)}",
                (message.attempts, len(received)) == (1, 1)),
        none_of("others that did not arrive once", _not_once(stage, 20), 20),
    ]  # fmt: skip


def _hang_the_first(hung: list[str], pk: str) -> Answer:
    if not hung:
        hung.append(pk)
        return HANGS
    return None


def _take_time(is_slow: bool) -> Answer:
    time.sleep(SLOW_REPLY_SECONDS if is_slow else 0)
    return None


def _holder_of(crew: Crew, pk: str) -> tuple[subprocess.Popen[bytes], dict[str, str]]:
    """Return the worker that holds a message, and all that it holds with their holders."""
    holder = Notification.objects.get(pk=pk).claimed_by
    process = int(holder.split(":")[1])
    worker = next(worker for worker in crew.workers if process in children_of(worker.pid))
    pids = {str(pid) for pid in children_of(worker.pid)}
    held = Notification.objects.filter(state=State.CLAIMED).values_list("pk", "claimed_by")
    return worker, {str(key): name for key, name in held if name.split(":")[1] in pids}


def _still_held(held: dict[str, str]) -> list[str]:
    now = claims_of(held)
    return [pk for pk, holder in held.items() if now[pk][:2] == (State.CLAIMED, holder)]


def _has_ended(message: Notification, holders: set[str]) -> bool:
    state, holder, _lease = claims_of([message.pk])[str(message.pk)]
    if holder:
        holders.add(holder)
    return state not in (State.QUEUED, State.CLAIMED)


def _not_once(stage: Stage, messages: int) -> list[str]:
    received = [seen.pk for seen in stage.mail.taken()]
    missing = messages - len(set(received))
    return [pk for pk in set(received) if received.count(pk) > 1] + ["missing"] * missing
