"""What a form of a walk says, and whether the walk has it already.

Forms name steps and answers by numbers alone: their keys are words for agents.
"""

from django.http import QueryDict

from troubleshooting.walks.engine import Kind, Position, Source
from troubleshooting.walks.services import Choice

MOST_DIGITS = 6


def choice_in(form: QueryDict, position: Position) -> Choice | None:
    """Read which answer was pressed on the page that was made at a position.

    `option` is the place of an answer, 0 for "I do not know"; `change` the number of the answer
    that this one stands in for. None for what no page of ours sends.
    """
    place, change = number_in(form.get("option")), number_in(form.get("change"))
    steps = {step.answer.number: step.node for step in position.path}
    node = steps.get(change) if change else position.present
    if node is None or place is None or place > len(node.options):
        return None
    option = node.options[place - 1].key if place else None
    kind = Kind.ANSWERED if place else Kind.CANT_SAY
    return Choice(node.key, option, kind, source=Source.CUSTOMER)


def number_in(text: str | None) -> int | None:
    """Read a number, None for what is none."""
    return int(text) if text and text.isdecimal() and len(text) <= MOST_DIGITS else None


def has_answer(position: Position, choice: Choice) -> bool:
    """Tell whether a customer has given this very answer: the same press, twice."""
    step = position.step_at(choice.node)
    if step is None or step.answer.source != Source.CUSTOMER:
        return False
    return (step.answer.kind, step.answer.option) == (choice.kind, choice.option)
