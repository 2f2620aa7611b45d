"""Writing a change of a draft: the document, the step that can be undone, and the log."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from troubleshooting.trees.documents.document import Content
from troubleshooting.trees.documents.parts import (
    changed_paths,
    changed_texts,
    is_text,
    size_of,
)
from troubleshooting.trees.documents.yaml_text import digest
from troubleshooting.trees.drafts.wording import sentence
from troubleshooting.trees.editing.edit import Summary
from troubleshooting.trees.editing.rebasing import Newer, Since
from troubleshooting.trees.logbook import write_log
from troubleshooting.trees.models import DraftChange, Tree, TreeLogEntry, TreeVersion
from troubleshooting.trees.rights import Rights
from troubleshooting.trees.validation.soundness import Refused, refuse_oversize

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Kind = TreeLogEntry.Kind

# Typing on in one text is one step to undo, until one pauses.
TYPING_PAUSE = timedelta(seconds=5)
SUMMARY_LETTERS = 300


@dataclass(frozen=True)
class Change:
    """The parts a change touches, as they were and as they are, and what it was in words."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    summary: Summary

    @property
    def is_empty(self) -> bool:
        return self.before == self.after

    @property
    def back(self) -> "Change":
        return Change(self.after, self.before, self.summary)


def lock_draft(draft: TreeVersion) -> TreeVersion:
    """Read a draft anew and keep everybody else from its tree until the transaction ends.

    The tree is locked first, as it is when it is published; so nobody changes a draft while it
    waits to be read with what it points to. The document is read again only if it is another one.
    Raises ValidationError if the draft was published, scheduled or thrown away meanwhile.
    """
    tree = Tree.objects.select_for_update(no_key=True).get(pk=draft.tree_id)
    versions = TreeVersion.objects.without_documents().select_related("updated_by")
    locked = versions.select_for_update(of=["self"]).filter(pk=draft.pk).first()
    if locked is None or locked.state != TreeVersion.State.DRAFT:
        raise ValidationError(
            _("This draft is gone: it was published, scheduled or thrown away meanwhile."),
            code="no_draft",
        )
    locked.tree = tree
    if "document" in vars(draft) and draft.digest == locked.digest:
        locked.document = draft.document
    return locked


def since(draft: TreeVersion, seen: int) -> Since:
    """Gather what was changed after a revision; every revision has one entry in the log.

    Raises ValidationError for a revision that never was.
    """
    if not 0 <= seen <= draft.revision:
        raise ValidationError(
            _("There is no revision %(seen)s of this draft."),
            code="unknown_revision",
            params={"seen": seen},
        )
    unknown = Newer({}, {}, draft.updated_by, draft.updated_at)
    if seen == draft.revision:
        return Since(draft.document, [], unknown)
    logged = TreeLogEntry.objects.filter(version=draft, difference__has_key="revision")
    newest = list(logged.select_related("actor").order_by("-pk")[: draft.revision - seen])
    newer = [
        Newer(entry.difference["before"], entry.difference["after"], entry.actor, entry.happened_at)
        for entry in reversed(newest)
    ]
    return Since(draft.document, newer, unknown)


def refuse_unrighteous(rights: Rights, change: Change) -> None:
    """Raise PermissionDenied if somebody with these rights may not make this change."""
    if not rights.may_change(changed_texts(change.before, change.after)):
        raise PermissionDenied


def store_change(
    draft: TreeVersion,
    document: Content,
    change: Change,
    *,
    kind: TreeLogEntry.Kind,
    actor: "User | None",
    now: datetime,
) -> TreeVersion:
    """Write a new change of a locked draft; what was undone before it can't be done again.

    Raises Refused if the document is too large.
    """
    refuse_oversize(len(document["nodes"]), size_of(document))
    draft.changes.filter(place__gt=draft.cursor).delete()
    recent = draft.changes.filter(actor=actor, made_at__gte=now - TYPING_PAUSE)
    last = recent.filter(place=draft.cursor).order_by("place").first()
    if kind == Kind.EDITED and last is not None and _is_same_text(last, change):
        last.after = _as_stored(change)["after"]
        last.made_at, last.revision = now, draft.revision + 1
        last.save(update_fields=["after", "made_at", "revision"])
    else:
        draft.cursor += 1
        draft.changes.create(
            place=draft.cursor,
            revision=draft.revision + 1,
            **_as_stored(change),
            summary=sentence(change.summary, "en")[:SUMMARY_LETTERS],
            actor=actor,
            made_at=now,
        )
    write_revision(draft, document, change, kind=kind, actor=actor, now=now)
    return draft


def write_revision(
    draft: TreeVersion,
    document: Content,
    change: Change,
    *,
    kind: TreeLogEntry.Kind,
    actor: "User | None",
    now: datetime,
) -> None:
    """Write the document of a locked draft under its next revision, and log the difference."""
    draft.document = document
    # Tells the draft from its past; reading the whole document for it would take longer.
    draft.digest = digest([draft.digest, change.before, change.after])
    draft.revision += 1
    draft.updated_at, draft.updated_by = now, actor
    draft.save(
        update_fields=["document", "digest", "revision", "cursor", "updated_at", "updated_by"]
    )
    difference = {"revision": draft.revision, **_as_stored(change)}
    write_log(draft.tree, kind, actor=actor, now=now, version=draft, difference=difference)


def stored_change(change: DraftChange) -> Change:
    summary = change.after["summary"]
    after = {name: change.after[name] for name in ("meta", "nodes")}
    return Change(change.before, after, Summary(summary["message"], summary["values"]))


def as_validation_error(refused: Refused) -> ValidationError:
    return ValidationError(_(refused.message), code=refused.code, params=dict(refused.values))


def _as_stored(change: Change) -> dict[str, Any]:
    return {
        "before": change.before,
        "after": {**change.after, "summary": asdict(change.summary)},
    }


def _is_same_text(last: DraftChange, change: Change) -> bool:
    """Tell whether both changes are of one text of one node, and of nothing else."""
    if last.before["nodes"].keys() != change.before["nodes"].keys():
        return False
    paths = list(changed_paths(last.before, last.after))
    if len(paths) != 1 or paths[0] is None or not is_text(paths[0]):
        return False
    return paths == list(changed_paths(change.before, change.after))
