"""A body read within bounds."""

from collections.abc import Callable
from typing import IO, Any, TypeVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, negotiation, parsers, serializers, status

from web.json_text import read_json

View = TypeVar("View", bound=Callable[..., Any])
MOST_DIGITS = 15


def told_length(request: Any) -> int:
    """Return how long a body is said to be, 0 where nothing or no number is said.

    Python reads no number of thousands of digits; the first of them are more than anybody may send.
    """
    told = request.META.get("CONTENT_LENGTH") or ""
    return int(told.lstrip("0")[:MOST_DIGITS] or 0) if told.isdecimal() else 0


def takes_files(view: View) -> View:
    """Let a view's address take bodies as large as files make them; it judges these itself."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The request is too large.")
    default_code = "too_large"


class ByName(negotiation.DefaultContentNegotiation):
    """Read a body as the one type that it names, and never as any of several: `*/*`.

    By that name it was masked before, so nothing else may decide how it is read.
    """

    def select_parser(self, request: Any, parsers: Any) -> Any:
        named = request._request.content_type  # noqa: SLF001 - as Django reads it
        return next((parser for parser in parsers if parser.media_type == named), None)


class BoundedJSONParser(parsers.JSONParser):
    """JSON of a bounded size and depth; texts in it can be stored and sent back."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Any = None,
    ) -> Any:
        body = read_body(stream, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        try:
            return read_json(body.decode())
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError(_("The request is not valid JSON.")) from error


def validated(form: serializers.Serializer[Any]) -> dict[str, Any]:
    """Raises ValidationError, naming the fields."""
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def filled(form: serializers.Serializer[Any], data: Any) -> dict[str, Any]:
    """Return what `data` says in a form that is made once. Raises ValidationError as `validated`.

    Putting together the fields of a form takes longer than filling them.
    """
    return dict(form.run_validation({} if data is None else data))


def read_body(stream: IO[bytes], bound: int) -> bytes:
    """Raises TooLarge for more than `bound` bytes."""
    body = stream.read(bound + 1)
    if len(body) > bound:
        raise TooLarge
    return body
