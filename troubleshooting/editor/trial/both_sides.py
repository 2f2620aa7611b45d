"""A trial as the agent sees it, and as the customer does, in the active language."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from troubleshooting.causes.models import Cause
from troubleshooting.checks import registry
from troubleshooting.checks.evidence import Evidence, evidence_of, values_read
from troubleshooting.editor.messages import Message, Telling, messages_of
from troubleshooting.editor.step.preview import PreviewOption
from troubleshooting.editor.trial.run import Run, own_key
from troubleshooting.trees.documents.texts import Localised, pick
from troubleshooting.trees.graph import Node
from troubleshooting.trees.names import STATUSES
from troubleshooting.walks.engine import (
    Kind,
    NewAnswer,
    Opinions,
    Step,
    led_by_strong_checks_only,
)

# What stands in a customer's sentence for the reference of the case.
SAMPLE_REFERENCE = "CW-SAMPLE01"


@dataclass(frozen=True)
class Opinion:
    """What a check found, and the values that it could read."""

    evidence: Evidence
    values: list[tuple[str, str]]


@dataclass(frozen=True)
class Passed:
    """One step of the path, with its answer and what else could be answered there."""

    number: int
    node: str
    title: str
    body: str
    answer: str
    source: str
    opinion: Opinion | None
    is_overruling: bool
    options: list[PreviewOption]

    @property
    def own(self) -> str:
        """The step of the tree itself: of a sub-tree the jump to it."""
        return own_key(self.node)


@dataclass(frozen=True)
class Asked:
    """The step that waits for an answer; a dead end has none, and leads nowhere."""

    node: str
    title: str
    body: str
    options: list[PreviewOption]
    can_skip: bool
    is_dead_end: bool
    leads_nowhere: bool
    was_checked: bool
    finding: Opinion | None
    conflicts: list[Opinion]
    customer_title: str


@dataclass(frozen=True)
class Found:
    """The outcome, and what it would do.

    `messages` are those that would go out; `sentence` is what they tell the customer of the cause.
    """

    node: str
    title: str
    body: str
    cure: str
    cause: str
    status: str
    message: str
    messages: list[Message]
    sentence: str
    is_confidential: bool
    is_automatic: bool


@dataclass(frozen=True)
class AgentSight:
    path: list[Passed]
    remaining: int
    asked: Asked | None
    found: Found | None


@dataclass(frozen=True)
class CustomerSight:
    """Only what is written for customers; `hidden` counts the steps that they don't see.

    Without a title the customer sees nothing of the present step.
    """

    path: list[tuple[str, str]]
    hidden: int
    node: str
    title: str
    body: str
    options: list[PreviewOption]
    is_outcome: bool
    messages: list[Message]
    sentence: str


def build_agent_sight(run: Run, reference: str = "") -> AgentSight:
    present = run.position.present
    is_outcome = run.position.is_outcome
    return AgentSight(
        path=[_passed(run, step) for step in run.position.path],
        remaining=run.position.remaining,
        asked=None if is_outcome else _asked(run, present),
        found=_found(run, present, reference) if is_outcome else None,
    )


def build_customer_sight(run: Run, reference: str = "") -> CustomerSight:
    """Compose what the customer reads; nothing here comes from a text for agents."""
    present, path = run.position.present, run.position.path
    voice = present.customer
    cause = _cause(present) if run.position.is_outcome else None
    return CustomerSight(
        path=[
            (_in_language(step.node.customer.title), _answer_label(step))
            for step in path
            if step.node.customer
        ],
        hidden=sum(step.node.customer is None for step in path),
        node=present.key,
        title=_in_language(voice.title) if voice else "",
        body=_in_language(voice.body) if voice else "",
        options=_options(present) if voice else [],
        is_outcome=run.position.is_outcome,
        messages=_messages(run, present, cause, reference),
        sentence=_sentence(present, cause, reference),
    )


def _passed(run: Run, step: Step) -> Passed:
    node, answer = step.node, step.answer
    opinion = None
    if node.check and isinstance(answer, NewAnswer):
        strength = registry.Strength(answer.strength)
        finding = registry.Finding(
            answer.option, strength, answer.message, answer.values, answer.cause
        )
        opinion = _opinion(run, node.check, finding)
    return Passed(
        number=answer.number,
        node=node.key,
        title=_in_language(node.title) or node.key,
        body=_in_language(node.body),
        answer=_answer_label(step),
        source=answer.source,
        opinion=opinion,
        is_overruling=answer.number in run.overruling,
        options=_options(node),
    )


def _asked(run: Run, node: Node) -> Asked:
    finding, conflicts = Opinions(run.graph, run.facts).on(node)
    position = run.position
    return Asked(
        node=node.key,
        title=_in_language(node.title) or node.key,
        body=_in_language(node.body),
        options=_options(node),
        can_skip=not node.required,
        is_dead_end=not any(node.ways_on()),
        leads_nowhere=any(node.ways_on()) and not position.remaining,
        was_checked=position.is_taken_back and node.key in position.checks_said,
        finding=_opinion(run, node.check, finding) if node.check and finding else None,
        conflicts=[_opinion(run, name, other) for name, other in conflicts],
        customer_title=_in_language(node.customer.title) if node.customer else "",
    )


def _opinion(run: Run, check: str, finding: registry.Finding) -> Opinion:
    values = values_read(registry.get(check).reads, run.facts)
    return Opinion(evidence_of(check, finding), values)


def _found(run: Run, node: Node, reference: str) -> Found:
    cause = _cause(node)
    is_open = cause is not None and cause.disclosure == Cause.Disclosure.OPEN
    return Found(
        node=node.key,
        title=_in_language(node.title) or node.key,
        body=_in_language(node.body),
        cure=_in_language(node.cure),
        cause=cause.name if cause else "",
        status=str(STATUSES.get(node.status or "", node.status or "")),
        message=node.message or "",
        messages=_messages(run, node, cause, reference),
        sentence=_sentence(node, cause, reference),
        is_confidential=cause is not None and not is_open,
        is_automatic=is_open and node.automatic and led_by_strong_checks_only(run.position),
    )


def _cause(node: Node) -> Cause | None:
    return Cause.objects.filter(slug=node.cause).first() if node.cause else None


def _messages(run: Run, node: Node, cause: Cause | None, reference: str) -> list[Message]:
    if not node.is_outcome:
        return []
    language = get_language() or "en"
    status, message = node.status or "", node.message or ""
    return messages_of(Telling(message, status, cause, language, run.facts, reference))


def _sentence(node: Node, cause: Cause | None, reference: str) -> str:
    """Return the customer's sentence of the cause, unless nothing is sent or may be said."""
    if not node.message or cause is None or cause.disclosure == Cause.Disclosure.SILENT:
        return ""
    words = cause.customer_message(get_language() or "en")
    return words.replace("{reference}", reference or SAMPLE_REFERENCE)


def _options(node: Node) -> list[PreviewOption]:
    return [
        PreviewOption(
            option.key, _in_language(option.label) or option.key, str(at) if at <= 9 else ""
        )
        for at, option in enumerate(node.options, start=1)
    ]


def _answer_label(step: Step) -> str:
    if step.answer.kind == Kind.SKIPPED:
        return _("Skipped")
    if step.answer.kind == Kind.CANT_SAY:
        return _("Can't say")
    option = step.node.option(step.answer.option)
    return (_in_language(option.label) if option else "") or step.answer.option or ""


def _in_language(text: Localised | None) -> str:
    return pick(text, get_language() or "en")
