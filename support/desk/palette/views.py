"""Going somewhere by a few letters: a page of its own, and the list inside the dialog."""

from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from support.desk.access import AgentRequest, for_agents
from support.desk.palette.places import places_for
from troubleshooting.marks.reading import once
from web.bounding import within_seconds


@require_safe
@for_agents
@within_seconds
@once()
def go(request: AgentRequest) -> HttpResponse:
    typed = request.GET.get("where", "")[:100].replace("\0", "")
    template = "desk/palette/_places.html" if request.htmx else "desk/palette/go.html"
    at = urlsplit(request.htmx.current_url_abs_path or "").path
    places = places_for(request.user, typed, at)
    return render(request, template, {"places": places, "typed": typed})
