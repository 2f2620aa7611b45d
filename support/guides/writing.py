"""How authors write articles, and leads put them out and take them down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from support.guides.models import (
    LANGUAGES,
    LONGEST_SLUG,
    PARTS,
    Article,
    ArticleVersion,
    Topic,
)
from troubleshooting.causes.models import Cause
from web.forms import check_years

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST = {"title": 120, "summary": 300, "body": 20_000}
# Pages of ours beside those of articles that an article of the same name would hide.
TAKEN = frozenset({"news", "new", "preview", "campaigns"})


class StaleArticle(Exception):
    """Somebody else has changed the article since it was looked at."""


@dataclass(frozen=True)
class Written:
    """An article as somebody wrote it; `texts` by language and part, "" where there is none."""

    slug: str
    texts: Mapping[str, Mapping[str, str]]
    topics: Sequence[str] = ()
    causes: Sequence[str] = ()


@transaction.atomic
def save_article(
    article: Article | None,
    written: Written,
    *,
    seen: int = 0,
    actor: "User | None",
    now: datetime,
) -> Article:
    """Make an article, or write its draft anew; customers read nothing of it yet.

    `seen` is the revision that was looked at: raises StaleArticle if it is another by now, and
    ValidationError by field for what can't be. The address of what was out stays.
    """
    if article is not None:
        article = _locked(article)
        if article.revision != seen:
            raise StaleArticle
    values = _checked(article, written) | {"changed_by": actor, "changed_at": now}
    if article is None:
        return Article.objects.create(**values)
    return _change(article, revision=article.revision + 1, **values)


@transaction.atomic
def publish_article(
    article: Article,
    *,
    seen: int,
    actor: "User | None",
    now: datetime,
    at: datetime | None = None,
    until: datetime | None = None,
) -> ArticleVersion:
    """Freeze the draft as a version that is out now, or from `at`, at most `until`.

    Raises StaleArticle for a draft that nobody looked at, and ValidationError where a language is
    begun and not whole, none is whole, or a time is past or the end comes first.
    """
    article = _locked(article)
    if article.revision != seen:
        raise StaleArticle
    _refuse_unready(article)
    check_years(at, until)
    starts = at or now
    if at is not None and at <= now:
        raise ValidationError({"at": _("This time is past.")})
    if until is not None and until <= starts:
        raise ValidationError({"until": _("It would end before it begins.")})
    number = article.versions.count() + 1
    made = article.versions.create(number=number, author=actor, created_at=now, **article.content)
    if at is None:
        put_out(article, made, now)
    else:
        article.coming, article.coming_at = made, at
    _change(article, ends_at=until)
    return made


def put_out(article: Article, version: ArticleVersion, now: datetime) -> None:
    """Let customers read a version from now on; for who holds the lock, and saves."""
    article.live, article.live_at = version, now
    article.first_at = article.first_at or now
    article.coming = article.coming_at = None


@transaction.atomic
def take_down(article: Article) -> Article:
    """Let customers read it no more, nor later what was to come; twice changes nothing."""
    return _change(_locked(article), live=None, coming=None, coming_at=None, ends_at=None)


@transaction.atomic
def restore_version(
    article: Article, number: int, *, seen: int, actor: "User | None", now: datetime
) -> Article:
    """Make the draft say what a version said. Raises as `save_article`, DoesNotExist for none."""
    article = _locked(article)
    if article.revision != seen:
        raise StaleArticle
    version = article.versions.get(number=number)
    changed = {"revision": article.revision + 1, "changed_by": actor, "changed_at": now}
    return _change(article, **version.content, **changed)


def _locked(article: Article) -> Article:
    return Article.objects.select_for_update(of=("self",)).get(pk=article.pk)


def _change(article: Article, **values: Any) -> Article:
    for name, value in values.items():
        setattr(article, name, value)
    article.save()
    return article


def _refuse_unready(article: Article) -> None:
    begun = [code for code in LANGUAGES if any(article.texts.get(code, {}).values())]
    if not begun or any(code not in article.whole_in for code in begun):
        raise ValidationError(
            _("Each language that is begun needs title, summary and text."), code="not_whole"
        )


def _checked(article: Article | None, written: Written) -> dict[str, Any]:
    errors: dict[str, list[str]] = {}
    texts = _texts(written.texts, errors)
    if not any(text.get("title") for text in texts.values()):
        errors["texts"] = [_("Please give it a title.")]
    topics = [topic for topic in Topic.values if topic in written.topics]
    causes = sorted(set(written.causes))
    known = Cause.objects.filter(slug__in=causes, disclosure=Cause.Disclosure.OPEN).count()
    if known != len(causes):
        errors["causes"] = [_("One of these causes is never explained to customers, or gone.")]
    slug = _slug(article, written, texts, errors)
    if errors:
        raise ValidationError(errors)
    return {"slug": slug, "texts": texts, "topics": topics, "causes": causes}


def _texts(
    given: Mapping[str, Mapping[str, str]], errors: dict[str, list[str]]
) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = {}
    for code in LANGUAGES:
        for part in PARTS:
            text = given.get(code, {}).get(part, "").replace("\r\n", "\n").replace("\0", "").strip()
            text = text if part == "body" else " ".join(text.split())
            if len(text) > LONGEST[part]:
                errors["texts"] = [_("A text is too long.")]
            if text:
                texts.setdefault(code, {})[part] = text
    return texts


def _slug(
    article: Article | None,
    written: Written,
    texts: Mapping[str, Mapping[str, str]],
    errors: dict[str, list[str]],
) -> str:
    if article is not None and article.first_at is not None:
        return article.slug  # somebody may have written it down
    title = texts.get("en", {}).get("title", "")
    slug = slugify(written.slug or title)[:LONGEST_SLUG].strip("-")
    others = Article.objects.filter(slug=slug)
    if not slug or slug in TAKEN:
        errors["slug"] = [_("Please give it an address of small letters, digits and hyphens.")]
    elif (others.exclude(pk=article.pk) if article else others).exists():
        errors["slug"] = [_("Another article has this address.")]
    return slug
