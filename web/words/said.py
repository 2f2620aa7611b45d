"""Sentences of our own that a page says for each of its rows: each is looked up once a process.

They are found as Django's are; of texts that somebody wrote the number would have no end.
"""

from functools import lru_cache

from django.utils import translation

SENTENCES = 2_000


def gettext(message: str) -> str:
    return _gettext(translation.get_language(), message)


def pgettext(context: str, message: str) -> str:
    return _pgettext(translation.get_language(), context, message)


@lru_cache(SENTENCES)
def _gettext(_language: str | None, message: str) -> str:
    return translation.gettext(message)


@lru_cache(SENTENCES)
def _pgettext(_language: str | None, context: str, message: str) -> str:
    return translation.pgettext(context, message)
