"""Messages over the API: what went out, what became of it, and sending it again."""

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from support.notifications.models import Attempt, Notification
from support.notifications.receipts import record_receipt
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


class SmsReceiptView(APIView):
    """What an SMS gateway reports; its address is signed, so it needs no token."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        parameters=[OpenApiParameter("state", int, required=True)], responses={204: None}, auth=[]
    )
    def get(self, request: Request, token: str) -> Response:
        """Take Kannel's receipt: 1 delivered, 2 failed, 4 buffered, 8 accepted, 16 rejected."""
        code = request.query_params.get("state", "")
        if not (code.isdecimal() and len(code) < 4):
            raise ValidationError({"state": [_("A receipt's state is a number.")]})
        if not record_receipt(token, int(code), now=timezone.now()):
            raise NotFound
        return Response(status=status.HTTP_204_NO_CONTENT)


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
