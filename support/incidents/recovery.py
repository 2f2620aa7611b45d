"""What became of each payment: looked up at its source, case by case.

Who was paid is told so and the case is done, by the door through which the news came. All others go
back to the queue once the incident is over; while it goes on, what is still under way waits on.
"""

import math
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case as When
from django.db.models import CharField, Count, F, Q, Value
from django.db.models import When as If
from django.db.models.functions import Coalesce

from support.cases.locked import lock_case
from support.cases.models import STATUSES_OF, Status, StatusClass
from support.incidents.models import KEPT, CaseLink, CaseLinkQuerySet, Incident
from support.payments.ladder.rungs import NOT_MADE, Rung
from support.sources.looking.asking import ask_look_ups
from support.sources.looking.look_up import LookUp
from troubleshooting.marks.resting import Set, in_sets, until_late

AT_ONCE = 500
DONE = STATUSES_OF[StatusClass.DONE]
Recovery = CaseLink.Recovery
# What is so of a case that was given back and is not in the queue, and of one that nothing holds.
WAITING, FAILED = "waiting", "failed"
STANDS = ("", WAITING, FAILED, *Recovery.values)


def recover(now: datetime, *, ends_at: float = math.inf) -> int:
    """Ask for the payments that are to be looked up, a set at a time; return how many were asked.

    Each set is a transaction: a worker that dies loses nothing, and a second asks nothing twice.
    """
    asked = Incident.objects.filter(recovery_asked_at__isnull=False)
    in_time = until_late(asked, ends_at)
    return sum(recover_of(incident, now, ends_at=ends_at) for incident in in_time)


def recover_of(incident: Incident, now: datetime, *, ends_at: float = math.inf) -> int:
    """Ask for those of one incident."""
    # Where somebody asks while this runs, a note of before would be asked for again without end.
    at = max(now, incident.recovery_asked_at or now)
    return in_sets(lambda: _ask_set(incident, at), ends_at=ends_at)


def to_look_up(incident: Incident) -> CaseLinkQuerySet:
    """Return the links whose payment was not looked up since that was asked."""
    links = CaseLink.objects.in_force().filter(incident=incident, recovery="")
    return links.filter(Q(looked_up_at=None) | Q(looked_up_at__lt=incident.recovery_asked_at))


@transaction.atomic
def _ask_set(incident: Incident, now: datetime) -> Set:
    rows = to_look_up(incident).select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    told = ("pk", "case__payment", "case__payment__status", "case__status")
    found = list(rows.values_list(*told)[:AT_ONCE])
    if not found:
        return Set(0, more=False)
    paid: list[int] = []
    done: list[int] = []
    back: list[int] = []
    asked: dict[int, int] = {}
    for pk, payment, rung, status in found:
        if status in DONE:
            (paid if rung == Rung.CREDITED else done).append(pk)
        elif payment is None:  # there is nothing that anybody could look up
            back.append(pk)
        else:
            asked[pk] = payment
    _end(paid, Recovery.PAID, now)
    _end(done, Recovery.DONE, now)
    _end(back, Recovery.BACK if not incident.holds else "", now, walks_anew=not incident.holds)
    CaseLink.objects.filter(pk__in=asked).update(recovery=Recovery.ASKED)
    ask_look_ups(set(asked.values()), why=LookUp.Why.RECOVERY, now=now)
    return Set(len(asked), more=len(found) == AT_ONCE)


def _end(links: list[int], recovery: str, now: datetime, *, walks_anew: bool = False) -> None:
    rows = CaseLink.objects.filter(pk__in=links)
    rows.update(recovery=recovery, looked_up_at=now, walks_anew=walks_anew)


def hear_look_up(look_up: LookUp, now: datetime, **_sent: Any) -> None:
    """Note what became of the cases for which a payment was looked up; its news is received."""
    links = CaseLink.objects.in_force().filter(
        case__payment=look_up.payment_id, recovery=Recovery.ASKED
    )
    for link in links.select_related("case"):
        _note(link, now)


def _note(link: CaseLink, now: datetime) -> None:
    case = lock_case(link.case)
    link.refresh_from_db()  # somebody may have taken it out, or ended the incident, meanwhile
    if link.unlinked_at is not None:
        return
    rung = case.payment.status if case.payment else ""
    link.looked_up_at, link.recovery = now, ""
    if case.is_done:
        link.recovery = Recovery.PAID if rung == Rung.CREDITED else Recovery.DONE
    elif rung == Rung.CREDITED:  # left to people, who alone may say so
        link.recovery = Recovery.BACK
    elif rung in NOT_MADE or not link.incident.holds:
        link.recovery, link.walks_anew = Recovery.BACK, True
    link.save(update_fields=["looked_up_at", "recovery", "walks_anew"])


def with_stand(links: CaseLinkQuerySet) -> CaseLinkQuerySet:
    """Add `stand`: what is so of the case of each link now, "" where the outage holds it.

    What became of its payment is not enough: the case may have gone on, or wait for somebody else.
    """
    said = [If(recovery=one, then=Value(one.value)) for one in (Recovery.PAID, Recovery.ASKED)]
    given_back, waits = Q(recovery=Recovery.BACK), Q(status=Status.WAITING_CUSTOMER)
    waits |= given_back & Q(status=Status.WAITING_BANK, walks_anew=False)
    found = When(
        *said,
        If(Q(recovery=Recovery.DONE) | Q(status__in=DONE), then=Value(Recovery.DONE.value)),
        If(waits, then=Value(WAITING)),
        If(given_back, then=Value(Recovery.BACK.value)),
        If(case__payment__status__in=NOT_MADE, then=Value(FAILED)),
        default=Value(""),
        output_field=CharField(),
    )
    status = Coalesce(F("case__merged_into__status"), F("case__status"))
    return links.alias(status=status).annotate(stand=found)


def counts_of(incident: Incident) -> dict[str, int]:
    """Count the cases of an incident by their `stand`.

    What was merged counts as the one that is kept.
    """
    rows = with_stand(incident.links.in_force()).values_list(F("stand"))
    return dict(rows.annotate(count=Count(KEPT, distinct=True)).order_by())
