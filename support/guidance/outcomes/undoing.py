"""Taking back an outcome: what any deed takes back, and the walk's end."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from support.cases.changing.undoing import Values, remembered, take_back
from support.cases.models import Case, CaseEvent, log
from support.guidance.models import AppliedOutcome
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import take_back_end

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def remember(
    case: Case, walk: Walk, before: Values, refuted: Walk | None, *, now: datetime, actor: "User"
) -> AppliedOutcome:
    """Keep what an outcome has changed, in the transaction that applied it."""
    return AppliedOutcome.objects.create(
        walk=walk,
        refuted=refuted,
        refuted_was=refuted.confirmed if refuted else None,
        **remembered(case, before, now=now, actor=actor),
    )


@transaction.atomic
def take_back_outcome(applied: AppliedOutcome, *, actor: "User", now: datetime) -> Case:
    """Undo an outcome, as `changing.undoing.take_back` does."""
    case, applied = take_back(applied, actor=actor, now=now)
    take_back_end(applied.walk)
    if applied.refuted_id is not None:
        Walk.objects.filter(pk=applied.refuted_id).update(confirmed=applied.refuted_was)
    log(case, CaseEvent.Kind.UNDONE, now=now, actor=actor, node=applied.walk.outcome_node)
    return case
