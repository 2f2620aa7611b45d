"""Restoring what once was, for somebody who names the draft that it replaces."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from troubleshooting.editor.services import Seen, revision_seen
from troubleshooting.trees.drafts.recovering import recover_document
from troubleshooting.trees.drafts.services import open_draft, restore_version
from troubleshooting.trees.drafts.storing import lock_draft, since
from troubleshooting.trees.editing.rebasing import StaleDraft
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeVersion
from troubleshooting.trees.rights import Level, refuse_without

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def restore_seen(version: TreeVersion, seen: Seen, *, actor: "User", now: datetime) -> TreeVersion:
    """Make a version the draft for somebody who looked at the history, as `restore_over`.

    Raises ValidationError with code "other_draft" for another draft than the one that was seen.
    """
    draft = open_draft(version.tree, actor=actor, now=now)
    return restore_over(version, draft, seen=revision_seen(draft, seen), actor=actor, now=now)


@transaction.atomic
def recover_seen(entry: TreeLogEntry, seen: Seen, *, actor: "User", now: datetime) -> TreeVersion:
    """Have back the draft that an entry keeps, as `restore_seen`."""
    draft = open_draft(entry.tree, actor=actor, now=now)
    return recover_over(entry, draft, seen=revision_seen(draft, seen), actor=actor, now=now)


@transaction.atomic
def restore_over(
    version: TreeVersion, draft: TreeVersion | None, *, seen: int, actor: "User", now: datetime
) -> TreeVersion:
    """Make a version the draft, unless the draft that was seen is gone or changed since `seen`.

    Where there was no draft, 0 was seen. Raises StaleDraft, ValidationError with code "no_draft",
    and what `restore_version` raises; then nothing is stored.
    """
    _refuse_unseen(version.tree, draft, seen=seen, actor=actor, now=now)
    return restore_version(version, actor=actor, now=now)


@transaction.atomic
def recover_over(
    entry: TreeLogEntry, draft: TreeVersion | None, *, seen: int, actor: "User", now: datetime
) -> TreeVersion:
    """Have back the draft that an entry keeps, over the draft that was seen, as `restore_over`."""
    _refuse_unseen(entry.tree, draft, seen=seen, actor=actor, now=now)
    return recover_document(entry, actor=actor, now=now)


def _refuse_unseen(
    tree: Tree, draft: TreeVersion | None, *, seen: int, actor: "User", now: datetime
) -> None:
    """Lock the draft, which is opened where there was none, and refuse one that was not seen."""
    refuse_without(actor, tree, Level.EDIT)
    draft = lock_draft(draft or open_draft(tree, actor=actor, now=now))
    newer = since(draft, seen)
    if newer.newer:
        raise StaleDraft(draft, newer.all_changed())
