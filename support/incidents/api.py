"""Incidents over the API: read by all who work here, written by leads; cases linked by agents."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from support.cases.models import Case
from support.incidents.conditions import LONGEST, MOST, checked
from support.incidents.linking import link_by_hand, unlink
from support.incidents.models import CaseLink, Incident, IncidentUpdate
from support.incidents.recovery import STANDS, counts_of
from support.incidents.services import Scope, dismiss_incident, open_incident
from support.incidents.updating import LONGEST as LONGEST_WORDS
from support.incidents.updating import Said, add_update, ask_recovery
from support.payments.api import RowByName
from support.payments.models import Channel
from support.staff.access import ByRole
from support.webhooks.api import IsLead
from web.access import by, user_of
from web.bodies import validated

AGENTS_WRITE = ("links", "link")
STATES = Incident.State.choices
GOING_ON = [(state.value, state.label) for state in Incident.HOLDING]


class ConditionSerializer(serializers.Serializer[dict[str, Any]]):
    """A fact of a payment, how it is compared, and with what."""

    fact = serializers.CharField(max_length=40)
    op = serializers.CharField(max_length=10)
    value = serializers.CharField(max_length=LONGEST)


class UpdateSerializer(serializers.ModelSerializer[IncidentUpdate]):
    written_by = serializers.SlugRelatedField[Any](slug_field="username", read_only=True)

    class Meta:
        model = IncidentUpdate
        fields = [
            "number", "state", "agents_en", "agents_zh", "customers_en", "customers_zh",
            "next_update_at", "written_at", "written_by",
        ]  # fmt: skip


class IncidentSerializer(serializers.ModelSerializer[Incident]):
    channels = serializers.SlugRelatedField[Any](slug_field="code", many=True, read_only=True)
    cause = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    led_by = serializers.SlugRelatedField[Any](slug_field="username", read_only=True)
    conditions = ConditionSerializer(many=True, read_only=True)

    class Meta:
        model = Incident
        fields = [
            "reference", "state", "severity", "title_en", "title_zh", "channels", "methods",
            "cause", "began_at", "ended_at", "conditions", "evidence", "proposed_at", "opened_at",
            "led_by", "next_update_at",
        ]  # fmt: skip


class IncidentDetailSerializer(IncidentSerializer):
    """An incident with what was said of it, and its cases by what became of them."""

    updates = UpdateSerializer(many=True, read_only=True)
    cases = serializers.SerializerMethodField()

    class Meta(IncidentSerializer.Meta):
        fields = [*IncidentSerializer.Meta.fields, "updates", "cases"]

    def get_cases(self, incident: Incident) -> dict[str, int]:
        counts = counts_of(incident)
        return {name or "held": counts.get(name, 0) for name in STANDS}


class NewIncidentSerializer(serializers.Serializer[dict[str, Any]]):
    title_en = serializers.CharField(max_length=150)
    title_zh = serializers.CharField(max_length=150)
    channels = RowByName(
        slug_field="code", queryset=Channel.objects.all(), many=True, required=False, default=list
    )
    methods = serializers.ListField(
        child=serializers.CharField(max_length=50), max_length=20, required=False, default=list
    )
    began_at = serializers.DateTimeField()
    severity = serializers.ChoiceField(
        choices=Incident.Severity.choices, default=Incident.Severity.MAJOR
    )
    conditions = serializers.ListField(
        child=ConditionSerializer(), max_length=MOST, required=False, default=list
    )


class NewUpdateSerializer(serializers.Serializer[dict[str, Any]]):
    """`seen` is the number of the newest update, 0 for none: of two at once one is refused."""

    seen = serializers.IntegerField(min_value=0)
    agents_en = serializers.CharField(max_length=LONGEST_WORDS, required=False, default="")
    agents_zh = serializers.CharField(max_length=LONGEST_WORDS, required=False, default="")
    customers_en = serializers.CharField(max_length=LONGEST_WORDS, required=False, default="")
    customers_zh = serializers.CharField(max_length=LONGEST_WORDS, required=False, default="")


class NextUpdateSerializer(NewUpdateSerializer):
    state = serializers.ChoiceField(choices=GOING_ON)
    next_update_at = serializers.DateTimeField(required=False, default=None, allow_null=True)


class LinkSerializer(serializers.ModelSerializer[CaseLink]):
    case = serializers.SlugRelatedField[Any](slug_field="reference", read_only=True)

    class Meta:
        model = CaseLink
        fields = ["case", "how", "linked_at", "recovery", "looked_up_at"]


class NewLinkSerializer(serializers.Serializer[dict[str, Any]]):
    case = RowByName(slug_field="reference", queryset=Case.objects.all())


class ByPart(IsLead):
    """Whoever works here reads incidents and links cases; leads write the rest."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method in permissions.SAFE_METHODS or view.action in AGENTS_WRITE:
            return ByRole().has_permission(request, view)
        return super().has_permission(request, view)


class IncidentFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=STATES)
    severity = django_filters.ChoiceFilter(choices=Incident.Severity.choices)
    channel = django_filters.CharFilter(field_name="channels__code", max_length=50)

    class Meta:
        model = Incident
        fields: list[str] = []


class IncidentViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Incident]
):
    """One fault behind many cases."""

    queryset = Incident.objects.none()
    serializer_class = IncidentDetailSerializer
    permission_classes = (ByPart,)
    filterset_class = IncidentFilter
    lookup_field = "reference"
    lookup_value_regex = "[-A-Za-z0-9]+"
    ordering = ("-began_at", "-pk")

    def get_queryset(self) -> QuerySet[Incident]:
        updates = Prefetch("updates", IncidentUpdate.objects.select_related("written_by"))
        found = Incident.objects.select_related("cause", "led_by").prefetch_related("channels")
        return found if self.action == "list" else found.prefetch_related(updates)

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Incident]]:
        return IncidentSerializer if self.action == "list" else IncidentDetailSerializer

    @extend_schema(request=NewIncidentSerializer, responses={201: IncidentDetailSerializer})
    def create(self, request: Request) -> Response:
        """Open an incident (leads)."""
        form = validated(NewIncidentSerializer(data=request.data))
        form["conditions"] = checked([dict(row) for row in form["conditions"]])
        return self._answer(open_incident(Scope(**form), **by(user_of(request))))

    @extend_schema(request=None, responses={201: IncidentDetailSerializer})
    @action(detail=True, methods=["post"])
    def opening(self, request: Request, reference: str) -> Response:
        """Open one that was proposed (leads)."""
        return self._answer(open_incident(self.get_object(), **by(user_of(request))))

    @extend_schema(request=None, responses={201: IncidentDetailSerializer})
    @action(detail=True, methods=["post"])
    def dismissal(self, request: Request, reference: str) -> Response:
        """Say that what was proposed is no incident (leads)."""
        return self._answer(dismiss_incident(self.get_object(), now=timezone.now()))

    @extend_schema(request=NextUpdateSerializer, responses={201: IncidentDetailSerializer})
    @action(detail=True, methods=["post"])
    def updates(self, request: Request, reference: str) -> Response:
        """Write an update (leads). If somebody else did since you saw it, the answer is 409."""
        return self._say(request, Said(**validated(NextUpdateSerializer(data=request.data))))

    @extend_schema(request=NewUpdateSerializer, responses={201: IncidentDetailSerializer})
    @action(detail=True, methods=["post"])
    def resolution(self, request: Request, reference: str) -> Response:
        """Write the last update, and look every payment up (leads)."""
        form = validated(NewUpdateSerializer(data=request.data))
        return self._say(request, Said(state=Incident.State.RESOLVED, **form))

    @extend_schema(request=None, responses={201: IncidentDetailSerializer})
    @action(detail=True, methods=["post"])
    def recovery(self, request: Request, reference: str) -> Response:
        """Look up again every payment that has not arrived (leads)."""
        incident = self.get_object()
        ask_recovery(incident, now=timezone.now())
        return self._answer(incident)

    @extend_schema(request=NewLinkSerializer, responses={201: LinkSerializer})
    @action(detail=True, methods=["post"])
    def links(self, request: Request, reference: str) -> Response:
        """Link a case by hand."""
        case = validated(NewLinkSerializer(data=request.data))["case"]
        link = link_by_hand(self.get_object(), case, **by(user_of(request)))
        return Response(LinkSerializer(link).data, status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    @action(detail=True, methods=["delete"], url_path="links/(?P<case>[-A-Za-z0-9]+)")
    def link(self, request: Request, reference: str, case: str) -> Response:
        """Take a case out; nothing links it again by itself."""
        found = get_object_or_404(Case, reference=case)
        unlink(self.get_object(), found, **by(user_of(request)))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _say(self, request: Request, said: Said) -> Response:
        incident = self.get_object()
        add_update(incident, said, **by(user_of(request)))
        return self._answer(incident)

    def _answer(self, incident: Incident) -> Response:
        found = self.get_queryset().get(pk=incident.pk)
        return Response(IncidentDetailSerializer(found).data, status.HTTP_201_CREATED)
