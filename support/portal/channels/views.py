"""The page, one incident of it, and the feed."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import conditional_page, require_safe

from support.portal.articles.frame import language_in
from support.portal.channels.feed import atom
from support.portal.channels.reading import (
    Clock,
    channels_shown,
    incident_shown,
    incidents_shown,
    stops_shown,
)
from support.portal.views import page_in
from troubleshooting.marks.reading import once

KEPT_SECONDS = 60


@conditional_page
@require_safe
@once()
def standing(request: HttpRequest) -> HttpResponse:
    """Show how each channel does, what is out of order, what is planned, and what has been."""
    language, now = language_in(request), timezone.now()
    clock = Clock(language)
    with translation.override(language):
        incidents = incidents_shown(clock, now)
        shown = {
            "here": request.path,
            "channels": channels_shown(clock, now),
            "under_way": [one for one in incidents if not one.is_over],
            "past": [one for one in incidents if one.is_over],
            "stops": stops_shown(clock, now),
            "zone": clock.zone_name(now),
        }
        return _keep(page_in(language, request, "portal/channels/list.html", shown))


@conditional_page
@require_safe
@once()
def incident(request: HttpRequest, reference: str) -> HttpResponse:
    """Show how one incident went on; of another one that it is not here."""
    language, now = language_in(request), timezone.now()
    clock = Clock(language)
    with translation.override(language):
        found = incident_shown(clock, reference, now)
        shown = {"here": request.path, "incident": found, "zone": clock.zone_name(now)}
        page = "portal/channels/incident.html"
        if found is None:
            return page_in(language, request, page, shown | {"here": reverse("standing")}, 404)
        return _keep(page_in(language, request, page, shown))


@conditional_page
@require_safe
@once()
def feed(request: HttpRequest) -> HttpResponse:
    """Answer with how incidents went on, as Atom."""
    language, now = language_in(request), timezone.now()
    with translation.override(language):
        return _keep(atom(Clock(language), now))


def _keep(response: HttpResponse) -> HttpResponse:
    """Let everybody keep a page for a minute, and ask by its content whether it changed."""
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    patch_vary_headers(response, ["Accept-Language"])
    return response
