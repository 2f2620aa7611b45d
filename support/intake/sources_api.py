"""`POST /sources/<slug>/events/`: what payment systems send, each in its own form.

Whoever sends is known by the kind's signature alone. The answer is the one that the kind wants.
"""

import logging
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound, ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from support.intake.api import Conflict, NotSigned
from support.intake.events.reading import NoReference
from support.intake.hearing import hear
from support.intake.refusals.doors import KeepsRefused
from support.intake.services import EventConflict, TestUnderWay
from support.sources.kinds.base import BadSignature, Kind, NotVerifiable, Reading, UnreadableBody
from support.sources.models import Source
from support.sources.registry import kind_for
from web.again import again_after_deadlock
from web.bodies import TooLarge, told_length

logger = logging.getLogger(__name__)


class NamesNoPayment(APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = _("The event names no payment.")
    default_code = "no_reference"


class AnyAnswer(BaseContentNegotiation):
    """Answer whatever is asked for: some payment systems ask for things that no answer is."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        return renderers[0], renderers[0].media_type


@extend_schema(exclude=True)
class SourceEventsView(KeepsRefused):
    """Take what a source says of its payments."""

    authentication_classes = ()
    permission_classes = ()
    throttle_scope = "events"
    content_negotiation_class = AnyAnswer

    def post(self, request: Request, slug: str) -> HttpResponse:
        source = Source.objects.filter(slug=slug, is_active=True).first()
        if source is None:
            raise NotFound
        try:
            kind = kind_for(source)
        except KeyError as error:
            raise NotFound from error
        try:
            event_id, reading = self._read(request, source, kind)
            now = timezone.now()
            again_after_deadlock(lambda: hear(source, event_id, reading, now=now))
        except NotVerifiable as error:
            logger.warning("Source %s: not verified, %s", source.slug, str(error))
            return _not_now(
                "not_verifiable",
                _("The signature cannot be verified now. Send the event again later."),
            )
        except TestUnderWay:
            return _not_now("test_under_way", _("A test is under way. Send the event again later."))
        except EventConflict as error:
            raise Conflict from error
        except NoReference as error:
            raise NamesNoPayment from error
        answer = kind.answer
        return HttpResponse(answer.text, answer.content_type, answer.status)

    def _read(self, request: Request, source: Source, kind: Kind) -> tuple[str, Reading]:
        """Check size and signature before anything is read."""
        if told_length(request) > kind.most_bytes:
            raise TooLarge
        body = request._request.body  # noqa: SLF001  the signature is over the bytes
        try:
            now = timezone.now()
            event_id = kind.verify(body, request.headers, source.usable_secrets, now=now)
            self.event_id = event_id
            reading = kind.read(body, request.headers, source)
        except BadSignature as error:
            logger.info("Source %s: refused, %s", source.slug, str(error))
            raise NotSigned from error
        except UnreadableBody as error:
            logger.info("Source %s: not read, %s", source.slug, str(error))
            raise ParseError(_("The body cannot be read.")) from error
        if reading.why_none:
            logger.info("Source %s, %s: %s", source.slug, reading.type, reading.why_none)
        return event_id, reading


def _not_now(code: str, detail: Promise) -> HttpResponse:
    """Ask for the event once more: no fault of ours that anybody must hear of."""
    error = {"code": code, "detail": str(detail), "attr": None}
    answer = JsonResponse({"type": "server_error", "errors": [error]}, status=503)
    answer["Retry-After"] = "60"
    return answer
