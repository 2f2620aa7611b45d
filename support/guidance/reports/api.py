"""What a customer answered elsewhere, over the API."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from support.cases.models import Case, Message
from support.cases.models.timeline import WRITTEN_DOWN
from support.cases.telling.api import MessageSerializer
from support.files.api import NamedFiles
from support.guidance.hearing import hear_customer
from web.access import by, user_of
from web.bodies import validated


class CustomerAnswerSerializer(serializers.Serializer[dict[str, Any]]):
    """Words, files or both."""

    body = serializers.CharField(max_length=20_000, allow_blank=True, default="")
    medium = serializers.ChoiceField(choices=WRITTEN_DOWN, default=Message.Medium.EMAIL.value)
    files = NamedFiles()


class CustomerAnswersView(APIView):
    """What came from a customer by a way that Casewalk does not read by itself."""

    @extend_schema(request=CustomerAnswerSerializer, responses={201: MessageSerializer})
    def post(self, request: Request, reference: str) -> Response:
        """Write down what the customer answers: a case that waited wakes, a done one reopens."""
        case = get_object_or_404(Case.objects.for_list(), reference=reference)
        self.check_object_permissions(request, case)
        given = validated(CustomerAnswerSerializer(data=request.data, context={"request": request}))
        words = given.pop("body")
        message = hear_customer(case, words, **given, **by(user_of(request)))
        return Response(MessageSerializer(message).data, status.HTTP_201_CREATED)
