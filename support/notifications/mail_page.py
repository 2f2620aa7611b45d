"""The HTML of a mail: from a template to a page whose styles stand in its elements."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import css_inline
from django.conf import settings
from django.template import Context, Engine

# The longest that programs show of a message before it is opened.
PREHEADER_LENGTH = 140
_EMPTY_LINES = re.compile(r"\n\s*\n")


def mail_page(template: str, words: Mapping[str, Any]) -> str:
    """Render a page for programs that know no style sheets.

    Only what can't stand in an element stays in a sheet: dark colours and small screens. No
    address is ever fetched. The same words make the same bytes.
    """
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
