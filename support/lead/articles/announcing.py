"""Announcing an article: looked at in both languages, with the number of readers, then sent."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as render_page
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from support.guides.announcing import (
    StaleCount,
    announce,
    audience_of,
    news_words,
    was_announced,
)
from support.guides.models import Announcement, Article, CampaignStep
from support.guides.subscribing import NEWS
from support.lead.articles.views import find_article, for_publishers
from support.notifications.models import Channel
from support.notifications.words.cleaning import LINK_TO_LEAVE
from support.notifications.words.rendering import Rendered, render
from support.notifications.words.sample_messages import LEAVE_URL
from web.access import SignedInRequest, by
from web.answers import CONFLICT, REFUSED
from web.forms import read_seen


@require_http_methods(["GET", "HEAD", "POST"])
@for_publishers
def announcement(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what would be sent, and to how many; a POST that says as many sends it."""
    found = find_article(slug)
    if found.live is None or found.live.missing_in:
        raise Http404
    if request.method != "POST":
        return _page(request, found)
    try:
        announce(
            found,
            seen=read_seen(request.POST),
            is_again="again" in request.POST,
            **by(request.user),
        )
    except StaleCount:
        return _page(request, found, code=CONFLICT)
    except ValidationError as error:
        return _page(request, found, refusal=error.messages[0], code=REFUSED)
    messages.success(request, _("It goes out now, some hundred messages a minute."))
    return redirect("article-announcement", slug)


def _page(
    request: SignedInRequest, found: Article, *, refusal: str = "", code: int = 200
) -> HttpResponse:
    shown = {
        "article": found,
        "readings": readings_of(found),
        "count": audience_of(found),
        "is_stale": code == CONFLICT,
        "refusal": refusal,
        "was_announced": was_announced(found),
        "made": Announcement.objects.filter(version=found.live).select_related("author").first(),
    }
    return render_page(request, "lead/articles/announcement.html", shown, status=code)


def readings_of(
    article: Article, step: CampaignStep | None = None
) -> list[tuple[str, str, Rendered]]:
    """Return language, its name and the mail in it, of an article that is out in both."""
    leaves = {LINK_TO_LEAVE: LEAVE_URL}
    return [
        (
            code,
            str(name),
            render(NEWS, Channel.EMAIL, code, news_words(article, code, step) | leaves),
        )
        for code, name in settings.LANGUAGES
    ]
