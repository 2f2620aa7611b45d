"""What the board keeps of one channel, over the API: read by staff, written by leads."""

from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, permissions, serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from support.payments.channels.states import set_channel_state
from support.payments.channels.stops import cancel_stop, plan_stop
from support.payments.models import Channel, ChannelState, PlannedStop, TestPayment
from support.staff.access import ByRole
from support.webhooks.api import IsLead
from web.access import by, user_of
from web.bodies import validated

STATES = Channel.State.choices
TEST_STATES = TestPayment.State.choices


class LeadsWrite(IsLead):
    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method in permissions.SAFE_METHODS:
            return ByRole().has_permission(request, view)
        return super().has_permission(request, view)


class StateSerializer(serializers.ModelSerializer[ChannelState]):
    actor = serializers.SlugRelatedField[Any](slug_field="username", read_only=True)

    class Meta:
        model = ChannelState
        fields = ["state", "since", "note", "source", "actor"]


class NewStateSerializer(serializers.Serializer[dict[str, Any]]):
    state = serializers.ChoiceField(choices=STATES)
    why = serializers.CharField(max_length=200)


class StatesView(generics.ListAPIView[ChannelState]):
    """What the board said of a channel, the newest first."""

    queryset = ChannelState.objects.none()
    serializer_class = StateSerializer
    permission_classes = (LeadsWrite,)
    filterset_fields = ("state", "source")
    ordering = ("-since", "-pk")

    def get_queryset(self) -> QuerySet[ChannelState]:
        rows = ChannelState.objects.select_related("actor")
        return rows if is_described(self) else rows.filter(channel=channel_of(self))

    @extend_schema(request=NewStateSerializer, responses={201: StateSerializer})
    def post(self, request: Request, code: str) -> Response:
        """Say which state a channel is in from now on (leads); said twice it is one entry."""
        said = set_channel_state(
            channel_of(self),
            **validated(NewStateSerializer(data=request.data)),
            source=ChannelState.Source.API,
            **by(user_of(request)),
        )
        return Response(StateSerializer(said).data, status.HTTP_201_CREATED)


class StopSerializer(serializers.ModelSerializer[PlannedStop]):
    planned_by = serializers.SlugRelatedField[Any](slug_field="username", read_only=True)

    class Meta:
        model = PlannedStop
        fields = [
            "begins_at", "ends_at", "why_en", "why_zh", "is_public", "planned_at", "planned_by",
            "begun_at", "over_at", "cancelled_at",
        ]  # fmt: skip
        read_only_fields = ("planned_at", "begun_at", "over_at", "cancelled_at")


class StopFilter(django_filters.FilterSet):
    is_cancelled = django_filters.BooleanFilter("cancelled_at", "isnull", exclude=True)

    class Meta:
        model = PlannedStop
        fields = ("is_public", "is_cancelled")


class PlannedStopsView(generics.ListAPIView[PlannedStop]):
    """When a channel stands still as planned, the latest first."""

    queryset = PlannedStop.objects.none()
    serializer_class = StopSerializer
    permission_classes = (LeadsWrite,)
    filterset_class = StopFilter
    ordering = ("-begins_at", "-pk")

    def get_queryset(self) -> QuerySet[PlannedStop]:
        rows = PlannedStop.objects.select_related("planned_by")
        return rows if is_described(self) else rows.filter(channel=channel_of(self))

    @extend_schema(request=StopSerializer, responses={201: StopSerializer})
    def post(self, request: Request, code: str) -> Response:
        """Plan a stop (leads): the channel goes down and comes back by itself."""
        values = validated(StopSerializer(data=request.data))
        stop = plan_stop(channel_of(self), values, **by(user_of(request)))
        return Response(StopSerializer(stop).data, status.HTTP_201_CREATED)


class NamedStopSerializer(serializers.Serializer[dict[str, Any]]):
    """A stop of a channel by its beginning: at one moment no two of them begin."""

    begins_at = serializers.DateTimeField()


class StopCancellationView(APIView):
    permission_classes = (IsLead,)

    @extend_schema(request=NamedStopSerializer, responses={201: StopSerializer})
    def post(self, request: Request, code: str) -> Response:
        """Take a planned stop back (leads); of one under way the channel is as before."""
        begins = validated(NamedStopSerializer(data=request.data))
        stops = PlannedStop.objects.filter(channel=channel_of(self), **begins)
        stop = stops.order_by(F("cancelled_at").desc(nulls_first=True)).first()
        if stop is None:
            raise NotFound
        stop = cancel_stop(stop, **by(user_of(request)))
        return Response(StopSerializer(stop).data, status.HTTP_201_CREATED)


class TestPaymentSerializer(serializers.ModelSerializer[TestPayment]):
    __test__ = False  # no test of ours

    class Meta:
        model = TestPayment
        fields = [
            "reference", "provider_id", "edge", "amount", "currency", "state", "asked_at",
            "ended_at", "answer_ms", "words",
        ]  # fmt: skip


class TestPaymentsView(generics.ListAPIView[TestPayment]):
    """How the test payments on a channel went, the newest first."""

    __test__ = False  # no test of ours
    queryset = TestPayment.objects.none()
    serializer_class = TestPaymentSerializer
    permission_classes = (ByRole,)
    filterset_fields = ("state", "edge")
    ordering = ("-asked_at", "-pk")

    def get_queryset(self) -> QuerySet[TestPayment]:
        rows = TestPayment.objects.all()
        return rows if is_described(self) else rows.filter(channel=channel_of(self))


def is_described(view: Any) -> bool:
    """Tell whether nobody asks, but the description of the API is written."""
    return getattr(view, "swagger_fake_view", False)


def channel_of(view: Any) -> Channel:
    return get_object_or_404(Channel, code=view.kwargs["code"])
