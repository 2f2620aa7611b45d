"""What is done to the cases that somebody chose in the queue."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from support.cases.bulk.deeds import BulkDeed, Doing, deed_named
from support.cases.bulk.services import MOST, BulkReport, check_rights, do_to_many
from support.cases.models import Case
from support.desk.access import AgentRequest, for_agents
from support.desk.queue.rows import Row, rows_of
from web.access import by

KEPT = "bulk-report"


Line = tuple[Row, str]


@dataclass(frozen=True)
class Preview:
    """What a deed that asks first would do: to which cases, and to which it can't be done."""

    deed: BulkDeed
    lines: list[Line]
    left: list[Line]
    given: dict[str, str]
    chosen: str
    next: str


@require_POST
@for_agents
def bulk(request: AgentRequest) -> HttpResponse:
    """Do one deed to the chosen cases and lead back to the list, which says what was left."""
    back = _next(request)
    try:
        deed = deed_named(request.POST.get("deed", ""))
        if deed.asks_first and "sure" not in request.POST:
            return _ask(request, deed, back)
        report = _do(request.user, deed, request.POST)
    except ValidationError as error:
        _keep(request, problem=error.messages[0])
    else:
        _keep(request, report=report, label=str(deed.label))
    return redirect(back)


def _do(actor: User, deed: BulkDeed, posted: QueryDict) -> BulkReport:
    references = posted.getlist("case")[: MOST + 1]
    wanted = [(one[:20], posted.get(f"seen-{one}", "")[:60]) for one in references]
    return do_to_many(deed.name, wanted, Doing(**by(actor), given=_given(deed, posted)))


def _given(deed: BulkDeed, posted: QueryDict) -> dict[str, str]:
    return {name: str(posted[name]).replace("\0", "") for name in deed.fields if name in posted}


def _ask(request: AgentRequest, deed: BulkDeed, back: str) -> HttpResponse:
    """Show what a deed would do. Raises ValidationError where it is not told what it needs."""
    given = _given(deed, request.POST)
    doing = deed.prepared(Doing(**by(request.user), given=given))
    told = {name: str(value) for name, value in doing.given.items() if isinstance(value, int)}
    chosen = Case.objects.filter(reference__in=request.POST.getlist("case")[:MOST])
    keys = list(chosen.order_by("pk").values_list("pk", flat=True))
    lines: list[Line] = []
    left: list[Line] = []
    for row in rows_of(keys, request.user, timezone.now()):
        words, is_left = _foreseen(deed, row, doing)
        (left if is_left else lines).append((row, words))
    options = dict(deed.options(request.user)) if deed.options else {}
    named = next((options[one] for one in given.values() if one in options), "")
    preview = Preview(deed, lines, left, given | told, named, back)
    return render(request, "desk/queue/many/bulk.html", {"preview": preview})


def _foreseen(deed: BulkDeed, row: Row, doing: Doing) -> tuple[str, bool]:
    """Say what would be done to a case, or why it would be left, and whether it would be."""
    try:
        check_rights(row.case, doing)
        if deed.foresee is None:
            return row.finding.words, not row.seen
        return deed.foresee(row.case, doing), False
    except ValidationError as error:
        return error.messages[0], True


def _next(request: HttpRequest) -> str:
    """Return the list that was looked at; nobody is led away from here."""
    back = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return back if is_ours else "/"


def _keep(request: HttpRequest, *, problem: str = "", report: BulkReport | None = None,
          label: str = "") -> None:  # fmt: skip
    """Keep what is to be said on the page that follows."""
    left = [(one.case, one.why) for one in report.left] if report else []
    done = len(report.done) if report else 0
    request.session[KEPT] = {"label": label, "problem": problem, "done": done, "left": left}


def kept_report(request: HttpRequest) -> dict[str, Any] | None:
    """Return what was done to many just now, once."""
    if KEPT not in request.session:
        return None
    kept: dict[str, Any] = request.session.pop(KEPT)
    return kept
