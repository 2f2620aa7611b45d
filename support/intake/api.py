"""`POST /api/v1/payment-events/`: signed events of the payment system."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, ErrorDetail, ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from support.intake.events.reading import NoEvent, NoReference
from support.intake.events.taking import NotJson, take_body
from support.intake.refusals.doors import KeepsRefused
from support.intake.serializers import EventAnswerSerializer, PaymentEventSerializer
from support.intake.services import EventConflict
from support.intake.signatures import HEADERS, BadSignature, verify
from web.again import again_after_deadlock
from web.bodies import TooLarge, told_length

SIZE_BOUND = 64 * 1024
ANSWER = EventAnswerSerializer()  # made once: its fields take longer to put together than to fill


class NotSigned(APIException):
    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = _("The signature is wrong or the event is too old.")
    default_code = "bad_signature"


class Conflict(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_detail = _("Another event was received under this id before.")
    default_code = "event_conflict"


class NotAnEvent(ValidationError):
    """The body is JSON, but no object."""

    def __init__(self) -> None:
        super().__init__({"non_field_errors": [_("Expected an object with a payment in it.")]})


class NamesNoPayment(ValidationError):
    """No reference: nobody could ever tell which payment it was about."""

    def __init__(self) -> None:
        sentence = _("The event names no payment.")
        super().__init__({"payment": {"reference": [ErrorDetail(str(sentence), "required")]}})


class PaymentEventView(KeepsRefused):
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
        body, self.event_id = self._verified(request)
        try:
            event_id, now = self.event_id, timezone.now()
            answer = again_after_deadlock(lambda: take_body(body, event_id, now=now))
        except NotJson as error:
            raise ParseError(_("The event is not valid JSON.")) from error
        except NoEvent as error:
            raise NotAnEvent from error
        except NoReference as error:
            raise NamesNoPayment from error
        except EventConflict as error:
            raise Conflict from error
        return Response(ANSWER.to_representation(answer), status.HTTP_202_ACCEPTED)

    def _verified(self, request: Request) -> tuple[bytes, str]:
        """Check size and signature before anything is parsed; return body and event id."""
        if told_length(request) > SIZE_BOUND:
            raise TooLarge(_("A payment event has at most 64 KiB."))
        body = request._request.body  # noqa: SLF001  the signature is over the bytes
        try:
            return body, verify(body, request.headers)
        except BadSignature as error:
            raise NotSigned from error
