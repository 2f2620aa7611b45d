"""The queue as it is now, for a page that asks every few seconds and is mostly told "as before"."""

import hashlib
from datetime import datetime

from django.db import connection
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from support.cases.models import Case
from support.desk.access import AgentRequest, for_agents
from support.desk.queue.drawing import drawn
from support.desk.queue.queue import Queue, Selection, build_queue
from support.desk.queue.rows import rows_of
from troubleshooting.marks.reading import once
from web.bounding import bounded, told_when_too_long
from web.paging import ROWS

# Whatever happens to a case writes a line of its timeline, so the newest lines tell whether
# anything did. Of many, because one that was begun earlier may be written later.
_LATEST = """
    SELECT array_agg(id) FROM (
        SELECT id FROM cases_caseevent ORDER BY id DESC LIMIT 100
    ) AS latest
"""
NOT_MODIFIED = 304


@require_safe
@for_agents
@told_when_too_long
def live(request: AgentRequest) -> HttpResponse:
    """Answer with rail and rows, or with 304 where they are as the page has them.

    `have` names the rows of the page: those that have left its list are told as well. Where nothing
    has happened since, in this minute, the list is not even read.
    """
    now = timezone.now()
    mark, seen = _mark(now), request.headers.get("If-None-Match", "").strip('W/"')
    if seen.startswith(f"{mark}-"):
        return _answer("", seen, NOT_MODIFIED)
    with bounded(), once():
        queue = build_queue(Selection.read(request.GET), request.user, now=now)
        left = _left(request, queue, now)
    content = render_to_string("desk/queue/_live.html", {"queue": queue, "left": left})
    digest = hashlib.sha256(content.encode()).hexdigest()[:16]
    is_same = seen.endswith(f"-{digest}")
    return _answer("" if is_same else content, f"{mark}-{digest}", NOT_MODIFIED if is_same else 200)


def _mark(now: datetime) -> str:
    """Return a word for all that happened to cases, new each minute: clocks are told in minutes."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST)
        latest = cursor.fetchone()[0]
    told = f"{latest} {int(now.timestamp() // 60)}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _left(request: AgentRequest, queue: Queue, now: datetime) -> SafeString:
    """Draw the rows of the page that its list does not have any more, as they are now."""
    shown = {row.case.reference for row in queue.rows}
    have = request.GET.get("have", "").replace("\0", "").split(",")[: ROWS * 2]
    gone = Case.objects.filter(reference__in={*have} - shown - {""})
    return drawn(rows_of(list(gone.values_list("pk", flat=True)), request.user, now))


def _answer(content: str, tag: str, code: int) -> HttpResponse:
    response = HttpResponse(content, status=code)
    response["ETag"] = f'"{tag}"'
    return response
