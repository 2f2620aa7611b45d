"""The cause of a case over the API: taken off where it does not fit."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from support.cases.models import Case
from support.guidance.outcomes.unticking import take_off_cause
from support.staff.access import ByRole
from web.access import by, user_of
from web.bodies import validated


class SeenCauseSerializer(serializers.Serializer[dict[str, Any]]):
    """The cause that you saw, by its slug; another by now, or none, is 400."""

    seen = serializers.CharField(max_length=60)


class CaseCauseView(APIView):
    permission_classes = (ByRole,)

    @extend_schema(
        parameters=[SeenCauseSerializer],
        request=None,
        responses={204: OpenApiResponse(description="The case has no cause any more.")},
    )
    def delete(self, request: Request, reference: str) -> Response:
        """Take the cause off a case, where it does not fit; `seen` in the body or the query."""
        case = get_object_or_404(Case, reference=reference)
        self.check_object_permissions(request, case)
        given = validated(SeenCauseSerializer(data=request.query_params or request.data))
        take_off_cause(case, seen=given["seen"], **by(user_of(request)))
        return Response(status=status.HTTP_204_NO_CONTENT)
