"""What is out: kept by every process until an article changes, so that pages ask nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from support.guides.models import LANGUAGES, Article, Content, Topic
from troubleshooting.marks.reading import kept

MOST_RELATED = 3
MOST_PATHS = 500  # of articles, kept by a process


@dataclass(frozen=True)
class Text:
    """An article in one language; its body is Markdown."""

    title: str
    summary: str
    body: str


@dataclass(frozen=True)
class Shown:
    """An article as customers read it; `version` is the key of what is read."""

    slug: str
    version: int
    since: datetime
    texts: Mapping[str, Text]
    topics: tuple[str, ...]
    causes: frozenset[str]

    def language_for(self, wanted: str) -> str:
        """Return in which language somebody reads it: theirs, or the one that there is."""
        return wanted if wanted in self.texts else next(iter(self.texts))


@dataclass(frozen=True)
class Link:
    """What a message or a page says of an article that serves its cause."""

    title: str
    url: str


@kept
def published() -> tuple[Shown, ...]:
    """Return all articles that are out, the newest first."""
    rows = Article.objects.filter(live__isnull=False).select_related("live")
    return tuple(
        shown_as(row.live, row.slug, row.live_at)
        for row in rows.order_by("-live_at", "-pk")
        if row.live and row.live_at
    )


def shown_as(content: Content, slug: str, since: datetime) -> Shown:
    """Return a version or a draft as it is read; of a draft only the languages that are whole."""
    return Shown(
        slug=slug,
        version=content.pk,
        since=since,
        texts={code: Text(**content.texts[code]) for code in LANGUAGES if code in content.whole_in},
        topics=tuple(content.topics),
        causes=frozenset(content.causes),
    )


def find(slug: str) -> Shown | None:
    return next((one for one in published() if one.slug == slug), None)


def related(article: Shown, language: str) -> list[Shown]:
    """Return what serves the same causes, else the same topics, and can be read in a language."""
    near = []
    for one in published():
        alike = (len(one.causes & article.causes), len({*one.topics} & {*article.topics}))
        if one.slug != article.slug and language in one.texts and any(alike):
            near.append((alike, one))
    near.sort(key=lambda found: found[0], reverse=True)
    return [one for _alike, one in near[:MOST_RELATED]]


def article_about(cause: str, language: str, *, is_payout: bool = True) -> Link | None:
    """Return the newest article about a cause that is out in a language, if there is one.

    Of what is no payout it is none that is about payouts only.
    """
    for one in published():
        is_of_others = not is_payout and one.topics == (Topic.PAYOUTS,)
        if cause in one.causes and language in one.texts and not is_of_others:
            return Link(one.texts[language].title, url_of(one.slug, language))
    return None


def links_in(language: str) -> list[Link]:
    """Return all articles that somebody who reads a language can be sent to."""
    return [
        Link(one.texts[language].title, url_of(one.slug, language))
        for one in published()
        if language in one.texts
    ]


def url_of(slug: str, language: str) -> str:
    return f"{settings.PUBLIC_URL}{_path_of(slug)}?lang={language}"


@lru_cache(MOST_PATHS)
def _path_of(slug: str) -> str:
    """Return where an article lies; to make it each time takes longer than the rest of a link."""
    return reverse("article", args=[slug])
