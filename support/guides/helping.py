"""Whether an article helped: one answer a form, counted by version, naming nobody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from support.guides.models import Helped
from support.payments.references.ours import OurNames
from troubleshooting.discretion.masking import mask

LONGEST_WORDS = 1_000


def answer_article(version: int, *, key: UUID, is_yes: bool, words: str, now: datetime) -> bool:
    """Keep an answer, its words masked; False for a form that was sent before.

    Raises ValidationError for words that are too many.
    """
    words = words.replace("\r\n", "\n").replace("\0", "").strip()
    if len(words) > LONGEST_WORDS:
        raise ValidationError(_("Please write 1,000 characters at most."), code="too_long")
    values = {
        "version_id": version, "is_yes": is_yes, "answered_at": now,
        "words": mask(words, OurNames()).text,
    }  # fmt: skip
    _answer, is_new = Helped.objects.get_or_create(key=key, defaults=values)
    return is_new


@dataclass(frozen=True)
class Counted:
    """How many answered about a version, and how many of them that it helped."""

    yes: int
    of: int


def counted(versions: list[int]) -> dict[int, Counted]:
    """Return the counts of versions by their key; one query."""
    rows = (
        Helped.objects.filter(version__in=versions)
        .values("version")
        .annotate(of=Count("pk"), yes=Count("pk", filter=Q(is_yes=True)))
    )
    return {row["version"]: Counted(row["yes"], row["of"]) for row in rows}
