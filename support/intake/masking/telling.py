"""What was masked in a request, said: in the answer, and on the timeline of its case."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone

from support.cases.models import Case
from support.cases.telling.masked import Entry, log_masked, was_masked
from web.parts import announce

# What the fields of these routes are; of any other it is not said in what a number stood.
WHERE = {
    "case-new": "words",
    "case-list": "words",
    "case-note": "note",
    "case-notes": "note",
    "case-reply": "reply",
    "case-messages": "reply",
    "case-macro-apply": "reply",
    "api-case-macro": "reply",
}
# Here nothing is kept, or a draft, of which is said what was masked once it is sent.
NOT_KEPT = frozenset(
    {"case-draft", "case-draft-files", "case-reply-preview", "case-macro", "walk-letters"}
)
MANY = frozenset({"bulk", "case-bulk"})  # what is done to many cases at once
MOST = 200


def tell(request: HttpRequest, response: HttpResponse, entry: Entry) -> None:
    """Say what was masked to who sent it, and on the timeline of each case that it was sent to."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    where, answer = WHERE.get(name, ""), getattr(response, "data", None)
    if isinstance(answer, dict):
        answer["masked"] = entry.told
    if not (entry.is_said or request.path.startswith("/api/")):
        _tell_sender(request, response, was_masked(entry.told, where))
    if entry.is_logged or name in NOT_KEPT:
        return
    actor = request.user if isinstance(request.user, User) else None
    found = Case.objects.filter(reference__in=_references(request, response)[:MOST])
    for case in found.select_related("merged_into"):
        now, kept = timezone.now(), case.merged_into or case
        log_masked(kept, entry.told, where=where, now=now, actor=actor)


def _tell_sender(request: HttpRequest, response: HttpResponse, sentences: Iterable[str]) -> None:
    words = " ".join(sentences)
    if request.headers.get("HX-Request"):
        announce(response, {"said": {"words": words}})
    else:
        messages.info(request, words)


def _references(request: HttpRequest, response: HttpResponse) -> list[str]:
    """Return the references of the cases that a request changed: by its address or the answer's."""
    match, answer = request.resolver_match, getattr(response, "data", None)
    named: dict[str, Any] = match.kwargs if match else {}
    if match and match.view_name in MANY:
        done = answer.get("done", ()) if isinstance(answer, dict) else request.POST.getlist("case")
        return [str(one) for one in done]
    if match and match.view_name.startswith("api-walk"):
        return list(
            Case.objects.filter(walks__walk=named["pk"]).values_list("reference", flat=True)
        )
    if "reference" in named:
        return [str(named["reference"])]
    if isinstance(answer, dict):
        return [str(answer.get("reference", ""))]
    try:
        return [str(resolve(response.headers.get("Location", "")).kwargs.get("reference", ""))]
    except Resolver404:
        return []
