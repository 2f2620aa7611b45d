"""The ceiling of the web ratios: a bare DRF view that inserts one row, on the same server."""

from typing import Any

from django.urls import include, path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from support.intake.models import PaymentEvent


class BareSerializer(serializers.Serializer[dict[str, Any]]):
    event_id = serializers.CharField(max_length=200)


class BareInsertView(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()

    def post(self, request: Request) -> Response:
        form = BareSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        row = PaymentEvent.objects.create(
            event_id=form.validated_data["event_id"], kind="bare", received_at=timezone.now()
        )
        return Response({"id": row.pk}, 201)


urlpatterns = [
    path("bare/", BareInsertView.as_view()),
    path("", include("config.urls")),
]
