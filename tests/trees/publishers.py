"""People who publish, and what they publish."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError

from tests.trees.drafts import LATER, make_person, retitled
from troubleshooting.trees.drafts.services import change_draft
from troubleshooting.trees.editing.operations import SetNode
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.publishing.services import publish, schedule

MONDAY = LATER + timedelta(days=5)


def make_publisher(name: str = "pat") -> User:
    publisher = make_person(name, is_staff=True)
    publisher.user_permissions.add(Permission.objects.get(codename="publish_tree"))
    return publisher


def changed(draft: TreeVersion, title: str = "What now?", actor: User | None = None) -> TreeVersion:
    entry = retitled(draft.document["nodes"][0], title)
    operation = SetNode(entry["key"], entry)
    return change_draft(draft, [operation], seen=draft.revision, actor=actor, now=LATER)


def put_out(
    draft: TreeVersion,
    actor: User | None = None,
    reason: str = "The bank has new rules.",
    seen: int | None = None,
) -> TreeVersion:
    """Publish a draft as somebody who has seen all of it."""
    revision = draft.revision if seen is None else seen
    return publish(draft, reason=reason, actor=actor, now=LATER, seen=revision)


def put_off(draft: TreeVersion, actor: User | None = None, at: datetime = MONDAY) -> TreeVersion:
    """Schedule a draft as somebody who has seen all of it."""
    return schedule(
        draft, at=at, reason="From Monday.", actor=actor, now=LATER, seen=draft.revision
    )


def states(tree: Tree) -> list[tuple[int, str]]:
    return list(tree.versions.order_by("number").values_list("number", "state"))


def refusal_of(act: Any, *args: Any, **kwargs: Any) -> str:
    """Return the code of the error that an act is refused with."""
    with pytest.raises(ValidationError) as refusal:
        act(*args, **kwargs)
    return str(refusal.value.error_list[0].code)
