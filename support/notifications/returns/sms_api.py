"""Where SMS providers report: receipts of what we sent, and what customers send.

Each is known by something that only it has: an address signed by us, and from Twilio its own
signature. A wrong one gets 404 like any address that isn't there, and nothing is recorded.
"""

from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound, ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from support.notifications.addresses.callbacks import (
    Sending,
    is_provider_token,
    read_receipt_token,
)
from support.notifications.models import Channel
from support.notifications.returns.sms_receipts import record_receipt
from support.notifications.signals import Incoming, sms_came
from support.notifications.transports import ways_of
from support.notifications.transports.aliyun.reports import aliyun_receipt, read_aliyun
from support.notifications.transports.kannel.reports import kannel_receipt, read_kannel
from support.notifications.transports.twilio.reports import read_twilio, twilio_receipt
from support.notifications.transports.twilio.sending import TwilioSms

LONGEST_WORDS = 500


class ProviderView(APIView):
    """What is called by a provider, which has no account with us."""

    authentication_classes = ()
    permission_classes = ()
    throttle_scope = "events"


class SmsReceiptView(ProviderView):
    """What an SMS gateway reports; its address is signed, so it needs no token."""

    @extend_schema(
        parameters=[
            OpenApiParameter("state", int, required=True),
            OpenApiParameter("words", str),
        ],
        responses={204: None},
        auth=[],
    )
    def get(self, request: Request, token: str) -> Response:
        """Take Kannel's receipt: 1 delivered, 2 failed, 4 buffered, 8 accepted, 16 rejected."""
        code = request.query_params.get("state", "")
        if not (code.isascii() and code.isdecimal() and len(code) < 4):
            raise ValidationError({"state": [_("A receipt's state is a number.")]})
        words = request.query_params.get("words", "")[:LONGEST_WORDS]
        record_receipt(kannel_receipt(_sending(token), int(code), words), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(exclude=True)
class TwilioReceiptView(ProviderView):
    def post(self, request: Request, token: str) -> Response:
        sending = _sending(token)
        record_receipt(twilio_receipt(sending, _twilio_form(request)), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(exclude=True)
class AliyunReceiptsView(ProviderView):
    def post(self, request: Request, token: str) -> Response:
        """Take delivery reports; what they tell of messages unknown to us is passed over."""
        _check("aliyun-receipts", token)
        for report in _reports(request):
            if receipt := aliyun_receipt(report):
                record_receipt(receipt, now=timezone.now())
        return _thanks()


@extend_schema(exclude=True)
class KannelIncomingView(ProviderView):
    def get(self, request: Request, token: str) -> HttpResponse:
        """Take a customer's SMS. Kannel sends them whatever is answered, so nothing is."""
        _check("kannel-incoming", token)
        _take(read_kannel(request.META.get("QUERY_STRING", "")))
        return HttpResponse(content_type="text/plain")


@extend_schema(exclude=True)
class TwilioIncomingView(ProviderView):
    def post(self, request: Request) -> HttpResponse:
        _take(read_twilio(_twilio_form(request)))
        return HttpResponse("<Response/>", content_type="text/xml")


@extend_schema(exclude=True)
class AliyunIncomingView(ProviderView):
    def post(self, request: Request, token: str) -> Response:
        _check("aliyun-incoming", token)
        for report in _reports(request):
            if incoming := read_aliyun(report):
                _take(incoming)
        return _thanks()


def _take(incoming: Incoming) -> None:
    sms_came.send(sender=Incoming, incoming=incoming, now=timezone.now())


def _sending(token: str) -> Sending:
    sending = read_receipt_token(token)
    if sending is None:
        raise NotFound
    return sending


def _check(name: str, token: str) -> None:
    if not is_provider_token(name, token):
        raise NotFound


def _twilio_form(request: Request) -> dict[str, str]:
    """Return a form that Twilio signed for this address of ours, as the world sees it."""
    body = request.body.decode("utf-8", "replace")
    pairs = parse_qsl(body, keep_blank_values=True)
    url = f"{settings.PUBLIC_URL}{request.get_full_path()}"
    signature = request.headers.get("X-Twilio-Signature", "")
    transports = [way.transport for way in ways_of(Channel.SMS)]
    signers = [one for one in transports if isinstance(one, TwilioSms)]
    if not any(signer.has_signed(url, pairs, signature) for signer in signers):
        raise NotFound
    return dict(pairs)


def _reports(request: Request) -> list[dict[str, object]]:
    if not isinstance(request.data, list):
        raise ParseError(_("The reports are not a list."))
    return [report for report in request.data if isinstance(report, dict)]


def _thanks() -> Response:
    return Response({"code": 0, "msg": "成功"})
