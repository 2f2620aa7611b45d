"""What a person may answer, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from troubleshooting.trees.graph import Graph, Node
from troubleshooting.walks.engine import Kind, Position, Source


@dataclass(frozen=True)
class Choice:
    """What a person chose at a node: an option, "can't say", or to skip it with a reason.

    `values` are what whoever asked keeps beside it.
    """

    node: str
    option: str | None = None
    kind: str = Kind.ANSWERED
    note: str = ""
    reason: str = ""
    source: str = Source.AGENT
    values: Mapping[str, Any] = field(default_factory=dict)


def asks_customer(position: Position) -> bool:
    """Tell whether the present step waits for the customer, who is asked in words of their own.

    It does not where an agent took back what the record said there: only with a reason is that
    overruled.
    """
    node = position.present
    is_left_to_agents = position.is_taken_back and node.key in position.checks_said
    return bool(node.customer and node.options) and not is_left_to_agents


def check_choice(graph: Graph, position: Position, choice: Choice) -> None:
    """Raise ValidationError for a choice that the walk can't take where it stands."""
    node = graph.nodes.get(choice.node)
    if node is None:
        raise ValidationError(_("This guide has no such step."), code="unknown_node")
    if node != position.present and position.step_at(node.key) is None:
        raise ValidationError(
            _("This step is not on the present path, so it can't be answered now."),
            code="not_on_path",
        )
    if node.is_outcome:
        raise ValidationError(
            _("An outcome takes no answer: confirm it, or change an earlier step."),
            code="outcome_takes_no_answer",
        )
    _check_kind(node, choice)
    if choice.source == Source.CUSTOMER:
        _check_customer(position, choice)
    if _needs_a_reason(position, choice) and not choice.reason.strip():
        raise ValidationError(
            _("The payment record answered this step. Please give a reason for overruling it."),
            code="reason_needed",
        )


def overrules_a_check(position: Position, choice: Choice) -> bool:
    """Tell whether a person puts another answer in the place of what a check said.

    At the present step a check said nothing, or left the decision to a person; unless its answer
    was taken back, which is no way around the reason.
    """
    if choice.node not in position.checks_said:
        return False
    if choice.node == position.present.key and not position.is_taken_back:
        return False
    is_same = choice.kind == Kind.ANSWERED and choice.option == position.checks_said[choice.node]
    return not is_same


def _needs_a_reason(position: Position, choice: Choice) -> bool:
    """Tell whether a choice overrules a check; one that was overruled on the path has a reason."""
    step = None if choice.node == position.present.key else position.step_at(choice.node)
    is_new = step is None or step.answer.source == Source.CHECK
    return is_new and overrules_a_check(position, choice)


def _check_kind(node: Node, choice: Choice) -> None:
    match choice.kind:
        case Kind.ANSWERED:
            if node.option(choice.option) is None:
                raise ValidationError(_("This step has no such answer."), code="unknown_option")
        case Kind.SKIPPED:
            _check_skip(node, choice)
        case Kind.CANT_SAY:
            return
        case _:
            raise ValidationError(_("A step can't be answered like this."), code="unknown_kind")


def _check_customer(position: Position, choice: Choice) -> None:
    """Let a customer answer what they are asked, and change what they answered; nobody else's."""
    if choice.node == position.present.key:
        is_theirs = asks_customer(position)
    else:
        step = position.step_at(choice.node)
        is_theirs = step is not None and step.answer.source == Source.CUSTOMER
    if not is_theirs or choice.kind == Kind.SKIPPED:
        raise ValidationError(_("This step is not asked of the customer."), code="not_theirs")


def _check_skip(node: Node, choice: Choice) -> None:
    if node.required:
        raise ValidationError(_("This step can't be skipped."), code="required_step")
    if not choice.reason.strip():
        raise ValidationError(
            _("Please give a reason for skipping this step."), code="reason_needed"
        )
