"""Trees in force and people who work on them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission, User

from tests.trees.building import chain
from troubleshooting.trees.drafts.services import change_draft, open_draft
from troubleshooting.trees.editing.operations import Operation
from troubleshooting.trees.editing.rebasing import Conflict, StaleDraft
from troubleshooting.trees.models import Tree, TreeRight, TreeVersion
from troubleshooting.trees.publishing.whole_documents import import_tree

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 18, 10, 12, tzinfo=UTC)
NOON = LATER + timedelta(hours=2)


def make_person(name: str, **fields: Any) -> User:
    return get_user_model().objects.create_user(name, **fields)


def make_author(name: str = "li") -> User:
    """Somebody who may edit every tree."""
    author = make_person(name, is_staff=True)
    author.user_permissions.add(Permission.objects.get(codename="change_tree"))
    return author


def make_translator(tree: Tree, name: str = "wang", language: str = "zh-hans") -> User:
    translator = make_person(name)
    TreeRight.objects.create(tree=tree, user=translator, level="translate", language=language)
    return translator


def make_tree(document: dict[str, Any] | None = None) -> Tree:
    """A tree whose first version is in force."""
    return import_tree(document or chain(3), now=NOW).version.tree


def make_draft(document: dict[str, Any] | None = None) -> TreeVersion:
    """A draft of a tree in force, opened by the house."""
    return open_draft(make_tree(document), actor=None, now=NOW)


def save(
    draft: TreeVersion,
    *operations: Operation,
    seen: int | None = None,
    actor: User | None = None,
    now: datetime = LATER,
) -> TreeVersion:
    """Change a draft; all of it was seen unless another revision is named."""
    revision = draft.revision if seen is None else seen
    return change_draft(draft, operations, seen=revision, actor=actor, now=now)


def refused(
    draft: TreeVersion, *operations: Operation, seen: int, actor: User | None = None
) -> tuple[Conflict, ...]:
    """Return the conflicts of a save that is refused, and stores nothing."""
    with pytest.raises(StaleDraft) as stale:
        save(draft, *operations, seen=seen, actor=actor, now=NOON)
    assert TreeVersion.objects.get(pk=draft.pk).document == stale.value.draft.document
    return tuple(stale.value.conflicts)


def node_of(draft: TreeVersion, key: str) -> dict[str, Any]:
    return next(entry for entry in draft.document["nodes"] if entry["key"] == key)


def retitled(entry: dict[str, Any], title: str, language: str = "en") -> dict[str, Any]:
    return {**entry, "title": {**entry["title"], language: title}}
