"""Beginning a draft, and what a new tree begins with, for its author to put words to."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from troubleshooting.trees.documents.document import Content
from troubleshooting.trees.documents.format import FORMAT
from troubleshooting.trees.documents.yaml_text import digest
from troubleshooting.trees.logbook import write_log
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeVersion

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def start_draft(
    tree: Tree,
    document: Content,
    *,
    based_on: TreeVersion | None,
    actor: "User | None",
    now: datetime,
) -> TreeVersion:
    """Store the draft of a tree that has none, under the next number, and log it."""
    latest = tree.versions.order_by("-number").values_list("number", flat=True).first()
    draft = TreeVersion.objects.create(
        tree=tree,
        number=(latest or 0) + 1,
        state=TreeVersion.State.DRAFT,
        document=document,
        digest=digest(document),
        based_on=based_on,
        created_at=now,
        created_by=actor,
        updated_at=now,
        updated_by=actor,
    )
    write_log(tree, TreeLogEntry.Kind.CREATED, actor=actor, now=now, version=draft)
    return draft


def starter_document(tree: Tree) -> dict[str, Any]:
    """Return the smallest document that can be published, in both languages."""
    return {
        "format": FORMAT,
        "slug": tree.slug,
        "languages": ["en", "zh-hans"],
        "title": dict(tree.title),
        "start": "first_question",
        "nodes": [
            {
                "key": "first_question",
                "kind": "question",
                "title": {"en": "What do we ask first?", "zh-hans": "首先要问什么？"},
                "options": [
                    {"key": "yes", "label": {"en": "Yes", "zh-hans": "是"}, "to": "end"},
                    {"key": "no", "label": {"en": "No", "zh-hans": "否"}, "to": "end"},
                ],
            },
            {
                "key": "end",
                "kind": "outcome",
                "title": {"en": "What comes of it?", "zh-hans": "结论是什么？"},
                "status": "open",
            },
        ],
    }
