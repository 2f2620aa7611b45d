"""What people do with a case's walk. Each is a door: one transaction, the case before the walk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.changing.undoing import values_of
from support.cases.locked import hold_case, lock_case
from support.cases.models import Case, CaseEvent, log
from support.cases.taking.giving import claim
from support.cases.telling.messages_of_case import tell_what_is_so_now
from support.guidance.beginning import Begun, begin_walk
from support.guidance.facts import facts_of
from support.guidance.outcomes.applying import ALL, apply_outcome, outcome_of
from support.guidance.outcomes.deeds import Chosen, check_chosen
from support.guidance.outcomes.previewing import as_edited
from support.guidance.outcomes.undoing import remember
from support.guidance.outcomes.unread import check_read
from support.guidance.proof import refute_earlier
from troubleshooting.causes.models import Cause
from troubleshooting.marks.writing import together
from troubleshooting.trees.graph import Node
from troubleshooting.walks import services as walks
from troubleshooting.walks.engine import Kind
from troubleshooting.walks.models import Walk
from troubleshooting.walks.showing.asking import question_at

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def start_walk(case: Case, *, now: datetime, actor: "User | None" = None, slug: str = "") -> Begun:
    """Walk a case through a guide, as `begin_walk` does."""
    return begin_walk(lock_case(case), now=now, actor=actor, slug=slug)


@transaction.atomic
def answer_step(
    case: Case,
    walk: Walk,
    choice: walks.Choice,
    *,
    seen: int,
    actor: "User",
    now: datetime,
) -> Walk:
    """Answer the present step, or change an earlier one, and let checks go on from there.

    Raises StaleWalk if somebody answered meanwhile, ValidationError for an answer that the step
    does not take.
    """
    hold_case(case)
    with telling_question(case, walk, now), together():
        claim(case, actor, now)
        walk = walks.record_answer(walk, choice, seen=seen, actor=actor, now=now)
        keep_silent(case, walk.position().present, now)
        log(
            case,
            CaseEvent.Kind.JUMPED if choice.kind == Kind.JUMPED else CaseEvent.Kind.ANSWERED,
            now=now,
            actor=actor,
            note=choice.note or choice.reason,
            **_told(choice, walk),
        )
    return walk


@transaction.atomic
def take_back(
    case: Case, walk: Walk, number: int, *, seen: int, actor: "User", now: datetime
) -> Walk:
    """Take an answer back, so that its step is asked anew."""
    hold_case(case)
    claim(case, actor, now)
    with telling_question(case, walk, now):
        walk = walks.retract_answer(walk, number, seen=seen, actor=actor, now=now)
    log(case, CaseEvent.Kind.ANSWERED, now=now, actor=actor, option="retracted", number=number)
    return walk


@transaction.atomic
def resume_walk(case: Case, walk: Walk, *, now: datetime) -> Walk:
    """Read the facts again for a walk under way; answers stay, what changed is said so."""
    if not walk.is_open or case.payment is None:
        return walk
    hold_case(case)
    try:
        return walks.reread_facts(walk, facts_of(case, now=now), now=now)
    except ValidationError as error:
        if error.code != "walk_ended":
            raise
        return walk  # ended by somebody else meanwhile, and read anew


@transaction.atomic
def confirm_outcome(
    case: Case, walk: Walk, chosen: Chosen = ALL, *, seen: int, actor: "User", now: datetime
) -> Case:
    """Apply the outcome a walk stands at, or what was `chosen` of it, in one go.

    For `TO_UNDO` nothing leaves, and `undoing` takes it back. Raises StaleWalk or ValidationError
    as `walks.conclude` does, and ValidationError for a choice that can't be done so, or where the
    bank has answered what neither the walk goes by nor they have read.
    """
    case = lock_case(case)
    claim(case, actor, now)
    before = values_of(case)
    walks.conclude(walk, seen=seen, actor=actor, now=now)
    check_read(walk, chosen.bank_read)
    node = walk.position().present
    cause = Cause.named(node.cause)
    chosen = replace(chosen, sentence=as_edited(case, cause, chosen.sentence))
    check_chosen(outcome_of(case, node, cause), case, chosen)
    refuted = refute_earlier(case, walk)
    apply_outcome(case, walk, cause, now=now, actor=actor, chosen=chosen)
    remember(case, walk, before, refuted, now=now, actor=actor)
    return case


@transaction.atomic
def report_step(
    case: Case, walk: Walk, node: str, *, actor: "User", now: datetime, note: str
) -> None:
    """Tell the tree's author that a step is wrong; the walk stays where it is.

    Raises ValidationError without a note: an author can't mend what nobody described.
    """
    if not note.strip():
        raise ValidationError(_("Please say what is wrong with the step."), code="required")
    walks.report_step(walk, node, actor=actor, note=note, now=now)


def _told(choice: walks.Choice, walk: Walk) -> dict[str, Any]:
    """Return what the timeline keeps of an answer; of a jump the steps that it left out."""
    if choice.kind != Kind.JUMPED:
        return {"node": choice.node, "option": choice.option or choice.kind}
    jump = next(row for row in reversed(walk.rows) if row.kind == Kind.JUMPED)
    return {"node": choice.option, "skipped": list(jump.values["skipped"])}


@contextmanager
def telling_question(case: Case, walk: Walk, now: datetime) -> Iterator[None]:
    """Let what has not left yet follow where the walk asks its customer something else by now."""
    before = question_at(walk)
    yield
    case.question = question_at(walk)
    if case.question != before:
        tell_what_is_so_now(case, now=now)


def keep_silent(case: Case, node: Node, now: datetime) -> None:
    """Once a walk has found a cause of which no machine may write, none does, confirmed or not."""
    if (
        node.cause
        and Cause.objects.filter(slug=node.cause, disclosure=Cause.Disclosure.SILENT).exists()
    ):
        case.fall_silent(now)
