"""Going somewhere by a few letters: a page of its own, and the list inside the dialog."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from support.desk.access import AgentRequest, for_agents
from support.desk.palette.places import places_for
from web.bounding import within_seconds


@require_safe
@for_agents
@within_seconds
def go(request: AgentRequest) -> HttpResponse:
    typed = request.GET.get("where", "")[:100].replace("\0", "")
    template = "desk/palette/_places.html" if request.htmx else "desk/palette/go.html"
    return render(request, template, {"places": places_for(request.user, typed), "typed": typed})
