"""Drafts: opening, changing, undoing, throwing away. No text that somebody wrote is ever lost.

Every change names the revision its author saw. What others changed meanwhile stays; where both
changed the same part, nothing is stored and StaleDraft shows both.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.document import Content
from troubleshooting.trees.documents.parts import difference, parts_of, replaced, size_of
from troubleshooting.trees.drafts.starter import start_draft, starter_document
from troubleshooting.trees.drafts.storing import (
    Change,
    as_validation_error,
    lock_draft,
    refuse_unrighteous,
    since,
    store_change,
    stored_change,
    write_revision,
)
from troubleshooting.trees.drafts.wording import sentence_with_fields
from troubleshooting.trees.editing.edit import Summary
from troubleshooting.trees.editing.operations import Operation, apply
from troubleshooting.trees.editing.rebasing import Conflict, Since, StaleDraft, rebase
from troubleshooting.trees.logbook import authors_of, write_log
from troubleshooting.trees.models import DraftChange, Tree, TreeLogEntry, TreeVersion
from troubleshooting.trees.rights import Level, refuse_without, rights_of
from troubleshooting.trees.telling import restored
from troubleshooting.trees.validation.soundness import (
    Refused,
    refuse_oversize,
    refuse_unsound_document,
)
from troubleshooting.trees.versions import base_of, find_draft

if TYPE_CHECKING:
    from django.contrib.auth.models import User

OPERATION_LIMIT = 200

Kind = TreeLogEntry.Kind
State = TreeVersion.State


@transaction.atomic
def create_tree(
    slug: str, title: Mapping[str, str], *, actor: "User | None", now: datetime
) -> TreeVersion:
    """Begin a tree and return its draft: one question and one outcome.

    Raises ValidationError if the slug is taken or no slug, PermissionDenied for those who may
    not add trees.
    """
    if actor is not None and not actor.has_perm("trees.add_tree"):
        raise PermissionDenied
    tree = Tree(slug=slug, title=dict(title))
    tree.full_clean()
    try:
        with transaction.atomic():
            tree.save(force_insert=True)
    except IntegrityError as error:  # somebody took the slug since it was looked for
        taken = tree.unique_error_message(Tree, ("slug",))
        raise ValidationError({"slug": taken}) from error
    return start_draft(tree, starter_document(tree), based_on=None, actor=actor, now=now)


@transaction.atomic
def open_draft(tree: Tree, *, actor: "User | None", now: datetime) -> TreeVersion:
    """Return the draft of a tree; there is one at most, made from `base_of` the tree.

    Raises PermissionDenied for those who may not even translate.
    """
    refuse_without(actor, tree, Level.TRANSLATE)
    tree = Tree.objects.select_for_update(no_key=True).get(pk=tree.pk)
    draft = find_draft(tree)
    if draft is not None:
        return draft
    base = base_of(tree)
    document = base.document if base else starter_document(tree)
    return start_draft(tree, document, based_on=base, actor=actor, now=now)


@transaction.atomic
def change_draft(
    draft: TreeVersion,
    operations: Sequence[Operation],
    *,
    seen: int,
    actor: "User | None",
    now: datetime,
) -> TreeVersion:
    """Make one change of a draft, to be undone as one, and return the draft with it.

    Raises StaleDraft if somebody changed one of the parts since `seen`, ValidationError if it
    can't be made, PermissionDenied if the actor may not make it; then nothing is stored. What
    changes nothing makes no revision.
    """
    draft = lock_draft(draft)
    rights = refuse_without(actor, draft.tree, Level.TRANSLATE)
    if not 0 < len(operations) <= OPERATION_LIMIT:
        raise ValidationError(
            _("A save makes 1 to %(limit)s changes."),
            code="too_many_operations",
            params={"limit": OPERATION_LIMIT},
        )
    try:
        document, change, conflicts = _made(operations, since(draft, seen))
        if conflicts:
            raise StaleDraft(draft, conflicts)
        if change.is_empty:
            return draft
        refuse_unrighteous(rights, change)
        return store_change(draft, document, change, kind=Kind.EDITED, actor=actor, now=now)
    except Refused as refused:
        raise as_validation_error(refused) from refused


@transaction.atomic
def replace_document(
    draft: TreeVersion,
    document: Any,
    *,
    seen: int,
    actor: "User | None",
    now: datetime,
    kind: TreeLogEntry.Kind = Kind.IMPORTED,
) -> TreeVersion:
    """Put another document in the place of the draft's, as one change that can be undone.

    Raises StaleDraft if anything was changed since `seen`, ValidationError for what a draft
    can't hold, PermissionDenied if the actor may not edit the tree.
    """
    draft = lock_draft(draft)
    refuse_without(actor, draft.tree, Level.EDIT)
    _refuse_unseen(draft, seen)
    try:
        refuse_unsound_document(document, draft.tree.slug)
        message = gettext_noop("The whole tree was replaced.")
        change = Change(*difference(draft.document, document), Summary(message, {}))
        if change.is_empty:
            return draft
        return store_change(draft, document, change, kind=kind, actor=actor, now=now)
    except Refused as refused:
        raise as_validation_error(refused) from refused


@transaction.atomic
def restore_version(version: TreeVersion, *, actor: "User | None", now: datetime) -> TreeVersion:
    """Make an old version the draft of its tree; a draft that is there can be had back by undo.

    What its causes told customers then, and tell otherwise now, comes back with it.

    Raises PermissionDenied if the actor may not edit the tree.
    """
    refuse_without(actor, version.tree, Level.EDIT)
    draft = lock_draft(open_draft(version.tree, actor=actor, now=now))
    message = gettext_noop("Version %(number)s was restored.")
    summary = Summary(message, {"number": version.number})
    document = restored(version)
    change = Change(*difference(draft.document, document), summary)
    if change.is_empty:
        return draft
    return store_change(draft, document, change, kind=Kind.RESTORED, actor=actor, now=now)


@transaction.atomic
def undo(draft: TreeVersion, *, seen: int, actor: "User | None", now: datetime) -> TreeVersion:
    """Take back the last change of a draft, whoever made it.

    Raises StaleDraft if anything was changed since `seen`, ValidationError if there is nothing
    left, PermissionDenied if the actor may not change those parts.
    """
    draft = lock_draft(draft)
    _refuse_unseen(draft, seen)
    if (last := next_undo(draft)) is None:
        raise ValidationError(_("There is nothing to undo."), code="nothing_to_undo")
    draft.cursor -= 1
    return _stepped(draft, stored_change(last).back, kind=Kind.UNDONE, actor=actor, now=now)


@transaction.atomic
def redo(draft: TreeVersion, *, seen: int, actor: "User | None", now: datetime) -> TreeVersion:
    """Make the change again that was undone last. Raises what `undo` raises."""
    draft = lock_draft(draft)
    _refuse_unseen(draft, seen)
    if (following := next_redo(draft)) is None:
        raise ValidationError(_("There is nothing to do again."), code="nothing_to_redo")
    draft.cursor += 1
    return _stepped(draft, stored_change(following), kind=Kind.REDONE, actor=actor, now=now)


@transaction.atomic
def discard_draft(draft: TreeVersion, *, seen: int, actor: "User | None", now: datetime) -> None:
    """Throw a draft away; the log keeps its document.

    Raises StaleDraft if anything was changed since `seen`, PermissionDenied if the actor may
    not edit the tree.
    """
    draft = lock_draft(draft)
    refuse_without(actor, draft.tree, Level.EDIT)
    _refuse_unseen(draft, seen)
    authors = sorted(authors_of(draft))
    kept = {"number": draft.number, "document": draft.document, "authors": authors}
    write_log(draft.tree, Kind.DISCARDED, actor=actor, now=now, difference=kept)
    draft.delete()


def next_undo(draft: TreeVersion) -> DraftChange | None:
    """Return the change that undoing would take back."""
    return _change_at(draft, draft.cursor)


def next_redo(draft: TreeVersion) -> DraftChange | None:
    """Return the change that redoing would make again."""
    return _change_at(draft, draft.cursor + 1)


def _change_at(draft: TreeVersion, place: int) -> DraftChange | None:
    """Return the change at a place; the usual order would read version and tree as well."""
    return draft.changes.select_related("actor").filter(place=place).order_by("place").first()


def summary_of(change: DraftChange) -> str:
    """Say in the reader's language what a change did."""
    done = stored_change(change)
    return sentence_with_fields(done.before, done.after, done.summary)


def _made(operations: Sequence[Operation], newer: Since) -> tuple[Content, Change, list[Conflict]]:
    """Apply the operations one after the other; with conflicts, what came of them is void."""
    document, conflicts, summaries = newer.document, [], []
    grown_bytes, meta, nodes = 0, set[str](), set[str]()
    for operation in operations:
        fitted, found = rebase(operation, document, newer)
        conflicts += found
        if conflicts:
            continue
        applied = apply(document, fitted)
        document = applied.document
        grown_bytes += size_of(applied.after) - size_of(applied.before)
        refuse_oversize(len(document["nodes"]), grown_bytes)
        summaries.append(applied.summary)
        for side in (applied.before, applied.after):
            meta |= side["meta"].keys()
            nodes |= side["nodes"].keys()
    change = Change(
        parts_of(newer.document, meta=meta, nodes=nodes),
        parts_of(document, meta=meta, nodes=nodes),
        summaries[0] if summaries else Summary("", {}),
    )
    return document, change, conflicts


def _stepped(
    draft: TreeVersion,
    change: Change,
    *,
    kind: TreeLogEntry.Kind,
    actor: "User | None",
    now: datetime,
) -> TreeVersion:
    refuse_unrighteous(rights_of(actor, draft.tree), change)
    document = replaced(draft.document, removing=change.before, inserting=change.after)
    write_revision(draft, document, change, kind=kind, actor=actor, now=now)
    return draft


def _refuse_unseen(draft: TreeVersion, seen: int) -> None:
    newer = since(draft, seen)
    if newer.newer:
        raise StaleDraft(draft, newer.all_changed())
