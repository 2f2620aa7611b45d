"""What the description says of a payment event and of its answer; `events/` does the reading."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from support.payments.ladder.rungs import Rung
from support.payments.models import PayeeCheck

KINDS = ["payment.updated", "payment.failed", "payment.pending", "payment.succeeded"]
REFERENCE_KINDS = [
    "uetr", "end_to_end_id", "trace_number", "arn", "imad", "clave_rastreo", "provider_id",
    "bank_reference",
]  # fmt: skip
_AMOUNT = {"oneOf": [{"type": "string"}, {"type": "number"}], "nullable": True}


@extend_schema_field(_AMOUNT)
class AmountField(serializers.Field[Any, Any, Any, Any]):
    """An amount in major units, as text or number."""


def _text(help_text: str = "") -> serializers.CharField:
    return serializers.CharField(
        required=False, allow_null=True, allow_blank=True, help_text=help_text
    )


class EventReferenceSerializer(serializers.Serializer[dict[str, Any]]):
    kind = serializers.ChoiceField(choices=REFERENCE_KINDS)
    value = serializers.CharField()


class EventCustomerSerializer(serializers.Serializer[dict[str, Any]]):
    id = _text("What the payment system calls the customer, the same for all their payments")
    name = _text()
    email = _text()
    phone = _text("Best in E.164; a national number is read in the country of its channel")
    locale = _text("Such as en-GB or zh-Hans")
    time_zone = _text("A name of the tz database")


class EventPaymentSerializer(serializers.Serializer[dict[str, Any]]):
    """`reference`, or one of `references`, must be there; whatever else is known helps."""

    reference = _text("The payment system's own, the same in every event of the payment")
    references = EventReferenceSerializer(many=True, required=False)
    direction = _text("payout, payin or refund")
    amount = AmountField(required=False)
    currency = _text("ISO 4217")
    method = _text()
    channel = _text("The code of a channel; one that is not known yet is added")
    customer = EventCustomerSerializer(required=False, allow_null=True)
    created_at = _text("When the payment was made; without an offset in the channel's time zone")
    status = serializers.ChoiceField(
        choices=[rung.value for rung in Rung], required=False, allow_null=True
    )
    client = _text()
    tls_version = _text()
    failure_scheme = _text()
    failure_code = _text()
    failure_message = _text()
    bank_latency_ms = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    account_age_days = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    counterparty_name = _text()
    counterparty_account = _text("Only its last four characters are stored")
    payee_check = serializers.ChoiceField(
        choices=PayeeCheck.values, required=False, allow_null=True
    )


class PaymentEventSerializer(serializers.Serializer[dict[str, Any]]):
    """The form in which Casewalk likes to be told; it reads much more than that.

    Nothing but the lack of a usable reference is refused for what stands in it. A field that can't
    be read is left out and shown on the case.
    """

    type = serializers.ChoiceField(choices=KINDS, required=False, allow_null=True)
    occurred_at = _text("Since when it is so, at the payment system")
    payment = EventPaymentSerializer()


class EventAnswerSerializer(serializers.Serializer[dict[str, Any]]):
    """What an event is answered: the case, its walk, and the outcome or the step it waits at."""

    case = serializers.CharField(allow_null=True)
    walk = serializers.CharField(allow_null=True)
    outcome = serializers.CharField(allow_null=True)
    waiting_at = serializers.CharField(allow_null=True)
    automatic = serializers.BooleanField()
