"""What the editor adds to drafts: changes of a tree whose draft may not be there yet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from troubleshooting.trees.drafts.services import change_draft, open_draft
from troubleshooting.trees.editing.operations import InsertBranch, Operation
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.versions import Present

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Step = Callable[..., TreeVersion | None]


@dataclass(frozen=True)
class Seen:
    """What an author saw: which version, and which of its revisions."""

    version: int | None
    revision: int


def seen_in(present: Present) -> Seen:
    """Return what is seen of a tree: its draft, or what a new draft would be made from."""
    shown = present.shown
    return Seen(shown.pk, shown.revision) if shown else Seen(None, 0)


@transaction.atomic
def change_tree(
    tree: Tree,
    operations: Sequence[Operation],
    *,
    seen: Seen,
    actor: "User",
    now: datetime,
    draft: TreeVersion | None = None,
) -> TreeVersion | None:
    """Change the draft of a tree, making one if there is none; `draft` spares looking for it.

    Returns None, and makes no draft, for what changes nothing. Raises what `change_draft` raises,
    and ValidationError if the draft that was seen is gone.
    """
    draft = draft or open_draft(tree, actor=actor, now=now)
    revision = revision_seen(draft, seen)
    changed = change_draft(draft, operations, seen=revision, actor=actor, now=now)
    if changed.revision == 0:
        transaction.set_rollback(True)
        return None
    return changed


@transaction.atomic
def step_draft(
    step: Step, draft: TreeVersion | None, *, seen: Seen, actor: "User", now: datetime
) -> TreeVersion | None:
    """Undo, redo or throw away the draft that was seen. Raises what the step raises."""
    if draft is None:
        raise ValidationError(_("There is no draft."), code="no_draft")
    return step(draft, seen=revision_seen(draft, seen), actor=actor, now=now)


@transaction.atomic
def copy_branch(
    nodes: Sequence[object], tree: Tree, *, actor: "User", now: datetime
) -> TreeVersion:
    """Put copied nodes at the end of another tree's draft. Raises what `change_draft` raises."""
    draft = open_draft(tree, actor=actor, now=now)
    branch = InsertBranch(nodes)  # type: ignore[arg-type]  # its service refuses what is no node
    return change_draft(draft, [branch], seen=draft.revision, actor=actor, now=now)


def revision_seen(draft: TreeVersion, seen: Seen) -> int:
    """Return which revision of this draft an author saw.

    Who saw the version it was made from, to its end, saw its beginning. Raises ValidationError
    for another draft, which was published or thrown away meanwhile.
    """
    if seen.version == draft.pk:
        return seen.revision
    base = draft.based_on
    if seen.version == (base.pk if base else None) and seen.revision == (
        base.revision if base else 0
    ):
        return 0
    raise ValidationError(
        _(
            "The draft that you saw was published or thrown away meanwhile. What you wrote is "
            "still here: save it again to put it into the present draft."
        ),
        code="other_draft",
    )
