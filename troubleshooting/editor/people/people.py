"""Who may do what with a tree, as its page shows and changes it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from troubleshooting.editor.people.second_person import is_held_back
from troubleshooting.editor.words import LANGUAGE_NAMES
from troubleshooting.trees.models import Tree, TreeRight
from troubleshooting.trees.rights import Level, rights_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

# More names than one looks through; who is not among those offered is written by the name.
NAMES_OFFERED = 300
NAMES_TOLD = 30


@dataclass(frozen=True)
class Choice:
    """A right that can be given: a level, for translating with its language."""

    level: str
    language: str
    words: str

    @property
    def name(self) -> str:
        return f"{self.level}:{self.language}"


@dataclass(frozen=True)
class RightRow:
    right: TreeRight
    words: str


@dataclass(frozen=True)
class People:
    """The rights on one tree; `of_all` hold rights on every tree, of whom `more` are not named.

    `is_held_back` tells that the reader changed the draft of a tree that asks for somebody else.
    """

    tree: Tree
    rows: list[RightRow]
    of_all: list[User]
    more: int
    may_change: bool
    is_held_back: bool
    choices: list[Choice]
    offered: list[User]


def build_people(tree: Tree, user: User) -> People:
    """Compose the page; its queries don't grow with the people."""
    rights = tree.rights.select_related("user").order_by("user__username", "pk")
    of_all = list(_with_rights_on_all()[: NAMES_TOLD + 1])
    may_change = rights_of(user, tree).may(Level.PUBLISH)
    active = User.objects.filter(is_active=True).order_by("username")
    return People(
        tree=tree,
        rows=[RightRow(right, right_words(right.level, right.language)) for right in rights],
        of_all=of_all[:NAMES_TOLD],
        more=max(0, _with_rights_on_all().count() - NAMES_TOLD) if len(of_all) > NAMES_TOLD else 0,
        may_change=may_change,
        is_held_back=is_held_back(tree, user),
        choices=right_choices(),
        offered=list(active[:NAMES_OFFERED]) if may_change else [],
    )


def find_person(username: str) -> User:
    """Return somebody who can sign in. Raises ValidationError for a name that nobody has."""
    known = User.objects.filter(is_active=True)
    found = known.filter(username=username).first() if "\0" not in username else None
    if found is None:
        raise ValidationError(_("There is nobody of this name."), code="nobody")
    return found


def right_choices() -> list[Choice]:
    """Return all rights that can be given, the smallest first."""
    found = []
    for level in Level.values:
        languages = LANGUAGE_NAMES if level == Level.TRANSLATE else ("",)
        found += [Choice(level, code, right_words(level, code)) for code in languages]
    return found


def right_words(level: str, language: str) -> str:
    """Say what a right allows, the levels that it holds included."""
    if level == Level.TRANSLATE:
        name = LANGUAGE_NAMES.get(language, language)
        return _("Write texts in %(language)s") % {"language": name}
    words: dict[str, Any] = {
        Level.VIEW: _("View"),
        Level.EDIT: _("Edit"),
        Level.PUBLISH: _("Edit and publish"),
    }
    return str(words[level])


def _with_rights_on_all() -> "QuerySet[User]":
    """Those who may do more with every tree than view it."""
    names = ("change_tree", "publish_tree")
    own, grouped = (
        Q(**{f"{road}__codename__in": names, f"{road}__content_type__app_label": "trees"})
        for road in ("user_permissions", "groups__permissions")
    )
    found = User.objects.filter(Q(is_superuser=True) | own | grouped, is_active=True)
    return found.distinct().order_by("username")
