"""Having a draft back that was thrown away, or withdrawn while there was another."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from troubleshooting.trees.drafts.services import open_draft, replace_document
from troubleshooting.trees.logbook import write_log
from troubleshooting.trees.models import TreeLogEntry, TreeVersion

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Kind = TreeLogEntry.Kind


@transaction.atomic
def recover_document(entry: TreeLogEntry, *, actor: "User | None", now: datetime) -> TreeVersion:
    """Put the document that a log entry keeps in the place of the draft's; undo takes it back.

    Who wrote it stays its author: where a second person is asked for, that one doesn't publish it.
    Raises PermissionDenied if the actor may not make that change.
    """
    draft = open_draft(entry.tree, actor=actor, now=now)
    draft = replace_document(
        draft,
        entry.difference["document"],
        seen=draft.revision,
        actor=actor,
        now=now,
        kind=Kind.RESTORED,
    )
    if authors := entry.difference.get("authors"):
        kept = {"number": entry.difference["number"], "authors": authors}
        write_log(entry.tree, Kind.RESTORED, actor=actor, now=now, version=draft, difference=kept)
    return draft
