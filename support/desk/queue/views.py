"""The queue: what to do next."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from support.desk.access import AgentRequest, authors_to_their_trees, for_agents
from support.desk.queue.queue import Selection, build_queue


@require_safe
@authors_to_their_trees
@for_agents
def queue(request: AgentRequest) -> HttpResponse:
    built = build_queue(Selection.read(request.GET), request.user, now=timezone.now())
    template = "desk/queue/_queue.html" if request.htmx else "desk/queue/queue.html"
    return render(request, template, {"queue": built})
