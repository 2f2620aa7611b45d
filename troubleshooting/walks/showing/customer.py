"""A walk as the customer sees it: nothing here comes from a text for agents."""

from troubleshooting.walks.engine import Position
from troubleshooting.walks.showing.values import CustomerSight, Message
from troubleshooting.walks.showing.words import answer_of, in_language, options_of


def show_customer(position: Position, messages: list[Message], sentence: str) -> CustomerSight:
    """Show where a walk stands; an outcome with what is sent, and what it says of the cause."""
    present, voice = position.present, position.present.customer
    return CustomerSight(
        path=[
            (in_language(step.node.customer.title), answer_of(step))
            for step in position.path
            if step.node.customer
        ],
        hidden=sum(step.node.customer is None for step in position.path),
        node=present.key,
        title=in_language(voice.title) if voice else "",
        body=in_language(voice.body) if voice else "",
        options=options_of(present) if voice else [],
        is_outcome=position.is_outcome,
        messages=messages,
        sentence=sentence,
    )
