"""The customer's status page. Whoever holds the link may read it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from support.brand.models import Market
from support.brand.reading import brand_of
from support.cases.links import find_link
from support.cases.models import Case, StatusLink
from support.notifications.outbox.policy import zone_of
from support.portal.asking.proving import is_open
from support.portal.languages import LANGUAGE_TAGS, chosen_language, language_choices
from support.portal.page import build_page
from support.portal.writing.form import WriteForm
from troubleshooting.marks.reading import once

PageView = Callable[[HttpRequest, str], HttpResponse]
LinkView = Callable[[HttpRequest, "Reading"], HttpResponse]


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


@dataclass(frozen=True)
class Reading:
    """A valid link that somebody opened: in which language, and when.

    `address` is that of the status page, `here` that of the page they are on.
    """

    link: StatusLink
    address: str
    here: str
    language: str
    now: datetime

    @property
    def case(self) -> Case:
        return self.link.case

    @property
    def shown(self) -> dict[str, Any]:
        """What the frame of every page by the link takes."""
        return {
            "address": self.address,
            "here": self.here,
            "reference": self.case.reference,
            **frame_of(self.language),
        }

    @contextmanager
    def active(self) -> Iterator[None]:
        zone = zone_of(self.link.case.contact.time_zone)
        with translation.override(self.language), timezone.override(zone):
            yield


def by_link(view: LinkView) -> PageView:
    """Let in who holds a valid link, in their language and zone; all others read what all do.

    The signed address is all the permission there is, so there is no cookie to forge.
    """

    @csrf_exempt
    @private
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    @once()
    def entered(request: HttpRequest, token: str) -> HttpResponse:
        now = timezone.now()
        link = find_link(token)
        if link is None or not link.is_valid(now):
            return no_page(request, link)
        language = chosen_language(request.GET.get("lang", ""), link.case.contact.language)
        address = reverse("status-page", args=[token])
        reading = Reading(link, address, request.path, language, now)
        with reading.active():
            response = view(request, reading)
        response["Content-Language"] = LANGUAGE_TAGS[language]
        return response

    return entered


@private  # a method that is refused as well
@require_safe
@by_link
def status_page(request: HttpRequest, reading: Reading) -> HttpResponse:
    return show_page(request, reading, WriteForm(reading.link))


def show_page(
    request: HttpRequest, reading: Reading, form: WriteForm, *, code: int = 200
) -> HttpResponse:
    """Answer with the page; the reading is active."""
    page = build_page(reading.case, language=reading.language, now=reading.now, link=reading.link)
    shown = {
        "page": page,
        "brand": page.brand,
        "address": reading.address,
        "form": form,
        "sent": page.correspondence.newest_own if "sent" in request.GET else None,
        "pressed": request.GET.get("sent", ""),
    }
    return render(request, "portal/status.html", shown, status=code)


@require_safe
def unknown_link(request: HttpRequest, rest: str = "") -> HttpResponse:
    if rest and "/" not in rest:  # a link that lost its end is still the customer's
        return redirect(request.get_full_path(force_append_slash=True), permanent=True)
    return no_page(request)


def no_page(request: HttpRequest, link: StatusLink | None = None) -> HttpResponse:
    """Answer who has no link of ours, or one that has ended."""
    form = reverse("public-form") if is_open() else ""
    if link is None:
        return without_case(request, "portal/unknown_link.html", 404, form=form)
    again = reverse("status-again", args=[link.token])
    return without_case(request, "portal/ended_link.html", 410, again=again, form=form)


def page_in(
    language: str, request: HttpRequest, template: str, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Answer in one language, which is the active one, where there is no case."""
    response = render(request, template, frame_of(language) | shown, status=status)
    response["Content-Language"] = LANGUAGE_TAGS[language]
    return response


def frame_of(language: str) -> dict[str, Any]:
    """Return what the frame of every page in one language takes."""
    return {
        "language": language,
        "tag": LANGUAGE_TAGS[language],
        "languages": language_choices(language),
        "brand": brand_of(language),
    }


def without_case(request: HttpRequest, template: str, status: int, **more: Any) -> HttpResponse:
    """Answer in every language at once: whose link it was is unknown, or no longer his to know."""
    context = {"languages": LANGUAGE_TAGS, "brand": brand_of(Market.EVERYWHERE), **more}
    response = render(request, template, context, status=status)
    response["Content-Language"] = ", ".join(LANGUAGE_TAGS.values())
    return response
