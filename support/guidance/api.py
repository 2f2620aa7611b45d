"""Walks over the API: the same panel that the page shows."""

from typing import Any

from django.contrib.auth.models import User
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from support.cases.models import Case
from support.guidance.guides import walk_guide
from support.guidance.models import CaseWalk
from support.guidance.panel import build_panel
from support.guidance.services import (
    answer_step,
    confirm_outcome,
    resume_walk,
    take_back,
)
from troubleshooting.walks.models import Walk, WalkAnswer
from troubleshooting.walks.services import Choice, StaleWalk


class EvidenceSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    sentence = serializers.CharField()
    strength = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field named so
    values = serializers.JSONField()


class TakenSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    node = serializers.CharField()
    title = serializers.CharField()
    answer = serializers.CharField()
    kind = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field named so
    actor = serializers.CharField()
    answered_at = serializers.DateTimeField()
    note = serializers.CharField()
    reason = serializers.CharField()
    evidence = EvidenceSerializer(allow_null=True)
    is_changed = serializers.BooleanField()
    is_overruled = serializers.BooleanField()


class OptionSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class AskedSerializer(serializers.Serializer[Any]):
    node = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    options = OptionSerializer(many=True)
    can_skip = serializers.BooleanField()
    finding = EvidenceSerializer(allow_null=True)
    conflicts = EvidenceSerializer(many=True)


class PreviewSerializer(serializers.Serializer[Any]):
    channel = serializers.CharField()
    subject = serializers.CharField()
    text = serializers.CharField()


class FoundSerializer(serializers.Serializer[Any]):
    node = serializers.CharField()
    title = serializers.CharField()
    cause = serializers.CharField()
    cure = serializers.CharField()
    status = serializers.CharField()
    message = serializers.CharField()
    previews = PreviewSerializer(source="messages", many=True)


class WalkSerializer(serializers.Serializer[Any]):
    """A walk as it stands: the path with sources, the present step or the outcome."""

    id = serializers.UUIDField(source="walk.pk")
    case = serializers.CharField(source="walk.subject")
    tree = serializers.CharField(source="walk.version.tree.slug")
    version = serializers.IntegerField(source="walk.version.number")
    state = serializers.CharField(source="walk.state")
    seen = serializers.IntegerField()
    remaining = serializers.IntegerField()
    path = TakenSerializer(many=True)
    present = AskedSerializer(source="asked", allow_null=True)
    outcome = FoundSerializer(source="found", allow_null=True)
    off_path = serializers.ListField(child=serializers.CharField())


class AnswerSerializer(serializers.Serializer[dict[str, Any]]):
    node = serializers.CharField(max_length=200)
    option = serializers.CharField(max_length=200, required=False, allow_null=True, default=None)
    kind = serializers.ChoiceField(
        choices=["answered", "skipped", "cant_say"], default="answered", required=False
    )
    note = serializers.CharField(max_length=5_000, allow_blank=True, default="")
    reason = serializers.CharField(max_length=1_000, allow_blank=True, default="")
    seen = serializers.IntegerField(min_value=0)


class SeenSerializer(serializers.Serializer[dict[str, Any]]):
    seen = serializers.IntegerField(min_value=0)
    note = serializers.CharField(max_length=5_000, allow_blank=True, default="")


class GuideSerializer(serializers.Serializer[dict[str, Any]]):
    """The guide to walk, by the name of its tree; without one the usual guide."""

    tree = serializers.CharField(max_length=80, allow_blank=True, default="")


class WalkPages(APIView):
    """What all addresses of a walk share."""

    permission_classes = (IsAdminUser,)

    def found(self, pk: str) -> tuple[Case, Walk]:
        link = get_object_or_404(
            CaseWalk.objects.with_case().with_walk(),
            walk_id=pk,
        )
        self.case = link.case
        return link.case, link.walk

    def found_to_write(self, pk: str) -> tuple[Case, Walk]:
        """Find a case and its walk without what only a reader of the whole page needs."""
        links = CaseWalk.objects.with_walk().select_related("case")
        link = get_object_or_404(links.defer("case__search_text", "case__search_runs"), walk_id=pk)
        self.case = link.case
        return link.case, link.walk

    def handle_exception(self, exc: Exception) -> Response:
        """Send the present state along with a conflict, so that nobody has to ask for it."""
        response = super().handle_exception(exc)
        if isinstance(exc, StaleWalk):
            panel = build_panel(self.case, exc.walk, now=timezone.now())
            response.data = {**response.data, "walk": WalkSerializer(panel).data}
        return response

    def shown(self, case: Case, walk: Walk, code: int = status.HTTP_200_OK) -> Response:
        panel = build_panel(case, walk, now=timezone.now())
        return Response(WalkSerializer(panel).data, code)


class CaseWalkView(WalkPages):
    parser_classes = (JSONParser, FormParser, MultiPartParser)  # most ask without a body

    @extend_schema(request=GuideSerializer, responses={201: WalkSerializer})
    def post(self, request: Request, reference: str) -> Response:
        """Start a walk for a case, in the usual guide or in another; one under way is given up."""
        form = GuideSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        cases = Case.objects.select_related("customer", "payment__channel", "payment__customer")
        case = get_object_or_404(cases, reference=reference)
        slug, now = form.validated_data["tree"], timezone.now()
        begun = walk_guide(case, slug, actor=actor(request), now=now)
        return self.shown(case, begun.walk, status.HTTP_201_CREATED)


class WalkView(WalkPages):
    @extend_schema(responses={200: WalkSerializer})
    def get(self, request: Request, pk: str) -> Response:
        """Read a walk; its facts are read anew."""
        case, walk = self.found(pk)
        return self.shown(case, resume_walk(case, walk, now=timezone.now()))


class WalkAnswersView(WalkPages):
    @extend_schema(request=AnswerSerializer, responses={201: WalkSerializer})
    def post(self, request: Request, pk: str) -> Response:
        """Answer the present step, or change an earlier answer."""
        case, walk = self.found_to_write(pk)
        form = AnswerSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        values = dict(form.validated_data)
        seen = values.pop("seen")
        choice = Choice(**values, source=WalkAnswer.Source.AGENT)
        walk = answer_step(case, walk, choice, seen=seen, actor=actor(request), now=timezone.now())
        return self.shown(case, walk, status.HTTP_201_CREATED)


class WalkAnswerView(WalkPages):
    @extend_schema(request=SeenSerializer, responses={200: WalkSerializer})
    def delete(self, request: Request, pk: str, number: int) -> Response:
        """Take an answer back; `seen` in the body or the query."""
        case, walk = self.found_to_write(pk)
        given = request.query_params or request.data
        form = SeenSerializer(data=given)
        form.is_valid(raise_exception=True)
        walk = take_back(
            case,
            walk,
            number,
            seen=form.validated_data["seen"],
            actor=actor(request),
            now=timezone.now(),
        )
        return self.shown(case, walk)


class WalkOutcomeView(WalkPages):
    @extend_schema(request=SeenSerializer, responses={201: WalkSerializer})
    def post(self, request: Request, pk: str) -> Response:
        """Apply the outcome: cause, status and message."""
        case, walk = self.found(pk)
        form = SeenSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        values = form.validated_data
        confirm_outcome(case, walk, actor=actor(request), now=timezone.now(), **values)
        return self.shown(*self.found(pk), status.HTTP_201_CREATED)


def actor(request: Request) -> User:
    assert isinstance(request.user, User)  # the permission lets nobody else in  # noqa: S101
    return request.user
