"""A walk goes on by itself, for time has passed or somebody has told us something."""

from datetime import datetime

from django.db import transaction

from support.cases.locked import lock_case, move_case
from support.cases.models import Case, CaseEvent, Status, log
from support.cases.telling.messages_of_case import tell_what_is_so_now
from support.guidance.beginning import apply_found_in_time, present_walk
from support.guidance.facts import facts_of
from support.guidance.models import CaseWalk
from support.guidance.outcomes.unread import unread_answer
from support.guidance.waiting.turning import turns_at
from support.payments.services import is_contradicted
from troubleshooting.checks import registry
from troubleshooting.walks import engine
from troubleshooting.walks import services as walks
from troubleshooting.walks.models import Walk


@transaction.atomic
def go_on(case: Case, *, now: datetime) -> bool:
    """Let the present walk of a case go on, for a fact came; tell whether it stands elsewhere.

    A walk that ended at an outcome is under way again where a check that awaits just this led
    there, or where a bank has answered of which no step knows: what it came to is not refuted, it
    was so until then. Where no machine may apply what it
    comes to now, a case that waited for the bank is ours again. A second call changes nothing.
    """
    case = lock_case(case)
    walk = present_walk(case)
    if walk is None or case.is_done or case.payment is None:
        return False
    was_ended = not walk.is_open
    if was_ended and not (_is_overtaken(case, walk, now) or _is_answered(case, walk, now)):
        return False
    if was_ended:
        walks.take_back_end(walk)
    went_on = go_on_locked(case, walk, now)
    CaseWalk.objects.filter(walk=walk).update(read_again_at=turns_at(walk, now))
    if walk.is_open and went_on and case.status == Status.WAITING_BANK:
        move_case(case, Status.OPEN, now=now)
        tell_what_is_so_now(case, now=now)
    return went_on


def go_on_locked(case: Case, walk: Walk, now: datetime) -> bool:
    """Read the facts anew; apply the outcome that the checks come to, if a machine may."""
    if case.payment is None:
        return False
    before = walk.position().present.key
    walks.reread_facts(walk, facts_of(case, now=now), now=now)
    position = walk.position()
    went_on = position.present.key != before
    if went_on and position.path:
        last = position.path[-1]
        option = last.answer.option or ""
        log(case, CaseEvent.Kind.ANSWERED, now=now, node=last.node.key, option=option)
    # Else nothing automatic: a person sees what is said against it.
    if not (is_contradicted(case.payment) or unread_answer(walk)):
        apply_found_in_time(case, walk, now)
    return went_on


def _is_overtaken(case: Case, walk: Walk, now: datetime) -> bool:
    """Tell whether a walk ended where a check that awaits something else would not lead now."""
    if walk.state != Walk.State.CONCLUDED:
        return False
    facts, graph = facts_of(case, now=now), walk.version.graph
    answer = engine.overtaking(graph, walk.engine_answers(), facts)
    check = graph.nodes[answer.node].check if answer else None
    return bool(check and registry.get(check).awaits)


def _is_answered(case: Case, walk: Walk, now: datetime) -> bool:
    """Tell whether a bank has answered since a walk ended at an outcome, and no step asks it."""
    if walk.state != Walk.State.CONCLUDED:
        return False
    answer = unread_answer(walk, facts_of(case, now=now))
    return answer not in ("", unread_answer(walk))
