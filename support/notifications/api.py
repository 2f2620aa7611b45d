"""Messages over the API: what went out, what became of it, and sending it again."""

from django.contrib.auth.models import User
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from support.notifications.models import Attempt, Notification
from support.notifications.services import retry_notification


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    class Meta:
        model = Attempt
        fields = ["number", "started_at", "ended_at", "ok", "permanent", "words"]


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """What goes out. Read it over `for_thread`, which fetches the attempts for all rows at once."""

    address = serializers.CharField(source="masked_address", read_only=True)
    attempts = AttemptSerializer(source="attempt_rows", many=True, read_only=True)

    class Meta:
        model = Notification
        fields = [
            "id", "event", "channel", "language", "state", "reason", "address", "subject",
            "attempts", "not_before", "created_at", "sent_at",
        ]  # fmt: skip


class NotificationViewSet(viewsets.GenericViewSet[Notification]):
    """Messages to customers; a case lists its own."""

    queryset = Notification.objects.prefetch_related("attempt_rows")
    serializer_class = NotificationSerializer

    @extend_schema(request=None, responses={201: NotificationSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Send a failed message again, to the customer's present address."""
        assert isinstance(request.user, User)  # permission classes let nobody else in  # noqa: S101
        retry_notification(self.get_object(), actor=request.user)
        return Response(self.get_serializer(self.get_object()).data, status.HTTP_201_CREATED)
