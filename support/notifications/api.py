"""Messages over the API: what went out, what became of it, and what can be done about it."""

from datetime import date, datetime, time
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from support.notifications.models import Attempt, Channel, Notification, Reason, State, Urgency
from support.notifications.services import (
    cancel_notification,
    retry_notification,
    send_by_other_channel,
    settle_by_hand,
)
from support.notifications.words.events import EVENTS, TO_COLLEAGUES
from web.access import by, user_of
from web.bodies import validated


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """One try; without a provider it says what somebody decided."""

    class Meta:
        model = Attempt
        fields = [
            "number", "provider", "started_at", "ended_at", "ok", "permanent", "uncertain", "words",
        ]  # fmt: skip


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """What goes out. Read it over `for_thread`, which fetches the attempts for all rows at once."""

    address = serializers.CharField(source="masked_address", read_only=True)
    urgency = serializers.SerializerMethodField()
    attempts = AttemptSerializer(source="attempt_rows", many=True, read_only=True)

    class Meta:
        model = Notification
        fields = [
            "id", "event", "channel", "language", "thread", "urgency", "state", "reason",
            "address", "subject", "wording", "provider", "segments", "cost", "stands_in_for",
            "superseded_by", "broadcast", "attempts", "not_before", "expires_at", "created_at",
            "sent_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=[level.name.lower() for level in Urgency]))
    def get_urgency(self, notification: Notification) -> str:
        return Urgency(notification.urgency).name.lower()


class SettlementSerializer(serializers.Serializer[dict[str, Any]]):
    """What somebody found out about a message of which nobody knew whether it went out."""

    arrived = serializers.BooleanField()


class NotificationFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=State.choices)
    channel = django_filters.ChoiceFilter(choices=Channel.choices)
    event = django_filters.ChoiceFilter(
        choices=[(name, name) for name in (*EVENTS, *TO_COLLEAGUES)]
    )
    reason = django_filters.ChoiceFilter(choices=Reason.choices)
    thread = django_filters.CharFilter(max_length=40)
    since = django_filters.DateFilter(method="_since", help_text="Written on this day or later.")
    until = django_filters.DateFilter(method="_until", help_text="Written by the end of this day.")

    class Meta:
        model = Notification
        fields: list[str] = []

    def _since(
        self, found: QuerySet[Notification], _name: str, day: date
    ) -> QuerySet[Notification]:
        return found.filter(created_at__gte=timezone.make_aware(datetime.combine(day, time.min)))

    def _until(
        self, found: QuerySet[Notification], _name: str, day: date
    ) -> QuerySet[Notification]:
        return found.filter(created_at__lte=timezone.make_aware(datetime.combine(day, time.max)))


class NotificationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Notification]):
    """Messages to customers; a case lists its own."""

    queryset = Notification.objects.prefetch_related("attempt_rows").defer(
        "html", "text", "context"
    )
    serializer_class = NotificationSerializer
    filterset_class = NotificationFilter
    ordering = ("-created_at", "-pk")

    @extend_schema(request=None, responses={201: NotificationSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Send a failed message again, to the customer's present address."""
        retry_notification(self.get_object(), **by(user_of(request)))
        return self._answer()

    @extend_schema(request=None, responses={201: NotificationSerializer})
    @action(detail=True, methods=["post"])
    def cancellation(self, request: Request, pk: str) -> Response:
        """Keep a message that still waits from going out."""
        cancel_notification(self.get_object(), **by(user_of(request)))
        return self._answer()

    @extend_schema(request=None, responses={201: NotificationSerializer})
    @action(detail=True, methods=["post"], url_path="stand-in")
    def stand_in(self, request: Request, pk: str) -> Response:
        """Send the same on the other channel; answers with the new message."""
        made = send_by_other_channel(self.get_object(), **by(user_of(request)))
        return Response(self.get_serializer(made).data, status.HTTP_201_CREATED)

    @extend_schema(request=SettlementSerializer, responses={201: NotificationSerializer})
    @action(detail=True, methods=["post"])
    def settlement(self, request: Request, pk: str) -> Response:
        """Say whether an uncertain message arrived; one that did not is sent again."""
        said = validated(SettlementSerializer(data=request.data))
        settle_by_hand(self.get_object(), **said, **by(user_of(request)))
        return self._answer()

    def _answer(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data, status.HTTP_201_CREATED)
