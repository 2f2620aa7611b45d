"""The customer's status page. Whoever holds the link may read it; nothing can be changed here."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from support.brand.models import Market
from support.brand.reading import brand_of
from support.cases.links import find_link
from support.cases.models import StatusLink
from support.notifications.outbox.policy import zone_of
from support.portal.languages import LANGUAGE_TAGS, chosen_language
from support.portal.page import build_page
from troubleshooting.marks.reading import once

PageView = Callable[[HttpRequest, str], HttpResponse]


def private(view: PageView) -> PageView:
    """Keep a page out of caches, search engines and the Referer of whatever is opened next."""

    @wraps(view)
    def private_view(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return private_view


@private
@require_safe
@once()
def status_page(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    link = find_link(token)
    if link is None or not link.is_valid(now):
        return no_page(request, link)
    contact = link.case.contact
    language = chosen_language(request.GET.get("lang", ""), contact.language)
    with translation.override(language), timezone.override(zone_of(contact.time_zone)):
        page = build_page(link.case, language=language, now=now)
        context = {"page": page, "brand": page.brand}
        response = render(request, "portal/status.html", context)
    response["Content-Language"] = LANGUAGE_TAGS[language]
    return response


@require_safe
def unknown_link(request: HttpRequest, rest: str = "") -> HttpResponse:
    if rest and "/" not in rest:  # a link that lost its end is still the customer's
        return redirect(request.get_full_path(force_append_slash=True), permanent=True)
    return no_page(request)


def no_page(request: HttpRequest, link: StatusLink | None = None) -> HttpResponse:
    """Answer who has no link of ours, or one that has ended."""
    if link is None:
        return without_case(request, "portal/unknown_link.html", 404)
    return without_case(request, "portal/ended_link.html", 410)


def without_case(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Answer in every language at once: whose link it was is unknown, or no longer his to know."""
    context = {"languages": LANGUAGE_TAGS, "brand": brand_of(Market.EVERYWHERE)}
    response = render(request, template, context, status=status)
    response["Content-Language"] = ", ".join(LANGUAGE_TAGS.values())
    return response
