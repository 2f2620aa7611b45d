"""One tree with everything in it, and people of every level who try every address of it."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.api.asking import client_for
from tests.editor.authors import SLUG, change, live_tree, make_author, signed_in, small_document
from tests.editor.publishing import open_walk
from tests.factories import NOW, make_agent
from tests.trees.building import both
from troubleshooting.causes.models import Cause
from troubleshooting.trees.drafts.services import discard_draft, open_draft
from troubleshooting.trees.editing.operations import DeleteNode, SetMeta
from troubleshooting.trees.models import (
    DraftChange,
    Tree,
    TreeLogEntry,
    TreeRight,
    TreeVersion,
)
from troubleshooting.walks.models import StepReport, Walk, WalkMove
from troubleshooting.walks.services import report_step

OTHER = "other"
LEVELS = ("nothing", "view", "translate", "edit", "publish")
STRANGERS = ("anonymous", "customer", "foreigner")
# Who may see the tree, and up to which level.
HELD = {
    "reader": "view",
    "viewer": "view",
    "translator": "translate",
    "writer": "edit",
    "publisher": "publish",
}


@dataclass(frozen=True)
class World:
    tree: Tree
    draft: TreeVersion
    report: StepReport
    thrown_away: TreeLogEntry
    people: dict[str, User | None]
    right: TreeRight
    browsers: dict[str, Client] = field(default_factory=dict)
    scripts: dict[str, Any] = field(default_factory=dict)

    def page_client(self, name: str) -> Client:
        """Return somebody's browser, signed in once a test."""
        if name not in self.browsers:
            user = self.people[name]
            self.browsers[name] = signed_in(user) if user else Client()
        return self.browsers[name]

    def api_client(self, name: str) -> Any:
        if name not in self.scripts:
            self.scripts[name] = client_for(self.people[name])
        return self.scripts[name]

    def address(self, name: str) -> str:
        """The address of a page or of the API by its name, in this world."""
        known = {
            "slug": SLUG, "key": "arrived", "number": 1, "pk": self.thrown_away.pk,
            "form": "yaml", "token": "x:y:z",
        }  # fmt: skip
        names: dict[str, dict[str, Any]] = {
            "tree-part": {"slug": SLUG, "name": "workspace"},
            "tree-deed": {"slug": SLUG, "name": "delete"},
            "tree-step": {"slug": SLUG, "name": "undo"},
            "tree-report-closing": {"slug": SLUG, "pk": self.report.pk},
            "api-version": {"slug": SLUG, "name": "1"},
            "api-restoration": {"slug": SLUG, "name": "1"},
            "tree-right-removal": {"slug": SLUG, "pk": self.right.pk},
            "api-report-closing": {"slug": SLUG, "number": self.report.pk},
            "api-log-entry": {"slug": SLUG, "number": self.thrown_away.pk},
            "api-recovery": {"slug": SLUG, "number": self.thrown_away.pk},
        }
        if name in names:
            return reverse(name, kwargs=names[name])
        return reverse(name, kwargs={part: known[part] for part in PARTS_OF.get(name, ["slug"])})


PARTS_OF = {
    "trees": [],
    "tree-new": [],
    "tree-import-new": [],
    "api-trees": [],
    "tree-node": ["slug", "key"],
    "tree-export": ["slug", "form"],
    "tree-try-share": ["token"],
    "tree-version": ["slug", "number"],
    "tree-restore": ["slug", "number"],
    "tree-recover": ["slug", "pk"],
}


def make_world() -> World:
    """Two versions, a draft whose last change is of its structure, a report, walks, a log."""
    first = live_tree()
    tree = first.tree
    walk = open_walk(first, ("arrived", "yes"))
    report = report_step(walk, "arrived", actor=None, note="Unclear", now=NOW)
    live_tree(small_document(languages=["en", "zh-hans"]))
    live_tree({**small_document(), "slug": OTHER, "title": both("Secret other tree")})
    people = make_people(tree)
    author = make_author("boss")
    discarded = open_draft(tree, actor=author, now=NOW)
    discard_draft(discarded, seen=0, actor=author, now=NOW)
    thrown_away = tree.log.get(kind="discarded")
    change(tree, author, SetMeta("title", both("Payouts")))
    draft = change(tree, author, DeleteNode("late", "wait"))
    return World(tree, draft, report, thrown_away, people, tree.rights.earliest("pk"))


def make_people(tree: Tree) -> dict[str, User | None]:
    people: dict[str, User | None] = {"anonymous": None, "reader": make_agent("reader")}
    people["customer"] = make_agent("customer", is_staff=False)
    other = Tree.objects.get(slug=OTHER)
    people["foreigner"] = with_right("foreigner", other, "publish")
    for name, level in HELD.items():
        if name not in people:
            people[name] = with_right(name, tree, level)
    return people


def with_right(name: str, tree: Tree, level: str) -> User:
    """Make somebody who is no colleague of the desk and has one right on one tree."""
    user = make_agent(name, is_staff=False)
    language = "zh-hans" if level == "translate" else ""
    TreeRight.objects.create(tree=tree, user=user, level=level, language=language)
    return user


def everything_stored() -> dict[str, str]:
    """All that somebody without a right might change, presence and tokens left out, as digests."""
    tables = (
        Tree, TreeVersion, DraftChange, TreeLogEntry, TreeRight, StepReport, Walk, WalkMove, Cause,
    )  # fmt: skip
    digest = "SELECT '{0}', md5(string_agg(kept::text, ' ' ORDER BY kept.id)) FROM {0} AS kept"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(digest.format(one._meta.db_table) for one in tables))
        return dict(cursor.fetchall())


def everybody_below(level: str) -> list[str]:
    held = [name for name, own in HELD.items() if LEVELS.index(own) < LEVELS.index(level)]
    return [*STRANGERS, *held]


def everybody_from(level: str) -> list[str]:
    return [name for name, own in HELD.items() if LEVELS.index(own) >= LEVELS.index(level)]
