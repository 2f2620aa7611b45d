"""Taking the cause off a case, which was recorded and turned out not to fit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.locked import lock_case, move_case
from support.cases.models import Case, CaseEvent, Status, log
from support.cases.taking.giving import claim
from support.cases.telling.found import UNSURE
from support.cases.telling.messages_of_case import tell_what_is_so_now
from support.guidance.outcomes.applying import keep_cause
from support.guidance.proof import refute_cause
from troubleshooting.causes.models import Cause
from troubleshooting.walks.models import Walk

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def take_off_cause(case: Case, *, seen: str, actor: "User", now: datetime) -> Case:
    """Take the cause that was `seen` off a case; from then on its customer is told nothing of it.

    What has not left yet is worded anew. Who was asked for something by that cause is asked no
    more: the case is with us again. Raises ValidationError where another cause or none is there by
    now, for a second call so too, and for one of which only people write.
    """
    case = lock_case(case)
    cause = case.cause
    if cause is None or cause.slug != seen:
        raise ValidationError(
            _("This case has another cause by now, or none. Look at it again."), code="other_cause"
        )
    if case.is_silent:
        raise ValidationError(
            _("Only people write to this customer, so the cause stays on record."), code="silent"
        )
    claim(case, actor, now)
    refute_cause(case, cause.slug)
    _take_off(case, cause, actor, now)
    if case.status == Status.WAITING_CUSTOMER:
        move_case(case, Status.OPEN, now=now, actor=actor)
    else:
        keep_cause(case, now)
    tell_what_is_so_now(case, now=now)
    return case


def leave_cause(case: Case, walk: Walk, *, now: datetime) -> None:
    """Take the cause off a locked case whose payment has other trouble, as a new walk has read it.

    It was true of what happened first, so that nothing is refuted. One that is not explained stays:
    without it a machine would tell what nobody may.
    """
    cause = case.cause
    if cause is None or case.is_silent or not cause.is_open:
        return
    earlier = case.walks.present().exclude(walk=walk)
    if _is_other([one.walk.facts for one in earlier], walk.facts, cause):
        _take_off(case, cause, None, now)
        keep_cause(case, now)


def _is_other(earlier: Sequence[Mapping[str, Any]], now: Mapping[str, Any], cause: Cause) -> bool:
    """Whether another attempt failed, or this one by another code, or against what was not sure.

    `earlier` are the facts of the walks before, the newest first. What was not known of them, and
    is heard later, makes no other trouble.
    """

    def differs(name: str) -> bool:
        known = (facts.get(name) for facts in earlier if facts.get(name))
        return bool(now.get(name)) and next(known, now[name]) != now[name]

    is_other = any(map(differs, ("failure_scheme", "failure_code", "reference")))
    return is_other or (cause.of_money in UNSURE and differs("status"))


def _take_off(case: Case, cause: Cause, actor: "User | None", now: datetime) -> None:
    case.cause, case.cause_words = None, ""
    names = {"en": cause.name_en, "zh-hans": cause.name_zh}
    log(case, CaseEvent.Kind.UNDONE, now=now, actor=actor, cause=cause.slug, names=names)
