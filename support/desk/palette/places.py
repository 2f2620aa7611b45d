"""What a few letters may mean: a case, a view of the queue, a page, a guide."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from support.cases.models import Case
from support.cases.search.words import folded
from support.cases.viewing.views import views_for
from troubleshooting.trees.models import Tree

if TYPE_CHECKING:
    from django.contrib.auth.models import User

FEWEST_LETTERS = 2  # fewer are in every case
MOST_CASES, MOST_TREES = 8, 5


@dataclass(frozen=True)
class Place:
    """Somewhere to go; `icon` and `kind` say what it is."""

    kind: str
    title: str
    detail: str
    address: str
    icon: str


def places_for(user: "User", typed: str) -> list[Place]:
    """Return where a text may lead, views and pages first; four queries at most."""
    text = folded(typed[:100])
    pages = [place for place in _pages(user) if text in folded(place.title)]
    if not text:
        return pages
    return [*pages, *_cases(text), *_trees(text)]


def _pages(user: "User") -> list[Place]:
    queue, view, page = reverse("queue"), _("View"), _("Page")
    pages = {
        _("Queue"): "queue",
        _("New case"): "case-new",
        _("Outbox"): "outbox",
        _("Trees"): "trees",
        _("My work"): "work",
    }
    return [
        *(
            Place(view, str(one.name), "", f"{queue}?{urlencode({'view': one.slug})}", "queue-list")
            for one in views_for(user)
            if one.slug
        ),
        *(Place(page, title, "", reverse(name), "window") for title, name in pages.items()),
    ]


def _cases(text: str) -> list[Place]:
    if len(text) < FEWEST_LETTERS:
        return []
    found = Case.objects.search(text).select_related("customer").order_by("-pk")[:MOST_CASES]
    return [
        Place(
            _("Case"),
            f"{case.reference} · {case.contact}",
            Truncator(case.subject).chars(80),
            reverse("case", args=[case.reference]),
            "inbox",
        )
        for case in found
    ]


def _trees(text: str) -> list[Place]:
    """Return guides by their titles in any language; there are few, so each is looked at."""
    found = [
        tree
        for tree in Tree.objects.only("slug", "title")
        if any(text in folded(str(word)) for word in (tree.slug, *tree.title.values()))
    ]
    return [
        Place(_("Guide"), str(tree), tree.slug, reverse("tree-edit", args=[tree.slug]), "share")
        for tree in found[:MOST_TREES]
    ]
