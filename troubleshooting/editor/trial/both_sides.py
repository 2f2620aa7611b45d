"""A trial as the agent sees it, and as the customer does, in the active language."""

from dataclasses import replace

from django.utils.translation import get_language

from troubleshooting.causes.models import Cause
from troubleshooting.editor.messages import Telling, messages_of, sentence_of
from troubleshooting.editor.trial.run import Run
from troubleshooting.trees.telling import as_told
from troubleshooting.walks.engine import NewAnswer, Opinions, Step, led_by_strong_checks_only
from troubleshooting.walks.showing.agent import show_asked, show_found, show_taken
from troubleshooting.walks.showing.customer import show_customer
from troubleshooting.walks.showing.values import AgentSight, CustomerSight, Found, Message, Taken

# What stands in a customer's sentence for the reference of the case.
SAMPLE_REFERENCE = "CW-SAMPLE01"


def build_agent_sight(run: Run, reference: str = "") -> AgentSight:
    position = run.position
    opinion = Opinions(run.graph, run.facts).on(position.present)
    return AgentSight(
        path=[_taken(run, step) for step in position.path],
        remaining=position.remaining,
        asked=None if position.is_outcome else show_asked(run.graph, position, opinion, run.facts),
        found=_found(run, reference) if position.is_outcome else None,
    )


def build_customer_sight(run: Run, reference: str = "") -> CustomerSight:
    """Compose what the customer reads of a trial."""
    cause = _cause(run)
    return show_customer(run.position, *_told(run, cause, reference))


def _taken(run: Run, step: Step) -> Taken:
    said = step.answer if isinstance(step.answer, NewAnswer) else None
    return show_taken(step, said, run.facts, is_overruled=step.answer.number in run.overruling)


def _found(run: Run, reference: str) -> Found:
    node = run.position.present
    cause = _cause(run)
    messages, sentence = _told(run, cause, reference)
    is_open = cause is not None and cause.disclosure == Cause.Disclosure.OPEN
    return replace(
        show_found(node, cause),
        messages=messages,
        sentence=sentence,
        is_automatic=is_open and node.automatic and led_by_strong_checks_only(run.position),
    )


def _cause(run: Run) -> Cause | None:
    """Return the cause of the present step, as it is told once the draft is published."""
    node = run.position.present
    return as_told(Cause.named(node.cause), node.told or {})


def _told(run: Run, cause: Cause | None, reference: str) -> tuple[list[Message], str]:
    """Return the messages of an outcome, and what they say of its cause."""
    node, language = run.position.present, get_language() or "en"
    if not node.is_outcome:
        return [], ""
    told = Telling(node.message or "", node.status or "", cause, language, run.facts, reference)
    sentence = sentence_of(
        told.message,
        cause,
        language,
        direction=str(run.facts.get("direction") or ""),
        known={"reference": reference or SAMPLE_REFERENCE},
    )
    return messages_of(told), sentence
