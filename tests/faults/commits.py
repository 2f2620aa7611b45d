"""What a commit means: rolled back nothing is told, without a broker it is told soon."""

import time

from django.db import transaction
from django.utils import timezone

from support.cases.models import Case
from support.cases.opening import Opening
from support.cases.services import open_case, resolve_case
from support.notifications.models import Notification
from tests.faults.outbox import empty_outbox, make_customers
from tests.faults.stage import Stage, wait_for
from tests.faults.verdicts import Verdict, at_most, none_of

LONGEST_COMMIT_SECONDS = 1.0
SENT_AFTER_RETURN_SECONDS = 60.0
QUIET_SECONDS = 5.0  # so long nothing more may come


def rollback(stage: Stage, *, cases: int = 1000) -> list[Verdict]:
    """Resolve cases in transactions of which every second is rolled back."""
    opened = _open_cases(cases)
    with stage.crew():
        for number, case in enumerate(opened):
            with transaction.atomic():
                _resolve(case)
                transaction.set_rollback(bool(number % 2))
        kept = cases - cases // 2
        wait_for(lambda: stage.mail.count >= kept, seconds=120)
        time.sleep(QUIET_SECONDS)
    received = {seen.pk for seen in stage.mail.taken()}
    stored = {str(row.pk): row.thread for row in Notification.objects.all()}
    taken_back = {case.reference for case in opened[1::2]}
    told = [pk for pk in received if stored.get(pk, "none of ours") in taken_back]
    return [
        none_of("messages for changes that were rolled back", told, cases // 2),
        none_of("messages at the provider and not in the outbox", received - set(stored)),
        Verdict("messages for changes that were kept", f"{len(received)} of {kept}",
                len(received) == kept),
    ]  # fmt: skip


def broker_down(stage: Stage, *, cases: int = 1000) -> list[Verdict]:
    """Resolve cases while the broker is away, and have it come back."""
    opened = _open_cases(cases)
    took: list[float] = []
    with stage.crew() as crew:
        time.sleep(QUIET_SECONDS)  # the workers are at the broker by now
        stage.kill_broker()
        away_at = time.monotonic()
        for case in opened:
            begun_at = time.monotonic()
            _resolve(case)
            took.append(time.monotonic() - begun_at)
        away = time.monotonic() - away_at
        stage.broker.start()
        sent = wait_for(lambda: stage.mail.count >= cases, seconds=150, every=0.2)
        exits = crew.exits()
    received = [seen.pk for seen in stage.mail.taken()]
    return [
        Verdict("seconds the broker was away", f"{away:.1f}", True),
        at_most("slowest commit meanwhile", max(took), LONGEST_COMMIT_SECONDS, " s"),
        at_most("seconds from its return to the last mail", sent or 999, SENT_AFTER_RETURN_SECONDS),
        none_of("workers and timetables that ended", exits),
        none_of("mails sent twice", {pk for pk in received if received.count(pk) > 1}, cases),
    ]


def _open_cases(count: int) -> list[Case]:
    empty_outbox()
    now = timezone.now()
    opening = Opening(subject="The money has not arrived")
    customers = make_customers(count, phones=False)
    return [open_case(customer, opening=opening, now=now)[0] for customer in customers]


def _resolve(case: Case) -> None:
    resolve_case(case, now=timezone.now(), ending="cannot_be_done")
