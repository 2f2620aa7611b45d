"""A file as a download: never shown inside our pages, whatever it says that it is."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from support.files.models import StoredFile
from support.files.reading import NotReadable, content_of

HEADERS = {
    "Content-Type": "application/octet-stream",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def as_download(row: StoredFile) -> HttpResponse:
    """Answer with a file that was cleared, which is small enough for the memory.

    Raises Http404 if its content is lost.
    """
    try:
        response = HttpResponse(content_of(row), headers=HEADERS)
    except NotReadable as error:
        if not error.is_lost:
            raise
        raise Http404 from error
    named = content_disposition_header(as_attachment=True, filename=row.name)
    response["Content-Disposition"] = named or "attachment"
    return response
