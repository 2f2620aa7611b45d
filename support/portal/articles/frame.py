"""What all pages about articles have: their language, and for how long they are kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from support.customers.models import language_of
from support.portal.languages import chosen_language
from support.portal.views import page_in

KEPT_SECONDS = 300


def language_in(request: HttpRequest) -> str:
    """Return the language that the address names, else the browser's first: no cookie is read."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return chosen_language(
        request.GET.get("lang", ""), language_of(next(iter(accepted), ("en",))[0])
    )


def page(
    request: HttpRequest, name: str, language: str, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page in a language, which is the active one."""
    template = f"portal/articles/{name}.html"
    return page_in(language, request, template, {"here": request.path} | shown, status)


def keep(response: HttpResponse) -> HttpResponse:
    """Let everybody keep a page for minutes, and ask by its content whether it changed.

    No date says that: what is taken down leaves the others as old as they were.
    """
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    patch_vary_headers(response, ["Accept-Language"])
    return response
