"""How much anybody may send, refused before any of it is kept; and what the admin can't take."""

from collections.abc import Callable
from io import BytesIO

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from config.strangers.refusals import refused
from troubleshooting.trees.documents.format import SIZE_LIMIT_BYTES

# The largest of all is a tree's document, as a file in a form; the rest is for what stands around.
LARGEST_BYTES = SIZE_LIMIT_BYTES + 1024 * 1024


class BoundedBodies:
    """Refuse a body that is too large with 413; one that comes in chunks is read up to there.

    Django takes what comes without a length for empty. Every view still has its own, smaller bound.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            body = request.environ["wsgi.input"].read(LARGEST_BYTES + 1)  # type: ignore[attr-defined]
            length = request.META["CONTENT_LENGTH"] = str(len(body))
            request._stream = BytesIO(body)  # noqa: SLF001
        if length.isdecimal() and int(length) > LARGEST_BYTES:
            return refused(
                request,
                413,
                "too_large",
                title=_("This is too large"),
                sentence=_("The request is too large."),
            )
        return self.get_response(request)


class StorableAddresses:
    """Refuse NUL in the admin's addresses: it hands them to PostgreSQL, which stores none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/") and "\0" in request.path + _query(request):
            raise BadRequest
        return self.get_response(request)


def _query(request: HttpRequest) -> str:
    return "".join(value for _name, values in request.GET.lists() for value in values)
