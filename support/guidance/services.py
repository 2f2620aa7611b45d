"""A case's walk: payment -> facts -> walk -> outcome -> cause, status, message."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from support.cases.models import Case, CaseEvent, Status, log
from support.cases.services import (
    change_status,
    lock_case,
    resolve_case,
    set_cause,
)
from support.cases.telling import tell_customer
from support.cases.wording import message_context
from support.guidance.confirming import STATE_FACTS, refute_earlier
from support.guidance.facts import build_facts
from support.guidance.models import CaseWalk
from support.notifications.words.events import EVENTS
from support.payments.calendar import bank_answer_due_at
from support.payments.models import Payment
from troubleshooting.causes.models import Cause
from troubleshooting.trees.graph import Node
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks import services as walks
from troubleshooting.walks.models import Walk

if TYPE_CHECKING:
    from django.contrib.auth.models import User

DEFAULT_TREE = "payout-not-received"


@dataclass(frozen=True)
class Begun:
    """How far a fresh walk came by itself."""

    walk: Walk
    outcome: str | None
    waiting_at: str | None
    automatic: bool


@transaction.atomic
def start_walk(
    case: Case, *, now: datetime, actor: "User | None" = None, slug: str = DEFAULT_TREE
) -> Begun:
    """Walk a case through the published tree as far as its payment record answers.

    An outcome reached by strong checks alone, and marked automatic, is applied at once; else the
    case waits in the queue and the customer is told that it is open. A walk already under way is
    given up, because the payment system has told us something newer. Where the holder of the
    account may have died, a person decides on everything from then on.
    Raises ValidationError for a case that is done: nobody would hear what the walk finds.
    """
    case = lock_case(case)
    if case.is_done:
        raise ValidationError(_("This case is already resolved. Reopen it first."), code="resolved")
    present = present_walk(case)
    version = TreeVersion.objects.published(slug)
    if present is not None and present.is_open:
        walks.abandon(present, reason=_("Started anew."), actor=actor, now=now)
    facts = build_facts(case.payment, now=now) if case.payment else {}
    walk = walks.start_walk(version, subject=case.reference, facts=facts, now=now)
    CaseWalk.objects.create(case=case, walk=walk)
    told = {"tree": slug, "title": version.tree.title, "version": version.number}
    log(case, CaseEvent.Kind.WALK_STARTED, now=now, actor=actor, **told)
    if is_left_to_people(case):
        case.fall_silent(now)
        return where_it_stands(walk)
    return _go_on_by_itself(case, walk, now)


def present_walk(case: Case) -> Walk | None:
    """Return the case's latest walk, under way or ended."""
    link = case.walks.present().first()
    return link.walk if link else None


def where_it_stands(walk: Walk) -> Begun:
    """Say how far a walk has come, without doing anything."""
    node = walk.position().present
    outcome, waiting_at = (node.key, None) if node.is_outcome else (None, node.key)
    automatic = walk.state == Walk.State.CONCLUDED and walk.ended_by_id is None
    return Begun(walk, outcome, waiting_at, automatic=automatic)


def is_news(walk: Walk, payment: Payment) -> bool:
    """Tell whether a payment's state is another one than that a walk has read."""
    return any(
        (walk.facts.get(name) or "") != (getattr(payment, name) or "") for name in STATE_FACTS
    )


def is_left_to_people(case: Case) -> bool:
    """Tell whether a cause that no machine may write about was ever met for this payment.

    It need not be confirmed, nor be where the latest walk stands, nor all that the code can mean.
    """
    cases = Case.objects.filter(pk=case.pk)
    if case.payment_id is not None:
        cases = Case.objects.filter(payment=case.payment_id)
    met = set()
    for link in CaseWalk.objects.with_walk().filter(case__in=cases):
        met.add(link.walk.position().present.cause)
        met.update(entry["cause"] for entry in link.walk.facts.get("code_matches", ()))
    silent = Cause.objects.filter(disclosure=Cause.Disclosure.SILENT)
    return silent.filter(Q(slug__in=met - {None}) | Q(case__in=cases)).exists()


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
    walk = walks.record_answer(walk, choice, seen=seen, actor=actor, now=now)
    _keep_silent(case, walk.position().present, now)
    log(
        case,
        CaseEvent.Kind.ANSWERED,
        now=now,
        actor=actor,
        note=choice.note or choice.reason,
        node=choice.node,
        option=choice.option or choice.kind,
    )
    return walk


@transaction.atomic
def take_back(
    case: Case, walk: Walk, number: int, *, seen: int, actor: "User", now: datetime
) -> Walk:
    """Take an answer back, so that its step is asked anew."""
    walk = walks.retract_answer(walk, number, seen=seen, actor=actor, now=now)
    log(case, CaseEvent.Kind.ANSWERED, now=now, actor=actor, option="retracted", number=number)
    return walk


@transaction.atomic
def resume_walk(case: Case, walk: Walk, *, now: datetime) -> Walk:
    """Read the facts again for a walk under way; answers stay, what changed is said so."""
    if not walk.is_open or case.payment is None:
        return walk
    try:
        return walks.reread_facts(walk, build_facts(case.payment, now=now), now=now)
    except ValidationError as error:
        if error.code != "walk_ended":
            raise
        return walk  # ended by somebody else meanwhile, and read anew


@transaction.atomic
def confirm_outcome(
    case: Case, walk: Walk, *, seen: int, actor: "User", now: datetime, note: str = ""
) -> Case:
    """Apply the outcome a walk stands at: cause, status and message in one go.

    Raises StaleWalk or ValidationError as `walks.conclude` does.
    """
    case = lock_case(case)
    walks.conclude(walk, seen=seen, actor=actor, now=now)
    return _apply(case, walk, now=now, actor=actor, note=note)


def _go_on_by_itself(case: Case, walk: Walk, now: datetime) -> Begun:
    position = walk.position()
    node = position.present
    _keep_silent(case, node, now)
    if not position.is_outcome:
        _tell_opened(case, now)
        return Begun(walk, None, node.key, automatic=False)
    cause = Cause.objects.get(slug=node.cause) if node.cause else None
    automatic = (
        node.automatic
        and cause is not None
        and cause.disclosure == Cause.Disclosure.OPEN
        and case.customer.is_reachable  # else a person must find a way to tell him
        and not (node.message and EVENTS[node.message].needs)  # what only a person can add
        and walk.led_by_strong_checks_only(position)
    )
    if automatic:
        walks.conclude(walk, seen=walk.answers_seen, actor=None, now=now)
        _apply(case, walk, now=now, actor=None, note="")
    else:
        _tell_opened(case, now)
    return Begun(walk, node.key, None, automatic=automatic)


def _keep_silent(case: Case, node: Node, now: datetime) -> None:
    """Once a walk has found a cause of which no machine may write, none does, confirmed or not."""
    if (
        node.cause
        and Cause.objects.filter(slug=node.cause, disclosure=Cause.Disclosure.SILENT).exists()
    ):
        case.fall_silent(now)


def _tell_opened(case: Case, now: datetime) -> None:
    tell_customer(case, "case-opened", context=message_context(case, now=now), now=now)


def _apply(case: Case, walk: Walk, *, now: datetime, actor: "User | None", note: str) -> Case:
    node = walk.position().present
    refute_earlier(case, walk)
    cause = Cause.objects.filter(slug=node.cause).first() if node.cause else None
    case = set_cause(case, cause, now=now)
    log(
        case,
        CaseEvent.Kind.OUTCOME,
        now=now,
        actor=actor,
        note=note,
        node=node.key,
        cause=node.cause or "",
    )
    if node.status == "resolved" and not case.is_done:
        context = message_context(case, now=now, cause=cause)
        return resolve_case(case, now=now, context=context, actor=actor, note=note)
    if node.status:
        case = change_status(case, node.status, now=now, actor=actor, note=note)
    if node.message:
        occasion = f"walk-{walk.pk}"
        context = message_context(case, now=now, cause=cause)
        tell_customer(case, node.message, context=context, now=now, occasion=occasion)
    return case


def outcome_context(case: Case, node: Node, *, now: datetime) -> dict[str, str]:
    """Return what the outcome's message would say if it were applied now."""
    cause = Cause.objects.filter(slug=node.cause).first() if node.cause else None
    return context_after(case, cause=cause, status=node.status, now=now)


def context_after(
    case: Case, *, cause: Cause | None, status: str | None, now: datetime, status_url: str = ""
) -> dict[str, str]:
    """Return what a message says of a case once a cause and a status are applied to it."""
    case = copy(case)  # what is shown of the case itself must not change with the preview
    case.cause = cause
    if status == Status.WAITING_BANK:
        case.promised_at = case.promise(now)
        if case.payment:
            case.bank_due_at = bank_answer_due_at(case.payment.channel, now)
    return message_context(case, now=now, status_url=status_url)


def event_at(status: str | None, message: str | None) -> str:
    """Name what the customer is told at an outcome, "" for nothing: one that resolves says so."""
    return "case-resolved" if status == Status.RESOLVED else message or ""


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
