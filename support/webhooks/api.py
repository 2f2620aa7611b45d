"""Webhooks over the API, for leads."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, mixins, permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from support.webhooks.models import LONGEST_ADDRESS, Delivery, Endpoint, State
from support.webhooks.services import (
    add_secret,
    change_endpoint,
    drop_old_secret,
    make_endpoint,
    ping,
    replay,
)
from support.webhooks.topics import Topic
from web.access import by, user_of
from web.bodies import validated

LEADS = "sources.change_source"


class IsLead(permissions.BasePermission):
    """Whoever may change where payments come from may change where events go."""

    def has_permission(self, request: Request, view: Any) -> bool:
        user = request.user
        return isinstance(user, User) and user.is_staff and user.has_perm(LEADS)


class EndpointSerializer(serializers.ModelSerializer[Endpoint]):
    is_on = serializers.BooleanField(read_only=True)

    class Meta:
        model = Endpoint
        fields = [
            "id", "name", "url", "topics", "is_on", "off_at", "off_reason", "failing_since",
            "accepted_at", "created_at",
        ]  # fmt: skip


class NewEndpointSerializer(serializers.Serializer[dict[str, Any]]):
    name = serializers.CharField(max_length=60)
    url = serializers.CharField(max_length=LONGEST_ADDRESS)
    topics = serializers.ListField(
        child=serializers.ChoiceField(choices=Topic.choices), min_length=1, max_length=len(Topic)
    )


class SecretSerializer(serializers.Serializer[dict[str, Any]]):
    """A secret, which is told this once."""

    secret = serializers.CharField()


class MadeEndpointSerializer(EndpointSerializer):
    """An endpoint that was just made, with its secret, which is told this once."""

    secret = serializers.SerializerMethodField()

    class Meta(EndpointSerializer.Meta):
        fields = [*EndpointSerializer.Meta.fields, "secret"]

    def get_secret(self, endpoint: Endpoint) -> str:
        return endpoint.secrets[0]


class EndpointChangeSerializer(serializers.Serializer[dict[str, Any]]):
    """What is left out stays as it is."""

    url = serializers.CharField(max_length=LONGEST_ADDRESS, required=False)
    topics = serializers.ListField(
        child=serializers.ChoiceField(choices=Topic.choices), min_length=1, max_length=len(Topic),
        required=False,
    )  # fmt: skip
    is_on = serializers.BooleanField(required=False)


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """An event with how its last call went; without a status no answer came."""

    webhook_id = serializers.CharField(read_only=True)
    state = serializers.ChoiceField(choices=State.choices)
    last_status = serializers.SerializerMethodField()
    last_words = serializers.SerializerMethodField()

    class Meta:
        model = Delivery
        fields = [
            "id", "webhook_id", "topic", "subject", "body", "state", "attempts", "not_before",
            "happened_at", "ended_at", "last_status", "last_words",
        ]  # fmt: skip

    def get_last_status(self, delivery: Delivery) -> int | None:
        rows = list(delivery.attempt_rows.all())
        return rows[-1].status if rows else None

    def get_last_words(self, delivery: Delivery) -> str:
        rows = list(delivery.attempt_rows.all())
        return rows[-1].words if rows else ""


class ChosenEventsSerializer(serializers.Serializer[dict[str, Any]]):
    """Which events are sent again: those named, or all since a moment."""

    deliveries = serializers.ListField(
        child=serializers.IntegerField(min_value=1), max_length=1000, required=False, default=list
    )
    since = serializers.DateTimeField(required=False, default=None, allow_null=True)
    only_failed = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["deliveries"] and attrs["since"] is None:
            raise serializers.ValidationError({"since": ["Name events or a moment."]})
        return attrs


class SentAgainSerializer(serializers.Serializer[dict[str, Any]]):
    number = serializers.IntegerField()


class WebhookViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Endpoint]
):
    """Addresses that are told of events, signed to the Standard Webhooks specification."""

    queryset = Endpoint.objects.all()
    serializer_class = EndpointSerializer
    permission_classes = (IsLead,)
    ordering = ("name",)
    lookup_value_regex = "[0-9]{1,18}"

    @extend_schema(request=NewEndpointSerializer, responses={201: MadeEndpointSerializer})
    def create(self, request: Request) -> Response:
        """Add an endpoint; its secret is told this once."""
        form = validated(NewEndpointSerializer(data=request.data))
        endpoint = make_endpoint(**form, **by(user_of(request)))
        return Response(MadeEndpointSerializer(endpoint).data, status.HTTP_201_CREATED)

    @extend_schema(request=EndpointChangeSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change address and events, or switch it on and off."""
        form = validated(EndpointChangeSerializer(data=request.data))
        endpoint = change_endpoint(self.get_object(), **form, **by(user_of(request)))
        return Response(EndpointSerializer(endpoint).data)

    @extend_schema(request=None, responses={201: SecretSerializer})
    @action(detail=True, methods=["post"])
    def secrets(self, request: Request, pk: str) -> Response:
        """Make a new secret, told this once. It and the one before it both sign from now on."""
        secret = add_secret(self.get_object(), **by(user_of(request)))
        return Response({"secret": secret}, status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    @secrets.mapping.delete
    def old_secret(self, request: Request, pk: str) -> Response:
        """Let the newest secret alone sign."""
        drop_old_secret(self.get_object(), **by(user_of(request)))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=ChosenEventsSerializer, responses={201: SentAgainSerializer})
    @action(detail=True, methods=["post"])
    def replays(self, request: Request, pk: str) -> Response:
        """Send events again, under the ids that they had."""
        form = validated(ChosenEventsSerializer(data=request.data))
        number = replay(self.get_object(), **form, **by(user_of(request)))
        return Response({"number": number}, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={201: DeliverySerializer})
    @action(detail=True, methods=["post"])
    def pings(self, request: Request, pk: str) -> Response:
        """Send an event that tells nothing."""
        sent = ping(self.get_object(), now=timezone.now())
        return Response(DeliverySerializer(sent).data, status.HTTP_201_CREATED)


class DeliveriesView(generics.ListAPIView[Delivery]):
    """What left, or will, for one endpoint; the newest first."""

    queryset = Delivery.objects.none()
    serializer_class = DeliverySerializer
    permission_classes = (IsLead,)
    filterset_fields = ("state", "topic", "subject")
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[Delivery]:
        if getattr(self, "swagger_fake_view", False):
            return Delivery.objects.none()
        endpoint = get_object_or_404(Endpoint, pk=self.kwargs["pk"])
        return endpoint.deliveries.prefetch_related("attempt_rows")
