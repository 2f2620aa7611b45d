"""Restoring a version for somebody who names the draft that it replaces."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from troubleshooting.trees.conflicts import StaleDraft
from troubleshooting.trees.drafting import open_draft, restore_version
from troubleshooting.trees.models import TreeVersion
from troubleshooting.trees.rights import Level, refuse_without
from troubleshooting.trees.storing import lock_draft, since

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def restore_over(
    version: TreeVersion, draft: TreeVersion | None, *, seen: int, actor: "User", now: datetime
) -> TreeVersion:
    """Make a version the draft, unless the draft that was seen is gone or changed since `seen`.

    Where there was no draft, 0 was seen. Raises StaleDraft, ValidationError with code "no_draft",
    and what `restore_version` raises; then nothing is stored.
    """
    refuse_without(actor, version.tree, Level.EDIT)
    draft = lock_draft(draft or open_draft(version.tree, actor=actor, now=now))
    newer = since(draft, seen)
    if newer.newer:
        raise StaleDraft(draft, newer.all_changed())
    return restore_version(version, actor=actor, now=now)
