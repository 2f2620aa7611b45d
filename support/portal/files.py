"""A file that we sent, for who holds the link of its case."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from support.cases.links import find_link
from support.cases.telling.attaching import hand_out
from support.files.models import StoredFile
from support.portal.views import no_page


@require_safe
def sent_file(request: HttpRequest, token: str, pk: uuid.UUID) -> HttpResponse:
    """Hand out what went out with a message of the case, and nothing else; the log tells of it."""
    now = timezone.now()
    link = find_link(token)
    if link is None or not link.is_valid(now):
        return no_page(request, link)
    sent = {"notifications__thread__in": link.case.references, "notifications__sent_at__lte": now}
    row = StoredFile.objects.filter(pk=pk, **sent).first()
    if row is None or not row.is_cleared:
        return no_page(request)
    return hand_out(row, link.case.reference, method=request.method, actor=None, now=now)
