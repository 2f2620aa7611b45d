"""Sentences of our own that a page says for each of its rows: each is looked up once a process.

They are found as Django's are; of texts that somebody wrote the number would have no end.
"""

from functools import lru_cache

from django.db.models import Choices
from django.utils import translation

SENTENCES = 2_000


def gettext(message: str) -> str:
    return _gettext(translation.get_language(), message)


def pgettext(context: str, message: str) -> str:
    return _pgettext(translation.get_language(), context, message)


def label(of: type[Choices], value: str) -> str:
    """Return how a choice is called. `get_…_display` does, and looks all others up as well."""
    return _label(translation.get_language(), of, value)


@lru_cache(SENTENCES)
def _label(_language: str | None, of: type[Choices], value: str) -> str:
    return str(dict(of.choices).get(value, value))


@lru_cache(SENTENCES)
def _gettext(_language: str | None, message: str) -> str:
    return translation.gettext(message)


@lru_cache(SENTENCES)
def _pgettext(_language: str | None, context: str, message: str) -> str:
    return translation.pgettext(context, message)
