"""Taking, giving and snoozing cases over the API."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from support.cases.models import Case, Referral, Wake
from support.cases.services import assign_case
from support.cases.taking.coming_back import bring_back
from support.cases.taking.next_case import take_next
from support.cases.taking.snoozing import snooze_case, wake_case
from support.payments.api import RowByName
from support.staff.models import Team
from support.staff.standing import workers
from web.access import by, user_of
from web.bodies import validated

LONGEST_NOTE = 2_000


class AssignmentSerializer(serializers.Serializer[dict[str, Any]]):
    """Who has the case from now on; without a team it stays with its own."""

    assignee = RowByName(
        slug_field="username",
        queryset=workers(),
        allow_null=True,
    )
    team = RowByName(slug_field="name", queryset=Team.objects.all(), required=False, default=None)
    note = serializers.CharField(max_length=LONGEST_NOTE, allow_blank=True, default="")


class ReturnSerializer(serializers.Serializer[dict[str, Any]]):
    """What the team that was asked says; empty takes the case back without an answer."""

    answer = serializers.CharField(max_length=LONGEST_NOTE, allow_blank=True, default="")


class ReferralSerializer(serializers.ModelSerializer[Referral]):
    """What a case is asked of the team that has it."""

    team = serializers.SlugRelatedField[Team](slug_field="name", read_only=True)
    kind = serializers.CharField(source="team.kind", read_only=True)
    asked_by = serializers.SlugRelatedField[Any](slug_field="username", read_only=True)

    class Meta:
        model = Referral
        fields = ["team", "kind", "question", "asked_by", "asked_at"]


class SnoozeSerializer(serializers.Serializer[dict[str, Any]]):
    """Until when, or for whose answer; without a time an answer is waited for by the rules."""

    until = serializers.DateTimeField(required=False, allow_null=True, default=None)
    on = serializers.ChoiceField(choices=Wake.choices, default=Wake.TIME.value)
    note = serializers.CharField(max_length=LONGEST_NOTE, allow_blank=True, default="")


class TakingActions(viewsets.GenericViewSet[Case]):
    """Who has a case, and until when it sleeps; a part of the view set of cases."""

    detail_class: type[serializers.BaseSerializer[Case]]

    @extend_schema(request=AssignmentSerializer)
    @action(detail=True, methods=["post"])
    def assignment(self, request: Request, reference: str) -> Response:
        """Give the case to an agent, to a team or to nobody, with a word if you like.

        A team for risk, treasury or compliance is asked with that: see `return`.
        """
        given = validated(AssignmentSerializer(data=request.data))
        case = assign_case(
            self.get_object(), given.pop("assignee"), **given, **by(user_of(request))
        )
        return self._answer(case)

    @extend_schema(request=ReturnSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def come_back(self, request: Request, reference: str) -> Response:
        """Give the case back to who asked, with the answer of the team that was asked."""
        given = validated(ReturnSerializer(data=request.data))
        return self._answer(bring_back(self.get_object(), **given, **by(user_of(request))))

    @extend_schema(request=SnoozeSerializer)
    @action(detail=True, methods=["post"])
    def snooze(self, request: Request, reference: str) -> Response:
        """Put the case off. What is due, and news of any kind, bring it back before."""
        given = validated(SnoozeSerializer(data=request.data))
        return self._answer(snooze_case(self.get_object(), **given, **by(user_of(request))))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def waking(self, request: Request, reference: str) -> Response:
        """Wake a snoozed case; one that is awake stays as it is."""
        return self._answer(wake_case(self.get_object(), **by(user_of(request))))

    @extend_schema(request=None)
    @action(detail=False, methods=["post"], url_path="take-next", filter_backends=[])
    def take_next(self, request: Request) -> Response:
        """Take the free case that is due next and fits you; 204 where none does."""
        case = take_next(user_of(request), now=timezone.now())
        return self._answer(case) if case else Response(status=status.HTTP_204_NO_CONTENT)

    def _answer(self, case: Case, code: int = status.HTTP_201_CREATED) -> Response:
        fresh = self.get_queryset().get(pk=case.pk)
        return Response(self.detail_class(fresh).data, code)
