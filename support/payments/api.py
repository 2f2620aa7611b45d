"""Channels over the API: read by everybody who works cases, with their present state."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import mixins, serializers, viewsets

from support.payments.models import Channel, ChannelState, Payment
from support.payments.references.looking_up import payments_called

MOST_ALIKE = 50


class RowByName(serializers.SlugRelatedField[Any]):
    """A row by its public name; anything that can be none isn't even looked for."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or "\0" in data:
            self.fail("invalid")
        return super().to_internal_value(data)


class PaymentByName(RowByName):
    """A payment by our own reference, or by what a bank or provider calls it."""

    default_error_messages = {
        "ambiguous": _("Several payments are called “{value}”. Name one by our own reference."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="reference", queryset=Payment.objects.all(), **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or "\0" in data:
            self.fail("invalid")
        found = list(payments_called(data)[:MOST_ALIKE])
        own = [payment for payment in found if payment.reference == data]
        if len(own or found) > 1:
            self.fail("ambiguous", value=data)
        if not found:
            self.fail("does_not_exist", slug_name="reference", value=data)
        return (own or found)[0]


class ChannelSerializer(serializers.ModelSerializer[Channel]):
    state = serializers.SerializerMethodField()

    class Meta:
        model = Channel
        fields = [
            "code", "name_en", "name_zh", "public_name_en", "public_name_zh", "direction", "method",
            "currency", "schemes",
            "min_amount", "max_amount", "daily_total", "daily_count", "opens_at", "closes_at",
            "works_weekends", "holidays", "time_zone", "new_user_days", "new_user_max",
            "usual_latency_ms", "timeout_ms", "state",
        ]  # fmt: skip

    def get_state(self, channel: Channel) -> str:
        return getattr(channel, "present_state", None) or Channel.State.NORMAL


class PaymentSerializer(serializers.ModelSerializer[Payment]):
    """What a case's reader may see of its payment."""

    channel = serializers.SlugRelatedField[Channel](slug_field="code", read_only=True)

    class Meta:
        model = Payment
        fields = [
            "reference", "channel", "direction", "amount", "amount_text", "currency", "method",
            "status", "initiated_at", "failure_scheme", "failure_code", "failure_message",
            "bank_latency_ms", "counterparty_name", "counterparty_account",
        ]  # fmt: skip


class ChannelViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Channel]
):
    """Bank and wallet routes."""

    queryset = Channel.objects.all()
    serializer_class = ChannelSerializer
    ordering = ("code",)
    lookup_field = "code"
    lookup_value_regex = "[-a-zA-Z0-9_]+"

    def get_queryset(self) -> QuerySet[Channel]:
        latest = ChannelState.objects.filter(
            channel=OuterRef("pk"), since__lte=timezone.now()
        ).order_by("-since", "-pk")
        return Channel.objects.annotate(present_state=Subquery(latest.values("state")[:1]))
