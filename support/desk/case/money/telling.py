"""What a line of the timeline tells of money moved again."""

from typing import Any

from support.operations.money.models import Deed, State, Why
from support.payments.models import PayeeCheck

_LABELS = {
    "deed": dict(Deed.choices),
    "step": dict(State.choices),
    "why": dict(Why.choices),
    "result": dict(PayeeCheck.choices),
}


def told_money(values: dict[str, Any], _graph: object) -> str:
    """Return the deed, how far it is and why not, or what a payee's bank said."""
    told = (labels.get(str(values.get(name, ""))) for name, labels in _LABELS.items())
    return " · ".join(str(label) for label in told if label)
