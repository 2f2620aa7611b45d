"""A page and its parts: every way to show one passes here.

A page includes its parts, and htmx fetches or changes a part alone: both render the same markup.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Subject = TypeVar("Subject")
Context = dict[str, Any]


def _nothing(subject: Any, shown: Context) -> Context:
    return {}


@dataclass(frozen=True)
class Part(Generic[Subject]):
    """A part of a page: its template, and what its builder provides to it.

    The builder gets what is shown already; it isn't asked when `provides` is among that.
    """

    template: str
    build: Callable[[Subject, Context], Context] = _nothing
    provides: str = ""


@dataclass(frozen=True)
class Page(Generic[Subject]):
    """A page about a subject; `common` is what every part is given."""

    template: str
    parts: Mapping[str, Part[Subject]]
    common: Callable[[Subject], Context]

    def whole(
        self, request: HttpRequest, subject: Subject, *, code: int = 200, **shown: Any
    ) -> HttpResponse:
        """Answer with the whole page; `shown` replaces what a part would show by itself."""
        context = self._context(subject, self.parts, shown)
        return render(request, self.template, context, status=code)

    def part(
        self, request: HttpRequest, subject: Subject, name: str, *, code: int = 200, **shown: Any
    ) -> HttpResponse:
        """Answer with one part of the page."""
        context = self._context(subject, [name], shown)
        return render(request, self.parts[name].template, context, status=code)

    def refused(
        self, request: HttpRequest, subject: Subject, name: str, *, code: int, **shown: Any
    ) -> HttpResponse:
        """Answer what can't be done: htmx with the part, else with the whole page."""
        if not request.htmx:  # type: ignore[attr-defined]  # the middleware sets it
            return self.whole(request, subject, code=code, **shown)
        return self.part(request, subject, name, code=code, **shown)

    def _context(self, subject: Subject, names: Iterable[str], shown: Context) -> Context:
        context = self.common(subject)
        for part in (self.parts[name] for name in names):
            if part.provides not in shown:
                context = part.build(subject, shown) | context
        return context | shown


def announce(response: HttpResponse, events: Mapping[str, Context]) -> HttpResponse:
    """Let the other parts of a page know what happened, each event with its details.

    What was announced before is announced as well.
    """
    if events:
        before = json.loads(response.headers.get("HX-Trigger", "{}"))
        response["HX-Trigger"] = json.dumps(before | dict(events))
    return response


def retargeted(response: HttpResponse, target: str) -> HttpResponse:
    """Let the answer take the place of `target`, whichever part asked."""
    response["HX-Retarget"], response["HX-Reswap"] = target, "outerHTML"
    return response
