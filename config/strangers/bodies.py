"""How much anybody may send, refused before any of it is kept; and what the admin can't take."""

import codecs
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from config.strangers.refusals import refused
from troubleshooting.trees.documents.format import SIZE_LIMIT_BYTES
from web.bodies import told_length

FORM, UTF_8 = "multipart/form-data", "utf-8"
MIB = 1024 * 1024
# A tree's document, as a file in a form; the rest is for what stands around.
LARGEST_BYTES = SIZE_LIMIT_BYTES + MIB
# Files that people attach have 10 MB, and more comes through so that a page says what is too large.
LARGEST_WITH_FILES_BYTES = 40 * MIB
PIECE_BYTES = 64 * 1024


class BoundedBodies:
    """Refuse a body that is too large with 413; one that comes in chunks is read up to there.

    So are forms with files in other letters than UTF-8: no browser sends us such, and with some of
    them no text is read, or none that can be stored. Django takes what comes without a length for
    empty. Every view still has its own, smaller bound.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.content_type == FORM and codecs.lookup(request.encoding or UTF_8).name != UTF_8:
            raise BadRequest  # as Django says itself to forms without files
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            stream = request.environ["wsgi.input"]  # type: ignore[attr-defined]
            body, size = _gathered(stream, _most(request.path_info) + 1)
            request.META["CONTENT_LENGTH"] = str(size)
            request._stream = body  # noqa: SLF001
        size = told_length(request)
        if size > LARGEST_BYTES and size > _most(request.path_info):
            return refused(
                request,
                413,
                "too_large",
                title=_("This is too large"),
                sentence=_("The request is too large."),
            )
        return self.get_response(request)


def _most(path: str) -> int:
    """Return how many bytes an address takes; asked only of what is large."""
    try:
        view = resolve(path).func
    except Resolver404:
        return LARGEST_BYTES
    return LARGEST_WITH_FILES_BYTES if getattr(view, "takes_files", False) else LARGEST_BYTES


def _gathered(stream: BinaryIO, most: int) -> tuple[BinaryIO, int]:
    """Read up to so many bytes; what is larger than a request without files lies on the disk."""
    spooled = SpooledTemporaryFile(max_size=LARGEST_BYTES)  # noqa: SIM115 - it is handed on
    body = cast("BinaryIO", spooled)
    while (left := most - body.tell()) and (piece := stream.read(min(left, PIECE_BYTES))):
        body.write(piece)
    size = body.tell()
    body.seek(0)
    return body, size


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
