"""Who may do what with a tree. Each level holds those before it: view, translate, edit, publish.

Superusers may do all, staff may view every tree. The permission `trees.change_tree` lets edit
every tree, `trees.publish_tree` publish every tree; rows give the rest, tree by tree.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction

from troubleshooting.trees.logbook import write_log
from troubleshooting.trees.models import Tree, TreeLogEntry, TreeRight

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet

Level = TreeRight.Level
_ORDER = tuple(Level.values)


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
    of_all = ("trees.change_tree", "trees.publish_tree")
    if any(user.has_perm(permission) for permission in of_all):
        return Tree.objects.all()
    rights = TreeRight.objects.filter(user=user, level__in=[Level.EDIT, Level.PUBLISH])
    return Tree.objects.filter(pk__in=rights.values("tree"))


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
