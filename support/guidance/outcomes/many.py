"""Applying the outcomes that wait in many cases: a deed of `cases.bulk`."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support.cases.bulk.deeds import BulkDeed, Doing, register
from support.cases.models import Case
from support.guidance.beginning import present_walk
from support.guidance.outcomes.foreseeing import foresee, no_outcome
from support.guidance.services import confirm_outcome, resume_walk
from troubleshooting.walks.services import StaleWalk

OUTCOME = "outcome"


def connect() -> None:
    label = gettext_lazy("Apply the waiting outcome")
    warning = gettext_lazy(
        "Cause, status and messages as each guide says. Each payment record is read again first;"
        " the messages leave after ten seconds."
    )
    register(BulkDeed(OUTCOME, label, apply_waiting, foresee=foresee, warning=warning))


def apply_waiting(case: Case, doing: Doing) -> None:
    """Apply the outcome at which a case's guide stands, if it is the one that was seen.

    The payment record is read again before. Raises ValidationError where no outcome waits, where
    somebody has answered since, and where the record has changed what a check said.
    """
    walk = present_walk(case)
    if case.is_done or walk is None or not walk.is_open or not walk.position().is_outcome:
        raise no_outcome()
    if (walk.pk, walk.answers_seen) != read_seen(doing.seen):
        raise _stale()
    seen = walk.answers_seen
    walk = resume_walk(case, walk, now=doing.now)
    if walk.answers_seen != seen or walk.changed_steps(walk.position()):
        raise ValidationError(
            _("The payment record says something else by now: open the case."), code="changed"
        )
    try:
        confirm_outcome(case, walk, seen=seen, actor=doing.actor, now=doing.now)
    except StaleWalk as error:
        raise _stale() from error


def _stale() -> ValidationError:
    return ValidationError(_("Somebody has answered in the guide since."), code="stale")


def read_seen(text: str) -> tuple[UUID, int] | None:
    """Read what `stands.Stand.seen` names: a walk and how many answers it had."""
    walk, _colon, number = text.partition(":")
    try:
        return UUID(walk), int(number)
    except ValueError:
        return None
