"""Guides begun anew because an outage has begun to explain a case, or no longer does."""

import logging
import time
from datetime import datetime

from django.db import transaction

from support.cases.locked import lock_case, move_case
from support.cases.models import Case, Status
from support.guidance.beginning import begin_walk, present_walk
from support.incidents.models import CaseLink, CaseLinkQuerySet, Incident
from troubleshooting.marks.asking import plans_kept
from troubleshooting.marks.reading import once
from troubleshooting.marks.resting import round_ends_at
from troubleshooting.walks.models import Walk, WalkAnswer

logger = logging.getLogger(__name__)
AT_ONCE = 1_000


def walk_linked_anew(now: datetime, *, of: Incident | None = None) -> int:
    """Begin the guides of cases that were linked, taken out or given back; return how many.

    With `of` those of one incident. Each by itself and in one transaction with its note, so that a
    worker that dies loses nothing; what is left after some seconds the next round goes on with.
    """
    waiting = CaseLink.objects.filter(walks_anew=True)
    if of is not None:
        waiting = waiting.filter(incident=of)
    count, ends_at = 0, round_ends_at()
    with plans_kept():
        for pk in _first(waiting):
            count += _tried(pk, now)
            if time.monotonic() > ends_at:
                break
    return count


def _first(waiting: CaseLinkQuerySet) -> list[int]:
    """Return the keys of those whose turn it is: what was tried in vain comes after all others."""
    keys = waiting.values_list("pk", flat=True)
    new = list(keys.filter(walk_failed_at=None).order_by("pk")[:AT_ONCE])
    in_vain = keys.exclude(walk_failed_at=None).order_by("walk_failed_at", "pk")
    return new + list(in_vain[: AT_ONCE - len(new)])


def _tried(pk: int, now: datetime) -> bool:
    try:
        return _anew(pk, now)
    except Exception:  # keeps no other guide from its turn, and is told each time
        logger.exception("the guide of a case of an outage could not be begun anew")
        CaseLink.objects.filter(pk=pk).update(walk_failed_at=now)
        return False


@once()
@transaction.atomic
def _anew(pk: int, now: datetime) -> bool:
    link = CaseLink.objects.select_related("case", "incident").get(pk=pk)
    case = lock_case(link.case)
    waiting = CaseLink.objects.filter(pk=pk, walks_anew=True)
    if not waiting.update(walks_anew=False, walk_failed_at=None):
        return False
    walk = present_walk(case)
    if case.is_done or case.payment is None or walk is None:
        return False
    is_back = link.recovery == CaseLink.Recovery.BACK
    is_over = is_back or link.unlinked_at is not None
    if case.status == Status.WAITING_BANK:
        # Who asked a bank before, or asks one now, waits for its answer whatever becomes of this.
        if not is_over or case.inquiry_due_at or not _sent_there(case, link):
            return False
        case.is_told_next = True  # what has not left yet told an outage that explains it no more
        move_case(case, Status.OPEN, now=now)
    if not _is_for_machines(walk, is_over=is_over):
        return False
    # What the end of the outage has not helped, a person looks at, whatever the guide makes of it.
    begin_walk(case, now=now, slug=walk.version.tree.slug, decides=not is_back)
    return True


def _sent_there(case: Case, link: CaseLink) -> bool:
    """Tell whether it was the incident by which a guide let a case wait for its bank."""
    held = {"walk__facts__incident": link.incident.reference}
    return case.walks.filter(walk__facts__has_key="incident_since", **held).exists()


def _is_for_machines(walk: Walk, *, is_over: bool) -> bool:
    """Tell whether no person has answered a walk under way, or ended one that no longer holds."""
    if not walk.is_open:
        return is_over and walk.ended_by_id is None
    by_people = WalkAnswer.objects.filter(walk=walk).exclude(source=WalkAnswer.Source.CHECK)
    return not by_people.exists()
