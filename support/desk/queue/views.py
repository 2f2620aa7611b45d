"""The queue: what to do next."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from support.cases.taking.next_case import own_next
from support.cases.taking.next_case import take_next as take
from support.desk.access import AgentRequest, authors_to_their_trees, for_agents
from support.desk.queue.bulk import kept_report
from support.desk.queue.queue import Selection, build_queue
from troubleshooting.marks.reading import once
from web.bounding import within_seconds


@require_safe
@authors_to_their_trees
@for_agents
@within_seconds
@once()
def queue(request: AgentRequest) -> HttpResponse:
    selection = Selection.read(request.GET)
    if selection.q:
        return redirect(f"{reverse('search')}?{urlencode({'q': selection.typed(request.user)})}")
    built = build_queue(selection, request.user, now=timezone.now())
    template = "desk/queue/_queue.html" if request.htmx else "desk/queue/queue.html"
    return render(request, template, {"queue": built, "report": kept_report(request)})


@require_POST
@for_agents
def take_next(request: AgentRequest) -> HttpResponse:
    """Open the case that is due next and fits; where none is free, that of one's own."""
    case = take(request.user, now=timezone.now())
    if case is None:
        case = own_next(request.user, after=request.POST.get("after", "").replace("\0", ""))
        words = (
            _("Nothing that fits you is free. This is yours already, and due next.")
            if case
            else _("Nothing that fits you is free, and nothing of your own is due.")
        )
        messages.info(request, words)
    return redirect("case", case.reference) if case else redirect("queue")
