"""Clocks that run out: a warning before, and what its rule says once it did. Each once, in sets."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from support.cases.clocks import MARKETS
from support.cases.models import OPEN_STATUSES, Case, CaseEvent, Clock, ClockAlarm, Status
from support.cases.models.clocked import ACTIVE, NO_COMPLAINT, UNANSWERED
from support.cases.models.market import promise_for
from support.cases.taking.sharing import give_back

AT_ONCE = 500
SETS = 20
# What ran out while no worker ran is told then; what is older is no news.
LATEST = timedelta(days=3)
# While the bank or the customer has its time these stand still, but for words that wait for us.
RUNS = {
    Clock.FIRST_ANSWER: UNANSWERED & NO_COMPLAINT,
    Clock.NEXT_ANSWER: ACTIVE | Q(status=Status.WAITING_BANK),
    Clock.SOLUTION: ACTIVE & NO_COMPLAINT,
    Clock.COMPLAINT: Q(status__in=OPEN_STATUSES),
}
# An answer that takes days of work is warned of by days, whatever the rule of the priority says.
EARLIEST = {Clock.COMPLAINT: timedelta(days=3)}
COLUMNS = {clock: f"{clock}_due_at" for clock in Clock}
HIGHER = {
    Case.Priority.LOW.value: Case.Priority.NORMAL.value,
    Case.Priority.NORMAL.value: Case.Priority.HIGH.value,
    Case.Priority.HIGH.value: Case.Priority.URGENT.value,
}


def ring(now: datetime) -> int:
    """Tell of clocks that run out soon and do what is due for those that did; return how many."""
    return sum(_ring_all(clock, now) for clock in Clock)


def _ring_all(clock: Clock, now: datetime) -> int:
    rung = 0
    for _set in range(SETS):
        count = _ring(clock, now)
        rung += count
        if count < AT_ONCE:
            break
    return rung


@transaction.atomic
def _ring(clock: Clock, now: datetime) -> int:
    """Ring one set; return how many rang.

    Alarm, timeline and deeds are one transaction: killed in its midst, all of it is done anew.
    """
    column = COLUMNS[clock]
    found = list(_candidates(clock, now)[:AT_ONCE])
    late = [case for case in found if getattr(case, column) <= now]
    soon = [case for case in found if getattr(case, column) > now]
    by_rule = [(case, promise_for(case.language, case.priority)) for case in late]
    told = {case.pk for case, promise in by_rule if promise.tells or clock == Clock.COMPLAINT}
    ClockAlarm.objects.bulk_create(
        ClockAlarm(
            case=case, clock=clock, due_at=getattr(case, column), is_late=is_late, rang_at=now,
            tells=case.pk in told,
        )
        for is_late, cases in ((True, late), (False, soon))
        for case in cases
    )  # fmt: skip
    _tell(CaseEvent.Kind.LATE, [case for case in late if case.pk not in told], clock, now)
    _tell(CaseEvent.Kind.LATE, [case for case in late if case.pk in told], clock, now, told=True)
    _tell(CaseEvent.Kind.WARNED, soon, clock, now)
    _raise([case for case, promise in by_rule if promise.raises], now)
    returned = [case.pk for case, promise in by_rule if promise.gives_back and case.assignee_id]
    give_back(Case.objects.filter(pk__in=returned), now, note=_("A deadline was missed."))
    return len(found)


def _candidates(clock: Clock, now: datetime) -> QuerySet[Case]:
    """Return the cases whose clock ran out or is to be warned of, locked, the first first."""
    column = COLUMNS[clock]
    rang = ClockAlarm.objects.filter(case=OuterRef("pk"), clock=clock, due_at=OuterRef(column))
    earliest = EARLIEST.get(clock, timedelta())
    warned = {key: now + max(promise_for(*key).warn_before, earliest) for key in _all_keys()}
    is_soon = Q()
    for (language, priority), at in warned.items():
        is_soon |= Q(language=language, priority=priority, **{f"{column}__lte": at})
    due = Case.objects.filter(
        RUNS[clock],
        ~Exists(rang.filter(is_late=True)),
        Q(**{f"{column}__lte": now}) | is_soon & ~Exists(rang.filter(is_late=False)),
        **{f"{column}__range": (now - LATEST, max(warned.values()))},  # as the index has it
    )
    held = due.select_for_update(skip_locked=True, no_key=True).order_by(column, "pk")
    return held.only("language", "priority", "assignee", column)


def _all_keys() -> list[tuple[str, str]]:
    return [(code, priority) for code in MARKETS for priority in Case.Priority.values]


def _tell(
    kind: CaseEvent.Kind, cases: list[Case], clock: Clock, now: datetime, **more: bool
) -> None:
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case=case, kind=kind, happened_at=now,
            values={"clock": clock.value, "due": getattr(case, COLUMNS[clock]).isoformat(), **more},
        )
        for case in cases
    )  # fmt: skip


def _raise(cases: list[Case], now: datetime) -> None:
    """Give late cases the next higher priority; what was promised by the old one stays promised."""
    told: dict[str, Any] = {"kind": CaseEvent.Kind.PRIORITY, "happened_at": now}
    note = _("A deadline was missed.")
    for before, after in HIGHER.items():
        raised = [case.pk for case in cases if case.priority == before]
        Case.objects.filter(pk__in=raised).update(priority=after, updated_at=now)
        CaseEvent.objects.bulk_create(
            CaseEvent(case_id=pk, note=note, values={"before": before, "after": after}, **told)
            for pk in raised
        )
