"""Which guides a case can be walked through: every tree that is published."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from support.cases.models import Case
from support.guidance.beginning import DEFAULT_TREE, Begun
from support.guidance.services import start_walk
from troubleshooting.trees.models import TreeVersion

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class GuideChoice:
    """A guide; `is_chosen` marks the one that a case begins with by itself, or that it is in."""

    slug: str
    title: str
    is_chosen: bool


def guides_to_choose(present: str = "") -> list[GuideChoice]:
    """Return the guides that are published, by their titles in the reader's language."""
    trees = [version.tree for version in TreeVersion.objects.live().without_documents()]
    chosen = present or DEFAULT_TREE
    guides = [GuideChoice(tree.slug, str(tree), tree.slug == chosen) for tree in trees]
    return sorted(guides, key=lambda guide: (guide.title.casefold(), guide.slug))


def walk_guide(case: Case, slug: str, *, actor: "User | None", now: datetime) -> Begun:
    """Walk a case through the guide that somebody chose; without a name through the usual one.

    Raises ValidationError for the field `tree` where it names none that is published, and what
    `start_walk` raises.
    """
    try:
        return start_walk(case, now=now, actor=actor, slug=slug or DEFAULT_TREE)
    except TreeVersion.DoesNotExist as error:
        message = _("This guide is not published. Please choose another one.")
        raise ValidationError({"tree": ValidationError(message, code="no_guide")}) from error
