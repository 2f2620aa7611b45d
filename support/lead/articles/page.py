"""What the page of one article shows beside its form."""

from dataclasses import dataclass

from django.core import signing

from support.guides.helping import Counted, counted
from support.guides.models import Article, ArticleVersion, Helped
from support.surveys.intervals import Share, share_of

SALT = "article-preview"
MOST_VERSIONS, MOST_WORDS = 20, 20


@dataclass(frozen=True)
class VersionRow:
    """A version, and how many of those who answered it has helped."""

    version: ArticleVersion
    helped: Share


def version_rows(article: Article) -> list[VersionRow]:
    """Return the newest versions; two queries."""
    versions = list(article.versions.select_related("author").order_by("-number")[:MOST_VERSIONS])
    counts = counted([version.pk for version in versions])
    none = Counted(0, 0)
    rows = [(one, counts.get(one.pk, none)) for one in versions]
    return [VersionRow(one, share_of(count.yes, count.of)) for one, count in rows]


def words_about(article: Article) -> list[Helped]:
    """Return what readers wrote last; one query."""
    said = Helped.objects.filter(version__article=article).exclude(words="")
    return list(said.select_related("version").order_by("-answered_at", "-pk")[:MOST_WORDS])


def preview_token(article: Article) -> str:
    return signing.dumps(article.pk, salt=SALT)


def previewed(token: str) -> Article | None:
    """Return whose token it is, None where it is none of ours."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Article.objects.filter(pk=pk).first()
