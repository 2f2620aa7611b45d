"""`roster/`: who is on duty in a time and when nobody is, over the API."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from support.payments.api import RowByName
from support.roster.planning import duties_between, gaps_in
from support.roster.services import AHEAD
from support.staff.access import ByRole
from support.staff.models import Team

LONGEST = timedelta(days=366)
YEARS = range(2000, 2200)


class AskedSerializer(serializers.Serializer[Any]):
    """A time, by default the two weeks from now on, and a team by its name."""

    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)
    team = RowByName(slug_field="name", queryset=Team.objects.all(), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        since: datetime = attrs.setdefault("since", timezone.now())
        if since.year not in YEARS:
            raise serializers.ValidationError({"since": _("There is no roster then.")})
        until: datetime = attrs.setdefault("until", since + AHEAD)
        if not timedelta() < until - since <= LONGEST:
            raise serializers.ValidationError({"until": _("Please ask for up to 366 days.")})
        return attrs


class DutySerializer(serializers.Serializer[Any]):
    """One shift; `is_away` where some of it nobody works, `instead_of` who had it before a swap."""

    key = serializers.CharField()
    team = serializers.CharField(source="team.name")
    language = serializers.CharField()
    person = serializers.CharField(source="person.username")
    begins_at = serializers.DateTimeField(source="begins")
    ends_at = serializers.DateTimeField(source="ends")
    instead_of = serializers.CharField(source="instead_of.username", default="")
    is_away = serializers.BooleanField()


class GapSerializer(serializers.Serializer[Any]):
    """A time in which nobody is on duty though somebody has to be."""

    team = serializers.CharField(source="team.name")
    language = serializers.CharField()
    begins_at = serializers.DateTimeField(source="begins")
    ends_at = serializers.DateTimeField(source="ends")


class RosterSerializer(serializers.Serializer[Any]):
    duties = DutySerializer(many=True)
    gaps = GapSerializer(many=True)


class RosterView(APIView):
    """Every shift that meets a time, and what of it nobody covers."""

    permission_classes = (ByRole,)

    @extend_schema(parameters=[AskedSerializer], responses=RosterSerializer)
    def get(self, request: Request) -> Response:
        asked = AskedSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        since, until = asked.validated_data["since"], asked.validated_data["until"]
        team = asked.validated_data.get("team")
        teams = [team.pk] if team else None
        duties = duties_between(since, until, teams=teams)
        gaps = gaps_in(duties, since, until, teams=teams)
        return Response(RosterSerializer({"duties": duties, "gaps": gaps}).data)
