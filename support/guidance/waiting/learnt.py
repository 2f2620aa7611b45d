"""Walks that wait for what somebody has just told us: the cause of a code."""

from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef

from support.cases.locked import lock_case
from support.cases.models import Case
from support.guidance.beginning import begin_walk
from support.guidance.models import CaseWalk, CaseWalkQuerySet
from troubleshooting.walks.models import Walk, WalkAnswer

MOST = 500  # of one code at once; an agent's "Read it again" is there for the others


def waiting_for_code(scheme: str, code: str) -> CaseWalkQuerySet:
    """Return the open walks of payments that came with a code, which no person has touched."""
    cases = Case.objects.not_done().filter(
        payment__failure_scheme=scheme, payment__failure_code=code, assignee=None
    )
    by_people = WalkAnswer.objects.filter(walk=OuterRef("walk")).exclude(
        source=WalkAnswer.Source.CHECK
    )
    walks = CaseWalk.objects.filter(walk__state=Walk.State.OPEN, case__in=cases)
    return walks.exclude(Exists(by_people))


def walk_anew_by_code(scheme: str, code: str, now: datetime) -> int:
    """Walk those cases anew, as if the code had been known when it came; return how many.

    Each by itself, the longest waiting first; one that a person took up meanwhile stays theirs.
    """
    waiting = waiting_for_code(scheme, code).order_by("pk").values_list("pk", flat=True)
    return sum(_anew(scheme, code, pk, now) for pk in islice(list(waiting), MOST))


@transaction.atomic
def _anew(scheme: str, code: str, pk: int, now: datetime) -> bool:
    link = CaseWalk.objects.with_walk().select_related("case").get(pk=pk)
    case = lock_case(link.case)
    if not waiting_for_code(scheme, code).filter(pk=pk).exists():
        return False
    begin_walk(case, now=now, slug=link.walk.version.tree.slug)
    return True
