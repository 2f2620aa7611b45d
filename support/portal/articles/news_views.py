"""New articles by e-mail: asking for them, confirming, choosing topics, and leaving.

The signed address is all the permission there is: it came in a mail to its reader. So a mail
program may post to it by itself (RFC 8058), without a cookie to forge.
"""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from support.guides.models import Subscriber, Topic
from support.guides.subscribing import ask_to_subscribe, choose_topics, leave, subscriber_of
from support.portal.articles.frame import language_in, page
from support.portal.views import private
from support.portal.wishes import ONE_CLICK
from troubleshooting.marks.reading import once
from web.access import counted_as
from web.answers import REFUSED


@csrf_exempt
@counted_as("news")
@require_http_methods(["GET", "HEAD", "POST"])
@once()
def news(request: HttpRequest) -> HttpResponse:
    """Take an address; what is said then is the same for every one."""
    language = language_in(request)
    with translation.override(language):
        if request.method != "POST":
            return page(request, "news", language, {"is_sent": "sent" in request.GET})
        typed = request.POST.get("email", "").replace("\0", "")
        try:
            ask_to_subscribe(typed, language, now=timezone.now())
        except ValidationError as error:
            shown = {"refusal": error.messages[0], "typed": typed[:254]}
            return page(request, "news", language, shown, REFUSED)
    return redirect(f"{request.path}?lang={language}&sent=1")


@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
@once()
def own_news(request: HttpRequest, token: str) -> HttpResponse:
    """Show what somebody chose; a POST confirms it, or leaves. A look changes nothing."""
    subscriber, language = subscriber_of(token), language_in(request)
    if subscriber is None:
        with translation.override(language):
            return page(request, "gone", language, {"here": reverse("articles")}, 404)
    if "lang" not in request.GET:
        language = subscriber.language
    if request.method == "POST":
        happened = _do(request, subscriber, language)
        if not happened:
            return HttpResponse(status=204)
        return redirect(f"{request.path}?lang={language}&{happened}=1")
    shown = {
        "subscriber": subscriber,
        "topics": [(code, name, code in subscriber.topics) for code, name in Topic.choices],
        "is_saved": "saved" in request.GET,
    }
    with translation.override(language):
        return page(request, "own_news", language, shown)


def _do(request: HttpRequest, subscriber: Subscriber, language: str) -> str:
    """Return what happened, "" for a mail program that waits for no page."""
    now = timezone.now()
    if request.POST.get("List-Unsubscribe") == ONE_CLICK:
        leave(subscriber, now=now)
        return ""
    if "leave" in request.POST:
        leave(subscriber, now=now)
        return "left"
    choose_topics(subscriber, request.POST.getlist("topic"), language, now=now)
    return "saved"
