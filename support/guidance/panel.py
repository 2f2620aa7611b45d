"""The guide as an agent sees it: the path so far, the present step, the outcome with its messages.

The page and the API are made of the same panel, so neither knows more than the other.
"""

from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime

from support.cases.models import Case, Status
from support.guidance.applying import event_at, messages_to, outcome_context
from troubleshooting.causes.models import Cause
from troubleshooting.walks.engine import Step
from troubleshooting.walks.models import Walk
from troubleshooting.walks.showing.agent import show_asked, show_found, show_taken
from troubleshooting.walks.showing.values import AgentSight, Found, Message, Taken
from troubleshooting.walks.showing.words import in_language


@dataclass(frozen=True)
class Panel(AgentSight):
    """Everything the guide panel shows of one walk."""

    walk: Walk
    title: str
    is_open: bool
    seen: int
    off_path: list[str]


def build_panel(case: Case, walk: Walk, *, now: datetime) -> Panel:
    """Compose the panel of a walk in the active language."""
    position = walk.position()
    changed = walk.changed_steps(position)
    node = position.present
    is_outcome = position.is_outcome
    return Panel(
        walk=walk,
        title=in_language(walk.version.graph.title),
        is_open=walk.is_open,
        seen=walk.answers_seen,
        remaining=position.remaining,
        path=[_taken(walk, step, changed) for step in position.path],
        asked=None if is_outcome else show_asked(position, walk.waiting_evidence(node)),
        found=_found(case, walk, now) if is_outcome else None,
        off_path=[answer.node for answer in position.off_path],
    )


def _taken(walk: Walk, step: Step, changed: frozenset[str]) -> Taken:
    row = walk.answer_row(step.answer.number)
    return replace(
        show_taken(step, row),
        is_overruled=row.overrules,
        is_changed=step.node.key in changed,
        actor=str(row.actor.get_full_name() or row.actor.get_username()) if row.actor else "",
        answered_at=row.answered_at,
        note=row.note,
        reason=row.reason,
    )


def _found(case: Case, walk: Walk, now: datetime) -> Found:
    node = walk.position().present
    cause = Cause.named(node.cause)
    status = Status(node.status or case.status)
    event = "" if case.is_silent else event_at(node.status, node.message)
    return replace(
        show_found(node, cause),
        status=status,
        status_label=str(status.label),
        customer_wording=_read_after(case, cause, status),
        message=event,
        messages=_messages(case, walk, event, now) if walk.is_open and event else [],
    )


def _read_after(case: Case, cause: Cause | None, status: Status) -> str:
    """Return what the customer reads of the case once the outcome is applied."""
    after = copy(case)
    after.status, after.cause = status, cause
    return after.customer_wording


def _messages(case: Case, walk: Walk, event: str, now: datetime) -> list[Message]:
    return messages_to(case, event, outcome_context(case, walk.position().present, now=now))
