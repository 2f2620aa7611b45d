"""`POST /api/v1/payment-events/`: signed events of the payment system."""

from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from support.intake.serializers import EventAnswerSerializer, PaymentEventSerializer, news_from
from support.intake.services import Event, EventConflict, receive_news
from support.intake.signatures import HEADERS, BadSignature, verify
from web.bodies import TooLarge
from web.json_text import read_json

SIZE_BOUND = 64 * 1024


class NotSigned(APIException):
    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = _("The signature is wrong or the event is too old.")
    default_code = "bad_signature"


class Conflict(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_detail = _("Another event was received under this id before.")
    default_code = "event_conflict"


class PaymentEventView(APIView):
    """Take a payment that failed, hangs or succeeded after all."""

    authentication_classes = ()
    permission_classes = ()
    throttle_scope = "events"

    @extend_schema(
        request=PaymentEventSerializer,
        responses={202: EventAnswerSerializer},
        parameters=[
            OpenApiParameter(name, str, OpenApiParameter.HEADER, required=True) for name in HEADERS
        ],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        event_id, content = self._read(request)
        form = PaymentEventSerializer(data=content)
        form.is_valid(raise_exception=True)
        digest = sha256(request._request.body).hexdigest()  # noqa: SLF001  of the very bytes
        event = Event(event_id, form.validated_data["type"], digest=digest)
        try:
            answer = receive_news(event, news_from(form.validated_data), now=timezone.now())
        except EventConflict as error:
            raise Conflict from error
        return Response(EventAnswerSerializer(answer).data, status.HTTP_202_ACCEPTED)

    def _read(self, request: Request) -> tuple[str, Any]:
        """Check size and signature before anything is parsed."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > SIZE_BOUND:
            raise TooLarge(_("A payment event has at most 64 KiB."))
        body = request._request.body  # noqa: SLF001  the signature is over the bytes
        try:
            event_id = verify(body, request.headers)
        except BadSignature as error:
            raise NotSigned from error
        try:
            return event_id, read_json(body.decode())
        except (ValueError, RecursionError) as error:
            raise ParseError(_("The event is not valid JSON.")) from error
