"""Who may do what with a tree. Each level holds those before it: view, translate, edit, publish.

Superusers may do all, staff may view every tree. The permission `trees.change_tree` lets edit
every tree, `trees.publish_tree` publish every tree; rows give the rest, tree by tree.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from troubleshooting.trees.documents.format import LANGUAGES
from troubleshooting.trees.graph import Node, own_key
from troubleshooting.trees.logbook import write_log
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeRight

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet

Level = TreeRight.Level
_ORDER = tuple(Level.values)
HIDDEN = gettext_noop("A step of a tree that you may not see")
# What a walk meets instead of such a tree: an outcome that found nothing.
CLOSED = {
    "title": {},
    "start": "closed",
    "nodes": [{"key": "closed", "kind": "outcome", "title": {}}],
}


@dataclass(frozen=True)
class Rights:
    """What one person may do with one tree; `languages` are those they may translate into."""

    level: str | None
    languages: frozenset[str] = frozenset()

    def may(self, level: str, language: str | None = None) -> bool:
        """Tell whether a level is held; for translating, in that language, or in any."""
        if self.level is not None and _ORDER.index(self.level) >= _ORDER.index(level):
            return True
        if level != Level.TRANSLATE:
            return False
        return bool(self.languages) if language is None else language in self.languages

    def may_change(self, languages: Collection[str] | None) -> bool:
        """Tell whether texts of these languages may be changed; None stands for anything else."""
        if languages is None:
            return self.may(Level.EDIT)
        return all(self.may(Level.TRANSLATE, language) for language in languages)


def rights_of(user: "User | AnonymousUser | None", tree: Tree) -> Rights:
    """Read what a user may do with a tree, in a number of queries that is always the same.

    None stands for the house itself: commands and imports, which may do all.
    """
    if user is None:
        return Rights(Level.PUBLISH)
    if isinstance(user, AnonymousUser) or not user.is_active:
        return Rights(None)
    if user.is_superuser or user.has_perm("trees.publish_tree"):
        return Rights(Level.PUBLISH)
    rows = TreeRight.objects.filter(tree=tree, user=user).values_list("level", "language")
    given = list(rows)
    levels = {level for level, _language in given if level != Level.TRANSLATE}
    levels |= {Level.VIEW} if user.is_staff or given else set()
    levels |= {Level.EDIT} if user.has_perm("trees.change_tree") else set()
    languages = frozenset(language for _level, language in given if language)
    return Rights(max(levels, key=_ORDER.index, default=None), languages)


def may(
    user: "User | AnonymousUser | None", tree: Tree, level: str, language: str | None = None
) -> bool:
    """Tell whether a user may view, translate, edit or publish a tree."""
    return rights_of(user, tree).may(level, language)


def editable_trees(user: "User") -> "QuerySet[Tree]":
    """Return the trees that somebody may change the structure of."""
    if _holds_all(user):
        return Tree.objects.all()
    rights = TreeRight.objects.filter(user=user, level__in=[Level.EDIT, Level.PUBLISH])
    return Tree.objects.filter(pk__in=rights.values("tree"))


def visible_trees(user: "User") -> "QuerySet[Tree]":
    """Return the trees that somebody may view."""
    if user.is_staff or _holds_all(user):
        return Tree.objects.all()
    return Tree.objects.filter(pk__in=TreeRight.objects.filter(user=user).values("tree"))


@dataclass(frozen=True)
class Sight:
    """Which of the trees that a tree jumps to somebody may read; None stands for all."""

    slugs: frozenset[str] | None

    def opens(self, slugs: Iterable[str]) -> bool:
        return self.slugs is None or self.slugs.issuperset(slugs)

    def shown(self, node: Node) -> Node:
        """Return a step as it may be read: of a tree that may not be, only that it is one."""
        if self.opens(node.trees):
            return node
        return Node(
            own_key(node.key), node.kind, {language: gettext(HIDDEN) for language in LANGUAGES}
        )

    def subtrees(self, documents: Mapping[str, Any]) -> dict[str, Any]:
        """Return documents for a walk; one that may not be read comes back at once."""
        return {
            slug: document if self.opens([slug]) else {**CLOSED, "slug": slug}
            for slug, document in documents.items()
        }


ALL = Sight(None)


def sight_of(user: "User") -> Sight:
    if user.is_staff or _holds_all(user):
        return ALL
    return Sight(frozenset(visible_trees(user).values_list("slug", flat=True)))


def _holds_all(user: "User") -> bool:
    return any(user.has_perm(f"trees.{name}_tree") for name in ("change", "publish"))


def refuse_without(user: "User | None", tree: Tree, level: str) -> Rights:
    """Return the rights of a user. Raises PermissionDenied below the level."""
    rights = rights_of(user, tree)
    if not rights.may(level):
        raise PermissionDenied
    return rights


@transaction.atomic
def give_right(
    tree: Tree, user: "User", level: str, *, actor: "User | None", now: datetime, language: str = ""
) -> TreeRight:
    """Let a user do something with a tree; nothing changes the second time.

    Raises PermissionDenied unless the actor may publish the tree, ValidationError for a right
    that makes no sense.
    """
    refuse_without(actor, tree, Level.PUBLISH)
    TreeRight(level=level, language=language).clean()
    right, is_new = TreeRight.objects.get_or_create(
        tree=tree, user=user, level=level, language=language
    )
    if is_new:
        _log_right(right, actor=actor, now=now, given=True)
    return right


@transaction.atomic
def take_right(right: TreeRight, *, actor: "User | None", now: datetime) -> None:
    """Take a right back. Raises PermissionDenied unless the actor may publish the tree."""
    refuse_without(actor, right.tree, Level.PUBLISH)
    _log_right(right, actor=actor, now=now, given=False)
    right.delete()


def _log_right(right: TreeRight, *, actor: "User | None", now: datetime, given: bool) -> None:
    difference = {
        "user": right.user.get_username(),
        "level": right.level,
        "language": right.language,
        "given": given,
    }
    write_log(right.tree, TreeLogEntry.Kind.RIGHTS, actor=actor, now=now, difference=difference)
