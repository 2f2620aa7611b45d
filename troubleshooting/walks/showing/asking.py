"""What a customer is asked, one question a page, and what they answered.

As in `customer.py` nothing comes from a text for agents; but here only their own answers are seen.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from troubleshooting.trees.documents.texts import Localised
from troubleshooting.trees.graph import Node
from troubleshooting.walks.choices import asks_customer
from troubleshooting.walks.engine import Answer, Kind, Position, Step
from troubleshooting.walks.models import Walk
from troubleshooting.walks.showing.words import answer_of, in_language


@dataclass(frozen=True)
class Question:
    """One question with the labels of its answers; keys are words for agents, and not here.

    Of one that is asked again `change` is the number of its answer, and `chosen` the place of that
    one, 0 where they did not know.
    """

    title: str
    body: str
    options: list[str]
    change: int | None = None
    chosen: int | None = None


@dataclass(frozen=True)
class Given:
    """One answer of theirs, which is changed by its number."""

    number: int
    title: str
    answer: str


@dataclass(frozen=True)
class Asking:
    """A walk as its customer goes through it. Without a question nothing is asked of them now.

    `seen` is the number of answers that the walk had.
    """

    seen: int
    question: Question | None
    given: list[Given]


def show_asking(
    position: Position, own: Iterable[Step], *, seen: int, change: int | None = None
) -> Asking:
    """Show where a walk stands, with the answers that are their `own`.

    `change` is the number of one of these to be given anew; another number counts as none.
    """
    told = {step.answer.number: step for step in own if step.node.customer}
    again = told.get(change or 0)
    if again is not None:
        question: Question | None = _question(again.node, again.answer)
    else:
        question = _question(position.present) if asks_customer(position) else None
    given = [Given(number, _title(step.node), _answer(step)) for number, step in told.items()]
    return Asking(seen, question, given)


def question_at(walk: Walk) -> Localised:
    """Return the question with which a walk waits for its customer, nothing for none.

    Answers are read only where the step speaks to customers at all.
    """
    node = walk.version.graph.nodes.get(walk.present_node)
    voice = node.customer if node else None
    return voice.title if walk.is_open and voice and asks_customer(walk.position()) else {}


def _question(node: Node, answer: Answer | None = None) -> Question:
    keys: list[str | None] = [option.key for option in node.options]
    chosen = None
    if answer is not None:
        chosen = keys.index(answer.option) + 1 if answer.option in keys else 0
    return Question(
        title=_title(node),
        body=in_language(node.customer.body) if node.customer else "",
        options=[in_language(option.label) for option in node.options],
        change=answer.number if answer else None,
        chosen=chosen,
    )


def _answer(step: Step) -> str:
    return _("I do not know") if step.answer.kind == Kind.CANT_SAY else answer_of(step)


def _title(node: Node) -> str:
    return in_language(node.customer.title) if node.customer else ""
