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
from support.cases.bulk.services import MOST, BulkReport, do_to_many
from support.cases.models import Case
from support.desk.access import AgentRequest, for_agents
from support.desk.queue.rows import Row, rows_of
from web.access import by

KEPT = "bulk-report"


@dataclass(frozen=True)
class Preview:
    """What a deed that asks first would do: to which cases, and to which it can't be done."""

    deed: BulkDeed
    rows: list[Row]
    next: str

    @property
    def waiting(self) -> list[Row]:
        return [row for row in self.rows if row.seen]

    @property
    def others(self) -> list[Row]:
        return [row for row in self.rows if not row.seen]


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
    given = {name: str(posted[name]).replace("\0", "") for name in deed.fields if name in posted}
    return do_to_many(deed.name, wanted, Doing(**by(actor), given=given))


def _ask(request: AgentRequest, deed: BulkDeed, back: str) -> HttpResponse:
    chosen = Case.objects.filter(reference__in=request.POST.getlist("case")[:MOST])
    keys = list(chosen.order_by("pk").values_list("pk", flat=True))
    rows = rows_of(keys, request.user, timezone.now())
    preview = Preview(deed, rows, back)
    return render(request, "desk/queue/many/bulk.html", {"preview": preview})


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
