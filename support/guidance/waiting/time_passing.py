"""Walks that wait on time go on by themselves once it has passed.

Of several workers one takes a walk: `_claim` puts its next reading off, and a worker that dies
leaves it to be read then. Doors lock in one order: case, walk.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from support.cases.locked import lock_case
from support.cases.models import Case
from support.guidance.models import CaseWalk
from support.guidance.waiting.going_on import go_on_locked
from support.guidance.waiting.turning import turns_at

logger = logging.getLogger(__name__)
AT_ONCE = 50  # a minute's work at most, so that one run ends before the next begins
LEASE = timedelta(minutes=10)


def read_due_walks(now: datetime) -> int:
    """Read again the walks whose time has come; return how many went on.

    One statement when nothing is due. A case that somebody holds just now is left for later.
    """
    return sum(_tried(pk, now) for pk in _claim(now))


@transaction.atomic
def _claim(now: datetime) -> list[int]:
    due = CaseWalk.objects.due(now).select_for_update(skip_locked=True, no_key=True)
    found = list(due.values_list("pk", flat=True)[:AT_ONCE])
    if found:
        CaseWalk.objects.filter(pk__in=found).update(read_again_at=now + LEASE)
    return found


def _tried(pk: int, now: datetime) -> bool:
    try:
        return _read_again(pk, now)
    except Exception:  # keeps no other walk from its turn; its own comes when the lease is over
        logger.exception("a walk whose time has come could not be read again")
        return False


@transaction.atomic
def _read_again(pk: int, now: datetime) -> bool:
    link = CaseWalk.objects.with_walk().select_related("walk__version__tree", "case").get(pk=pk)
    if not _is_free(link.case):
        return False
    case, walk = lock_case(link.case), link.walk
    went_on = False
    if walk.is_open and not case.is_done and case.payment is not None:
        went_on = go_on_locked(case, walk, now)
    CaseWalk.objects.filter(pk=pk).update(read_again_at=turns_at(walk, now))
    return went_on


def _is_free(case: Case) -> bool:
    """Lock a case unless somebody holds it."""
    free = Case.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=case.pk)
    return free.only("pk").first() is not None
