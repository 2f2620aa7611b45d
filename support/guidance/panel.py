"""The guide as an agent sees it: the path so far, the present step, the outcome with its messages.

The page and the API are made of the same panel, so neither knows more than the other.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from support.cases.models import CUSTOMER_WORDING, Case, Status
from support.guidance.applying import cause_at, event_at, outcome_context
from support.notifications.words.rendering import Rendered, render
from troubleshooting.causes.models import Cause
from troubleshooting.checks import registry
from troubleshooting.checks.evidence import Evidence, evidence_of
from troubleshooting.trees.documents.texts import pick
from troubleshooting.trees.graph import Node
from troubleshooting.walks.models import Walk, WalkAnswer


@dataclass(frozen=True)
class Taken:
    """One step of the path, with its answer."""

    number: int
    node: str
    title: str
    answer: str
    kind: str
    source: str
    actor: str
    answered_at: datetime
    note: str
    reason: str
    evidence: Evidence | None
    is_changed: bool
    is_overruled: bool


@dataclass(frozen=True)
class Choosable:
    """One answer an agent can give; `digit` is its key, empty beyond nine."""

    key: str
    label: str
    digit: str


@dataclass(frozen=True)
class Asked:
    """The step that waits for an answer."""

    node: str
    kind: str
    title: str
    body: str
    options: list[Choosable]
    can_skip: bool
    was_checked: bool
    finding: Evidence | None
    conflicts: list[Evidence]
    customer_title: str


@dataclass(frozen=True)
class Preview:
    """One message as the customer would get it."""

    channel: str
    address: str
    rendered: Rendered


@dataclass(frozen=True)
class Found:
    """The outcome at which a walk stands."""

    node: str
    title: str
    body: str
    cause: str
    cause_name: str
    cure: str
    status: str
    status_label: str
    customer_wording: str
    message: str
    is_confidential: bool
    previews: list[Preview]


@dataclass(frozen=True)
class Panel:
    """Everything the guide panel shows of one walk."""

    walk: Walk
    title: str
    version: int
    is_open: bool
    seen: int
    remaining: int
    path: list[Taken]
    asked: Asked | None = None
    found: Found | None = None
    off_path: list[str] = field(default_factory=list)


def build_panel(case: Case, walk: Walk, *, now: datetime) -> Panel:
    """Compose the panel of a walk in the active language."""
    position = walk.position()
    changed = walk.changed_steps(position)
    node = position.present
    is_outcome = position.is_outcome
    return Panel(
        walk=walk,
        title=pick(walk.version.graph.title, _language()),
        version=walk.version.number,
        is_open=walk.is_open,
        seen=walk.answers_seen,
        remaining=position.remaining,
        path=[_taken(walk, step, changed) for step in position.path],
        asked=None if is_outcome else _asked(walk, node),
        found=_found(case, walk, node, now) if is_outcome else None,
        off_path=[answer.node for answer in position.off_path],
    )


def _taken(walk: Walk, step: Any, changed: frozenset[str]) -> Taken:
    node: Node = step.node
    row: WalkAnswer = walk.answer_row(step.answer.number)
    evidence = None
    if row.message and node.check:
        finding = registry.Finding(
            row.option, registry.Strength(row.strength), row.message, row.values
        )
        evidence = evidence_of(node.check, finding)
    return Taken(
        number=row.number,
        node=node.key,
        title=pick(node.title, _language()),
        answer=_answer_label(node, row),
        kind=row.kind,
        source=row.source,
        actor=str(row.actor.get_full_name() or row.actor.get_username()) if row.actor else "",
        answered_at=row.answered_at,
        note=row.note,
        reason=row.reason,
        evidence=evidence,
        is_changed=node.key in changed,
        is_overruled=row.overrules,
    )


def _answer_label(node: Node, row: WalkAnswer) -> str:
    if row.kind == WalkAnswer.Kind.SKIPPED:
        return _("Skipped")
    if row.kind == WalkAnswer.Kind.CANT_SAY:
        return _("Can't say")
    labels = {option.key: pick(option.label, _language()) for option in node.options}
    return labels.get(row.option or "", row.option or "")


def _asked(walk: Walk, node: Node) -> Asked:
    finding, conflicts = walk.waiting_evidence(node)
    options = [
        Choosable(option.key, pick(option.label, _language()), str(at) if at <= 9 else "")
        for at, option in enumerate(node.options, start=1)
    ]
    return Asked(
        node=node.key,
        kind=node.kind,
        title=pick(node.title, _language()),
        body=pick(node.body, _language()),
        options=options,
        can_skip=not node.required,
        was_checked=walk.position().is_taken_back and node.key in walk.position().checks_said,
        finding=evidence_of(node.check, finding) if node.check and finding else None,
        conflicts=[evidence_of(name, other) for name, other in conflicts],
        customer_title=pick(node.customer.title, _language()) if node.customer else "",
    )


def _found(case: Case, walk: Walk, node: Node, now: datetime) -> Found:
    cause = cause_at(node)
    status = Status(node.status or case.status)
    event = "" if case.is_silent else event_at(node.status, node.message)
    return Found(
        node=node.key,
        title=pick(node.title, _language()),
        body=pick(node.body, _language()),
        cause=node.cause or "",
        cause_name=cause.name if cause else "",
        cure=pick(node.cure, _language()),
        status=status,
        status_label=str(status.label),
        customer_wording=str(CUSTOMER_WORDING[status]),
        message=event,
        is_confidential=cause is not None and cause.disclosure != Cause.Disclosure.OPEN,
        previews=_previews(case, node, event, now) if walk.is_open and event else [],
    )


def _previews(case: Case, node: Node, event: str, now: datetime) -> list[Preview]:
    context = outcome_context(case, node, now=now)
    customer = case.customer
    reached = {"email": customer.email, "sms": customer.phone}
    return [
        Preview(channel, address, render(event, channel, customer.language, context))
        for channel, address in reached.items()
        if address
    ]


def _language() -> str:
    return get_language() or "en"
