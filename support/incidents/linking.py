"""Cases linked to the incident that explains them: as they arrive, those of before, by hand."""

import math
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from support.cases.locked import lock_case
from support.cases.models import Case, CaseEvent, log
from support.incidents.known import are_any, holding, known_of, open_cases_of
from support.incidents.models import CaseLink, Incident
from support.staff.access import check_works_on
from troubleshooting.marks.resting import Set, in_sets, until_late
from troubleshooting.marks.writing import made, store

if TYPE_CHECKING:
    from django.contrib.auth.models import User

AT_ONCE = 250
MANY = 2_000  # of one round: also where the machine is slow
TAKEN_OUT = "unlinked"  # beside `How`, on a timeline


def link_arriving(case: Case, now: datetime) -> None:
    """Link a locked case to the first incident that explains it; where none goes on ask nothing.

    What somebody took back, and what recovered, stays so; what has another cause stays alone.
    """
    payment = case.payment
    if payment is None:
        return
    moment = payment.initiated_at or case.opened_at
    explaining = (
        known for known in holding() if known.is_about(payment, moment) and known.may_explain(case)
    )
    if found := next(explaining, None):
        incident = Incident(pk=found.pk, reference=found.reference)
        if CaseLink.objects.filter(incident=found.pk, case=case.pk).exists():
            return  # its guide begins anew, or somebody took it back
        link = CaseLink(incident=incident, case=case, how=CaseLink.How.ARRIVED, linked_at=now)
        CaseLink.objects.bulk_create([link], ignore_conflicts=True)
        log_linked([link])


def log_linked(links: Iterable[CaseLink]) -> None:
    """Write on the timeline of each case to which incident it was linked, and how."""
    kind = CaseEvent.Kind.INCIDENT
    store(
        *(
            made(
                CaseEvent, case_id=link.case_id, kind=kind, happened_at=link.linked_at,
                actor=link.linked_by, note="",
                values={"incident": link.incident.reference, "how": link.how},
            )
            for link in links
        )
    )  # fmt: skip


def facts_of_incident(case: Case) -> dict[str, Any]:
    """Return what a walk reads of the incident of a case: that it holds it, or that it is over."""
    if not are_any():
        return {}
    links = CaseLink.objects.in_force().filter(case=case.pk, incident__opened_at__isnull=False)
    found = list(links.select_related("incident").order_by("-pk"))
    if not found:
        return {}
    # One that goes on holds it, whatever was linked since and is over.
    link = next((one for one in found if one.incident.holds and not one.recovery), found[0])
    incident = link.incident
    over_at = link.looked_up_at or incident.ended_at
    if over_at and (link.recovery or not incident.holds):
        return {"incident": incident.reference, "incident_over_at": over_at.isoformat()}
    return {
        "incident": incident.reference,
        "incident_since": incident.began_at.isoformat(),
        "incident_cases": incident.links.in_force().cases(),
    }


def link_earlier(now: datetime, *, ends_at: float = math.inf) -> int:
    """Link the cases that were there before their incident was known, a set at a time.

    Each set is a transaction that keeps how far it came: a worker that dies loses nothing, and two
    take turns. Returns how many are new.
    """
    waiting = Incident.objects.filter(linked_up_to__isnull=False)
    keys = waiting.values_list("pk", flat=True)
    return sum(link_earlier_of(pk, now, ends_at=ends_at) for pk in until_late(keys, ends_at))


def link_earlier_of(pk: int, now: datetime, *, ends_at: float = math.inf) -> int:
    """Link those of one incident, by its key."""
    count = 0

    def link_next() -> Set:
        nonlocal count
        before, done = count, _link_set(pk, now)
        count += done.new
        if before < MANY <= count:
            _let_plans_be_made_anew()
        return done

    return in_sets(link_next, ends_at=ends_at)


def _let_plans_be_made_anew() -> None:
    """Let the database look how many links there are by now.

    Plans that are kept (`marks.asking`) were made while there were few, and would go through all of
    them for each row of the queue; by itself it looks a minute or two later.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE (SKIP_LOCKED) incidents_caselink")


@transaction.atomic
def _link_set(pk: int, now: datetime) -> Set:
    """Link the next cases of an incident."""
    incident = Incident.objects.select_for_update().get(pk=pk)
    if incident.linked_up_to is None:
        return Set(0, more=False)
    found: list[int] = []
    if incident.holds:
        known, others = known_of(incident), CaseLink.objects.held().exclude(incident=incident)
        cases = open_cases_of(known).filter(known.free, pk__gt=incident.linked_up_to)
        # As they would be on arrival; and what is linked already, or was taken out, stays so.
        same = {"case": OuterRef("pk")}
        cases = cases.exclude(Exists(others.filter(**same)))
        cases = cases.exclude(Exists(incident.links.filter(**same)))
        found = list(cases.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    links = [
        CaseLink(
            incident=incident, case_id=case, how=CaseLink.How.SWEPT, linked_at=now, walks_anew=True
        )
        for case in found
    ]
    CaseLink.objects.bulk_create(links, ignore_conflicts=True)
    log_linked(links)
    more = len(found) == AT_ONCE
    incident.linked_up_to = found[-1] if more else None
    incident.save(update_fields=["linked_up_to"])
    return Set(len(found), more)


@transaction.atomic
def link_by_hand(incident: Incident, case: Case, *, actor: "User", now: datetime) -> CaseLink:
    """Link a case, also one that was taken back before.

    Raises ValidationError for a case that is done, and for an incident that is over, and
    PermissionDenied for who may only look at the case.
    """
    case = lock_case(case)
    check_works_on(actor, case.team_id)
    incident = Incident.objects.get(pk=incident.pk)
    if case.is_done or not incident.holds:
        raise ValidationError(_("Only an open case can be linked, to what goes on."), code="over")
    link, is_new = CaseLink.objects.get_or_create(
        incident=incident,
        case=case,
        defaults={"how": CaseLink.How.HAND, "linked_at": now, "linked_by": actor},
    )
    if not is_new and link.unlinked_at is None:
        return link
    link.how, link.linked_by, link.linked_at = CaseLink.How.HAND, actor, now
    link.unlinked_at = link.unlinked_by = None
    link.recovery, link.walks_anew = "", True
    link.save()
    log_linked([link])
    return link


@transaction.atomic
def unlink(incident: Incident, case: Case, *, actor: "User", now: datetime) -> bool:
    """Take a case out of an incident for good: nothing links it again by itself.

    Its guide begins anew. A second call changes nothing, and says so. Raises PermissionDenied for
    who may only look at the case.
    """
    case = lock_case(case)
    check_works_on(actor, case.team_id)
    links = CaseLink.objects.in_force().filter(incident=incident, case=case)
    if not links.update(unlinked_at=now, unlinked_by=actor, walks_anew=True):
        return False
    told = {"incident": incident.reference, "how": TAKEN_OUT}
    log(case, CaseEvent.Kind.INCIDENT, now=now, actor=actor, **told)
    return True
