"""What a payment's code and message mean on its channel."""

from typing import Any

from support.payments.models import Payment
from support.payments.models.overrides import overrides_of
from troubleshooting.walks.codes import Said, code_facts, read_book


def facts_of_code(payment: Payment) -> dict[str, Any]:
    """Return the facts of a payment's code, by the tables as they are now."""
    channel = payment.channel
    said = Said(
        scheme=payment.failure_scheme,
        code=payment.failure_code,
        message=payment.failure_message,
        direction=payment.direction,
        channel_schemes=tuple(channel.schemes),
    )
    return code_facts(read_book(), said, overrides_of(channel.pk))
