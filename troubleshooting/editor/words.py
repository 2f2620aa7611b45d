"""What the editor calls the parts of a document, in the active language."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from troubleshooting.checks.registry import all_checks
from troubleshooting.trees import names
from troubleshooting.trees.documents.entries import Entry
from troubleshooting.trees.documents.format import ENDINGS, LANGUAGES, STATUSES
from troubleshooting.trees.documents.texts import pick

LANGUAGE_NAMES = names.LANGUAGE_NAMES


def statuses() -> list[tuple[str, str]]:
    return [(name, str(names.STATUSES.get(name, name))) for name in STATUSES]


def endings() -> list[tuple[str, str]]:
    return [(name, str(names.ENDINGS[name])) for name in ENDINGS]


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
