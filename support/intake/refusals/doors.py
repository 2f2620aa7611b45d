"""Doors that keep what they refuse."""

from typing import Any

from django.utils import timezone
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import APIView

from support.intake.models import OWN
from support.intake.refusals.refused import RefusedEvent, keep_refused
from web.bodies import told_length

# What a door says of a body; 404, 429 and 503 say nothing of it.
REFUSALS = {400, 401, 409, 413, 422}


class KeepsRefused(APIView):
    """A door that keeps what it refuses; its address may name a source by `slug`.

    It sets `event_id` as soon as it knows who sends; until then the body is a stranger's.
    """

    event_id: str | None = None

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, APIException) and exc.status_code in REFUSALS:
            self._keep(exc)
        return super().handle_exception(exc)

    def _keep(self, refusal: APIException) -> None:
        # What is too large is not read, of a stranger or not.
        body = b"" if refusal.status_code == 413 else self.request._request.body  # noqa: SLF001
        code, sentence = _first(refusal.get_full_details())
        event = RefusedEvent(
            source=self.kwargs.get("slug", OWN),
            event_id=(self.event_id or "")[:200],
            status=refusal.status_code,
            code=code[:40],
            sentence=sentence[:300],
            size=len(body) or told_length(self.request),
        )
        keep_refused(event, body, is_known=self.event_id is not None, now=timezone.now())


def _first(details: Any) -> tuple[str, str]:
    """Return code and sentence of the first thing that was wrong."""
    while not (isinstance(details, dict) and isinstance(details.get("message"), str)):
        details = next(iter(details.values() if isinstance(details, dict) else details))
    return str(details["code"]), str(details["message"])
