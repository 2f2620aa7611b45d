"""Which guides a case can be walked through: every tree that is published and no example."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from support.cases.models import Case
from support.guidance.beginning import Begun
from support.guidance.services import start_walk
from support.guidance.which.choosing import usual_guide
from troubleshooting.trees.models import TreeVersion

if TYPE_CHECKING:
    from django.contrib.auth.models import User


# There to be read and tried in the demo: it finds nothing that an agent looks for.
EXAMPLES = frozenset({"tiny-example"})


@dataclass(frozen=True)
class GuideChoice:
    """A guide; `is_chosen` marks the one that a case begins with by itself, or that it is in."""

    slug: str
    title: str
    is_chosen: bool


def guides_to_choose(case: Case | None, present: str = "") -> list[GuideChoice]:
    """Return the guides that are published, by their titles in the reader's language.

    Chosen is the one that a case is in, else the one that the rules choose for it.
    """
    trees = [version.tree for version in TreeVersion.objects.live().without_documents()]
    chosen = present or (usual_guide(case) if case else "")
    guides = [
        GuideChoice(tree.slug, str(tree), tree.slug == chosen)
        for tree in trees
        if tree.slug not in EXAMPLES
    ]
    return sorted(guides, key=lambda guide: (guide.title.casefold(), guide.slug))


def walk_guide(case: Case, slug: str, *, actor: "User | None", now: datetime) -> Begun:
    """Walk a case through the guide that somebody chose; without a name through its own.

    Raises ValidationError for the field `tree` where it names none that is published, and what
    `start_walk` raises.
    """
    try:
        return start_walk(case, now=now, actor=actor, slug=slug)
    except TreeVersion.DoesNotExist as error:
        message = _("This guide is not published. Please choose another one.")
        raise ValidationError({"tree": ValidationError(message, code="no_guide")}) from error
