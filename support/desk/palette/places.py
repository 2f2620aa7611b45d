"""What a few letters may mean: a case, a view of the queue, a page, a guide."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve, reverse
from django.utils.text import Truncator
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from support.cases.models import Case
from support.cases.search.asking import read
from support.cases.search.finding import find
from support.cases.search.words import folded
from support.cases.viewing.views import views_for
from support.guides.reading import published
from support.staff.standing import standing_of
from troubleshooting.trees.models import Tree

if TYPE_CHECKING:
    from django.contrib.auth.models import User

FEWEST_LETTERS = 2  # fewer are in every case
MOST_CASES, MOST_TREES, MOST_ARTICLES = 8, 5, 5


@dataclass(frozen=True)
class Place:
    """Somewhere to go; `icon` and `kind` say what it is."""

    kind: str
    title: str
    detail: str
    address: str
    icon: str


def places_for(user: "User", typed: str, at: str = "") -> list[Place]:
    """Return where a text may lead, views and pages first, at last to the search for it.

    `at` is the address of the page on which somebody asks: what can be done there stands on top.
    """
    text = folded(typed[:100])
    pages = [place for place in [*_deeds(user, at), *_pages(user)] if text in folded(place.title)]
    if not text:
        return pages
    found = [*_cases(user, typed[:100]), *_trees(text), *_articles(text)]
    return [*pages, *found, _search(typed[:100])]


def _search(typed: str) -> Place:
    address = f"{reverse('search')}?{urlencode({'q': typed})}"
    title = _("Search for “%(words)s”") % {"words": typed}
    return Place(_("Search"), title, "", address, "magnifying-glass")


def _pages(user: "User") -> list[Place]:
    queue, view, page = reverse("queue"), _("View"), _("Page")
    pages = {
        _("Queue"): "queue",
        _("New case"): "case-new",
        _("Outbox"): "outbox",
        _("Letters"): "letters",
        _("Channels"): "channels",
        _("Trees"): "trees",
        _("Help articles"): "articles",
        _("My work"): "work",
        _("Incidents"): "incidents",
        _("Roster"): "lead-roster",
        _("Emergency plans"): "plans",
        **_led_pages(user),
    }
    return [
        *(
            Place(view, str(one.name), "", f"{queue}?{urlencode({'view': one.slug})}", "queue-list")
            for one in views_for(user)
            if one.slug
        ),
        *(Place(page, title, "", reverse(name), "window") for title, name in pages.items()),
    ]


def _led_pages(user: "User") -> dict[str, str]:
    """Return the pages that not everybody may open, for whom they are."""
    standing = standing_of(user)
    pages = {_("Team"): "lead"} if standing.leads else {}
    if standing.reads_reports:
        pages[pgettext("figures", "Reports")] = "reports"
    if standing.leads_all:
        pages[_("Banks")] = "lead-banks"
    if user.has_perm("sources.change_source"):
        pages |= {
            _("Talking with banks"): "liaison",
            _("Survey"): "lead-surveys",
            _("Complaints"): "lead-complaints",
            _("Sources"): "sources",
            _("Settings"): "settings",
        }
    if user.has_perm("guides.publish_article"):
        pages[_("Training campaigns")] = "campaigns"
    return pages


def _deeds(user: "User", at: str) -> list[Place]:
    """Return what can be done with the case whose page it is, if it is one."""
    try:
        found = resolve(at or "/")
    except Resolver404:
        return []
    if found.url_name != "case" or not standing_of(user).may_work:
        return []
    reference, here = found.kwargs["reference"], _("This case")
    return [
        Place(here, _("I know the cause"), reference, f"{at}?jump=1#guide", "forward"),
        Place(
            here,
            pgettext("case", "Hand over"),
            reference,
            f"{at}?hand-over#strip",
            "arrow-right-circle",
        ),
        Place(here, _("Open a complaint"), reference, f"{at}?complaint#complaint", "scale"),
    ]


def _cases(user: "User", typed: str) -> list[Place]:
    """Return the likeliest cases, as the search has them."""
    if len(typed) < FEWEST_LETTERS:
        return []
    asked = read(typed)
    if not asked.asks:
        return []
    try:
        found = find(asked, Case.objects.all(), asker=user, rows=MOST_CASES).rows
    except ValidationError:  # a filter that is still being typed
        return []
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


def _articles(text: str) -> list[Place]:
    """Return help articles by their titles in any language, as customers read them."""
    found = [
        one for one in published() if any(text in folded(its.title) for its in one.texts.values())
    ]
    own = get_language() or "en"
    return [
        Place(
            _("Help article"),
            one.texts[one.language_for(own)].title,
            one.slug,
            reverse("article", args=[one.slug]),
            "book-open",
        )
        for one in found[:MOST_ARTICLES]
    ]
