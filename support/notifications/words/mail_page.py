"""The HTML of a mail: from a template to a page whose styles stand in its elements."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

import css_inline
from django.conf import settings
from django.template import Context, Engine
from django.utils.html import escape

# The longest that programs show of a message before it is opened.
PREHEADER_LENGTH = 140
_EMPTY_LINES = re.compile(r"\n\s*\n")
# Private characters that no word has after cleaning.
_OPENS, _CLOSES = "\ue000", "\ue001"
_PLACE = re.compile(f"{_OPENS}([a-z_]+){_CLOSES}")


def mail_page(template: str, words: Mapping[str, Any]) -> str:
    """Render a page for programs that know no style sheets.

    Only what can't stand in an element stays in a sheet: dark colours and small screens. No
    address is ever fetched. The same words make the same bytes.
    """
    if any(not isinstance(word, str) or "\n" in word for word in words.values()):
        return _page(template, words)
    present = frozenset(name for name, word in words.items() if word)
    form = _form(template, words.get("language", ""), present)
    return _PLACE.sub(lambda place: escape(words[place[1]]), form)


@lru_cache(maxsize=1024)
def _form(template: str, language: str, present: frozenset[str]) -> str:
    """Return the page with places for its words: which words there are decides how it looks.

    So the work of a page is done once, and not for each message.
    """
    places = {name: f"{_OPENS}{name}{_CLOSES}" for name in present - {"language"}}
    return _page(template, places | {"language": language})


def _page(template: str, words: Mapping[str, Any]) -> str:
    page = html_engine().get_template(template).render(Context(dict(words)))
    return _inliner().inline(_EMPTY_LINES.sub("\n", page))


def preheader_of(text: str) -> str:
    """Return what stands beside the subject in a list of mails: what has happened.

    That is the first paragraph after the greeting of a plain text.
    """
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n", 2)[:2]]
    first = paragraphs[-1]
    if len(first) <= PREHEADER_LENGTH:
        return first
    return f"{first[: PREHEADER_LENGTH - 1].rstrip()}…"


@cache
def html_engine() -> Engine:
    """Django's own engine asks a dozen places what every page may want to know; a mail is told."""
    return Engine(dirs=settings.TEMPLATES[0]["DIRS"])


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(
        keep_style_tags=False,
        load_remote_stylesheets=False,
        minify_css=True,
    )
