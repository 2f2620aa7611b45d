"""A walk under a case's lock: payment -> facts -> walk, as far as it goes by itself.

The door that locked the case is atomic; nothing here is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from support.cases.models import Case, CaseEvent, Status, log
from support.cases.models.ending import machine_may_end, overlooks_words
from support.cases.telling.cause_sentences import asks_for_unnamed
from support.cases.telling.messages_of_case import tell_customer
from support.cases.telling.recording import fits_payment
from support.guidance.facts import facts_of
from support.guidance.missing import is_missing, tell_authors
from support.guidance.models import CaseWalk
from support.guidance.outcomes.applying import apply_outcome, ending_at, outcome_of
from support.guidance.proof import STATE_FACTS, refute_earlier
from support.guidance.waiting.turning import turns_at
from support.guidance.which.choosing import guide_of, published_guide
from support.incidents.linking import link_arriving
from support.incidents.telling import tell_held
from support.notifications.words.events import EVENTS
from support.payments.models import Payment
from troubleshooting.causes.models import Cause
from troubleshooting.marks.reading import kept
from troubleshooting.marks.writing import made, store
from troubleshooting.trees.graph import Node
from troubleshooting.walks import services as walks
from troubleshooting.walks.models import Walk
from troubleshooting.walks.showing.asking import question_at

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Begun:
    """How far a fresh walk came by itself."""

    walk: Walk
    outcome: str | None
    waiting_at: str | None
    automatic: bool


def begin_walk(
    case: Case,
    *,
    now: datetime,
    actor: "User | None" = None,
    slug: str = "",
    decides: bool = True,
) -> Begun:
    """Walk a locked case through a guide as far as its payment record answers.

    `slug` is that of a published tree; without one the rules say which. An outcome reached by
    strong checks alone, and marked automatic, is applied at once; else the case waits in the queue
    and the customer is told that it is open, unless it was walked through before. A walk already
    under way is given up, because the payment system has told us something newer. Where the holder
    of the account may have died, a person decides on everything from then on; here too unless it
    `decides`.
    Raises ValidationError for a case that is done: nobody would hear what the walk finds.
    """
    if case.is_done:
        raise ValidationError(_("This case is already resolved. Reopen it first."), code="resolved")
    earlier = [] if case.is_first else walks_of_payment(case)
    present = next((link.walk for link in earlier if link.case_id == case.pk), None)
    version = published_guide(slug) if slug else guide_of(case)
    _give_up(present, actor, now)
    link_arriving(case, now)
    walk = walks.draw_walk(version, subject=case.reference, facts=facts_of(case, now=now), now=now)
    link = made(CaseWalk, case=case, walk=walk)
    met = _causes_met([link, *earlier])
    is_silent = _is_silent(case, earlier, met)
    cause = None if is_silent or not decides else _cause_for_a_machine(case, walk, met)
    if cause is not None:
        walks.conclude_drawn(walk, now)
    _keep(link, actor, now)
    if cause and present:
        refute_earlier(case, walk)
    if is_silent:
        case.fall_silent(now)
    else:
        _do_what_it_found(case, walk, cause, met, is_new=present is None, now=now)
    return where_it_stands(walk)


def _give_up(present: Walk | None, actor: "User | None", now: datetime) -> None:
    if present is not None and present.is_open:
        walks.abandon(present, reason=_("Started anew."), actor=actor, now=now)


def _keep(link: CaseWalk, actor: "User | None", now: datetime) -> None:
    walk, version = link.walk, link.walk.version
    walks.store_drawn(walk)
    link.read_again_at = turns_at(walk, now)
    store(link)
    told = {"tree": version.tree.slug, "title": version.tree.title, "version": version.number}
    log(link.case, CaseEvent.Kind.WALK_STARTED, now=now, actor=actor, **told)


def _do_what_it_found(
    case: Case,
    walk: Walk,
    cause: Cause | None,
    met: Mapping[str, Cause],
    *,
    is_new: bool,
    now: datetime,
) -> None:
    if cause is not None:
        apply_outcome(case, walk, cause, now=now)
    else:
        _report_missing_cause(walk, met, now=now)
        case.question = question_at(walk)  # the walk may not be stored yet
        # Of one that was walked through before it is no news that there is a case.
        if is_new and not tell_held(case, "case-opened", now=now):
            tell_customer(case, "case-opened", now=now)


def apply_found_in_time(case: Case, walk: Walk, now: datetime) -> bool:
    """Apply the outcome that a locked walk came to while time passed, as `begin_walk` would.

    Say whether a machine might. Nobody is told where it might not: the customer knows that the
    case is open.
    """
    links = walks_of_payment(case)
    met = _causes_met(links)
    if _is_silent(case, links, met):
        case.fall_silent(now)
        return False
    cause = _cause_for_a_machine(case, walk, met)
    if cause is None:
        _report_missing_cause(walk, met, now=now)
        return False
    walks.conclude_locked(walk, actor=None, now=now)
    refute_earlier(case, walk)
    apply_outcome(case, walk, cause, now=now)
    return True


def _report_missing_cause(walk: Walk, met: Mapping[str, Cause], *, now: datetime) -> None:
    node = walk.position().present
    if node.is_outcome and is_missing(node, met.get(node.cause or "")):
        tell_authors(walk, now=now)


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
    """Tell whether a payment's state, or the attempt, is another one than a walk has read."""
    return any(
        (walk.facts.get(name) or "") != (getattr(payment, name) or "")
        for name in (*STATE_FACTS, "reference")
    )


def walks_of_payment(case: Case) -> list[CaseWalk]:
    """Return the walks of all cases of a case's payment, the latest first."""
    links = CaseWalk.objects.present()
    if case.payment_id is None:
        return list(links.filter(case=case))
    return list(links.filter(case__payment=case.payment_id))


def is_left_to_people(case: Case) -> bool:
    """Tell whether a cause that no machine may write about was ever met for this payment.

    It need not be confirmed, nor be where the latest walk stands, nor all that the code can mean.
    """
    links = walks_of_payment(case)
    return _is_silent(case, links, _causes_met(links))


def _causes_met(links: Iterable[CaseWalk]) -> dict[str, Cause]:
    """Return the causes at which walks stand, and those that their codes can mean, by slug."""
    slugs = {slug for link in links for slug in _slugs_met(link.walk)}
    known = _causes()
    return {slug: known[slug] for slug in sorted(slugs) if slug in known}


@kept
def _causes() -> dict[str, Cause]:
    return {cause.slug: cause for cause in Cause.objects.all()}


def _slugs_met(walk: Walk) -> set[str]:
    met = {walk.position().present.cause or ""}
    for entry in walk.facts.get("code_matches", ()):
        met.update((entry["cause"], *entry.get("other_causes", ())))
    met.update(entry["cause"] for entry in walk.facts.get("message_matches", ()))
    return met - {""}


def _is_silent(case: Case, links: Iterable[CaseWalk], met: Mapping[str, Cause]) -> bool:
    causes = [*met.values(), *([case.cause] if case.cause else [])]
    if any(cause.is_silent for cause in causes):
        return True
    others = {link.case_id for link in links} - {case.pk}
    silent = Cause.Disclosure.SILENT
    return bool(others) and Cause.objects.filter(disclosure=silent, case__in=others).exists()


def _cause_for_a_machine(case: Case, walk: Walk, met: Mapping[str, Cause]) -> Cause | None:
    """Return the cause of the outcome that a walk stands at if a machine may apply it, or None.

    Where a customer may not be told of one of the causes that its code or message can mean, a
    machine explains none. `met` are these and those of earlier walks.
    """
    position = walk.position()
    node = position.present
    cause = met.get(node.cause or "")
    automatic = (
        position.is_outcome
        and node.automatic
        and cause is not None
        and all(met[slug].is_open for slug in _slugs_met(walk) if slug in met)
        and (node.status != Status.RESOLVED or _may_end(case, node))
        and case.contact.is_reachable  # else a person must find a way to tell them
        and not _needs_words(case, node, cause)
        and not outcome_of(case, node, cause).waits_in_vain(case)
        and walk.led_by_strong_checks_only(position)
    )
    return cause if automatic else None


def _needs_words(case: Case, node: Node, cause: Cause | None) -> bool:
    """Tell whether the message needs what only a person can add."""
    needs_more = bool(node.message and EVENTS[node.message].needs)
    return needs_more or not fits_payment(case, cause) or asks_for_unnamed(case, cause)


def _may_end(case: Case, node: Node) -> bool:
    """Tell whether a machine may end a case as an outcome says, if it says how."""
    ending, payment = ending_at(case, node), case.payment
    may_end = machine_may_end(ending, payment.status if payment else None)
    return bool(ending) and may_end and not overlooks_words(case, ending)
