"""The form of a payment event. What can't be read in it is refused by field."""

import unicodedata
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from rest_framework import serializers

from support.customers.contacts import Contact
from support.payments.api import RowByName
from support.payments.ladder.agreeing import agree, read_type
from support.payments.ladder.rungs import Rung
from support.payments.ladder.words import read_status
from support.payments.models import Channel, Direction
from support.payments.news import PaymentNews

KINDS = ["payment.updated", "payment.failed", "payment.pending", "payment.succeeded"]
STATUSES = [*Rung, "succeeded"]


class PlainText(serializers.CharField):
    """Text or a number, as payment systems send both; control characters are dropped."""

    def to_internal_value(self, data: Any) -> str:
        if isinstance(data, float):
            data = repr(data)
        text = super().to_internal_value(data)
        return "".join(letter for letter in text if unicodedata.category(letter) not in _DROPPED)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        value = super().run_validation(data)
        return "" if value is None else value


_DROPPED = {"Cc", "Cs"}


def _optional(length: int) -> PlainText:
    return PlainText(
        max_length=length, required=False, allow_null=True, allow_blank=True, default=""
    )


class EventCustomerSerializer(serializers.Serializer[dict[str, Any]]):
    name = _optional(200)
    email = serializers.EmailField(
        max_length=254, required=False, allow_null=True, allow_blank=True
    )
    phone = _optional(40)
    locale = _optional(35)


class EventPaymentSerializer(serializers.Serializer[dict[str, Any]]):
    reference = PlainText(max_length=100)
    direction = serializers.ChoiceField(choices=Direction.choices)
    amount = PlainText(max_length=60, allow_null=True, allow_blank=True)
    currency = PlainText(max_length=10, allow_null=True, allow_blank=True)
    method = PlainText(max_length=30, allow_null=True, allow_blank=True)
    channel = RowByName(slug_field="code", queryset=Channel.objects.all())
    customer = EventCustomerSerializer()
    created_at = PlainText(max_length=40, allow_null=True, allow_blank=True)
    status = serializers.ChoiceField(choices=STATUSES)
    client = _optional(200)
    tls_version = _optional(20)
    failure_scheme = _optional(50)
    failure_code = _optional(100)
    failure_message = _optional(500)
    bank_latency_ms = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=10**12
    )
    account_age_days = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=100_000
    )
    counterparty_name = _optional(200)
    counterparty_account = _optional(60)


class PaymentEventSerializer(serializers.Serializer[dict[str, Any]]):
    type = serializers.ChoiceField(choices=KINDS)
    occurred_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    payment = EventPaymentSerializer()


def news_from(validated: Mapping[str, Any]) -> PaymentNews:
    """Make news of what PaymentEventSerializer let through."""
    payment = validated["payment"]
    channel: Channel = payment["channel"]
    names = {field.name for field in fields(PaymentNews)} & payment.keys() - {"channel", "status"}
    customer = {name: value or "" for name, value in payment["customer"].items()}
    said = agree(read_type(validated["type"]), read_status(payment["status"]))
    return PaymentNews(
        **{name: payment[name] for name in names},
        channel=channel.code,
        status=said.rung or "",
        status_said=payment["status"],
        contradiction=said.contradiction,
        occurred_at=validated["occurred_at"],
        contact=Contact(**customer, time_zone=channel.time_zone),
    )


class EventAnswerSerializer(serializers.Serializer[dict[str, Any]]):
    """What an event is answered: the case, its walk, and the outcome or the step it waits at."""

    case = serializers.CharField(allow_null=True)
    walk = serializers.CharField(allow_null=True)
    outcome = serializers.CharField(allow_null=True)
    waiting_at = serializers.CharField(allow_null=True)
    automatic = serializers.BooleanField()
