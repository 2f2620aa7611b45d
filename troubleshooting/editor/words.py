"""What the editor calls the parts of a document, in the active language."""

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from troubleshooting.checks.registry import all_checks
from troubleshooting.trees.entries import Entry
from troubleshooting.trees.picture import ICONS, KINDS
from troubleshooting.trees.problems import STATUSES
from troubleshooting.trees.texts import pick
from troubleshooting.trees.wording import LANGUAGES

__all__ = ["ICONS", "KINDS"]

FIELDS = {
    "title": _("Title"),
    "body": _("Explanation"),
    "cure": _("What to do"),
    "customer.title": _("Title for customers"),
    "customer.body": _("Explanation for customers"),
}
OTHER_FIELDS = {
    "kind": _("Kind"),
    "check": _("Check"),
    "cause": _("Cause"),
    "message": _("Message"),
    "status": _("Case status"),
    "tree": _("Tree"),
    "to": _("Leads to"),
    "otherwise": _("Can't say"),
    "minutes": _("Minutes"),
    "group": _("Group"),
    "required": _("May not be skipped"),
    "free_order": _("May be moved among its neighbours"),
    "automatic": _("Applied without an agent"),
    "customer": _("Customers see this step"),
    "place": _("Place in the outline"),
    "start": _("First step"),
    "languages": _("Languages"),
}
# Every language calls itself by its own name.
LANGUAGE_NAMES = {"en": "English", "zh-hans": "中文"}
STATUS_NAMES = {
    "open": pgettext_lazy("case status", "Open"),
    "waiting_customer": _("Waiting for customer"),
    "waiting_bank": _("Waiting for bank"),
    "resolved": _("Resolved"),
}


def statuses() -> list[tuple[str, str]]:
    return [(name, str(STATUS_NAMES.get(name, name))) for name in STATUSES]


def checks() -> list[tuple[str, str]]:
    """Return every registered check with its title, in the order of the titles."""
    named = [(check.name, str(_(check.title))) for check in all_checks()]
    return sorted(named, key=lambda pair: pair[1])


def reader() -> str:
    """Return the language of the person who looks, if trees are written in it."""
    language = get_language() or ""
    return language if language in LANGUAGES else LANGUAGES[0]


def title_of(entry: Entry | None, language: str, otherwise: str = "") -> str:
    """Return what a step is called, or its key while it has no title."""
    if entry is None:
        return otherwise
    return pick(entry.get("title"), language) or str(entry["key"])
