"""What the templates of every screen need beyond Django's own tags."""

import json
import uuid
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any

import mistune
import nh3
from django import template
from django.conf import settings
from django.contrib.auth.models import User
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from web.access import name_of
from web.words.ago import ago_in_words, day_in_words

register = template.Library()


class _BelowTitle(mistune.HTMLRenderer):
    """Writes an author's headings below the one of their page, on two levels at most."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return super().heading(text, min(max(level, 2), 3), **attrs)


# Nothing inline and nothing from elsewhere, as the content security policy has it; a refused form
# and a stale write come back as a part of the page and are shown.
HTMX_SETTINGS = {
    "includeIndicatorStyles": False,
    "allowEval": False,
    "allowScriptTags": False,
    "defaultSettleDelay": 0,
    "attributesToSettle": [],  # "style" would be one, set inline
    "historyCacheSize": 0,
    "historyRestoreAsHxRequest": False,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "409|422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}
HEADING_TAGS = {"h2", "h3"}
TEXT_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "code", "a", "blockquote"}
APPEARANCES = ("light", "dark")
SHORTEST_MS = 10  # of what is shorter, two decimals say little or nothing
MARKDOWN = mistune.create_markdown(escape=True)
ARTICLE = mistune.create_markdown(escape=True, renderer=_BelowTitle(escape=True))


@register.simple_tag
def htmx_settings() -> str:
    return json.dumps(HTMX_SETTINGS)


@register.simple_tag(takes_context=True)
def once(context: Context) -> SafeString:
    """Give a form its key: however often it is sent, its deed is done once. And say whose it is."""
    whose = getattr(getattr(context.get("request"), "user", None), "pk", None) or ""
    html = (
        f'<input type="hidden" name="once" value="{uuid.uuid4()}">'
        f'<input type="hidden" name="whose" value="{whose}">'
    )
    return mark_safe(html)  # noqa: S308 - both are keys


@register.simple_tag
def page_part(name: str) -> str:
    """Return which template the settings name for a part of the frame: this floor knows none."""
    return settings.PAGE_PARTS[name]


@register.simple_tag(takes_context=True)
def appearance(context: Context) -> str:
    """Return `light`, `dark`, or "" when the device decides."""
    request = context.get("request")
    chosen = request.COOKIES.get("appearance", "") if request else ""
    return chosen if chosen in APPEARANCES else ""


@register.simple_tag
def colon() -> str:
    """What stands between a name and what it names, as the language writes it."""
    return "：" if (get_language() or "").startswith("zh") else ": "


@register.filter
def seconds(milliseconds: int) -> str:
    """Write a length of time that a machine measured as people read it: 5.2 s, 0.04 s, < 0.01 s."""
    if 0 < milliseconds < SHORTEST_MS:
        return _("%(number)s s") % {"number": "< 0.01"}
    value = milliseconds / 1000
    places = 0 if value >= 10 or not value else 1 if value >= 1 else 2
    written = f"{value:.{places}f}"
    return _("%(number)s s") % {"number": written}


@register.filter
def person(user: User | None) -> str:
    return name_of(user)


@register.simple_tag
def ago(at: datetime, *, within_day: bool = False) -> SafeString:
    """Say how long ago a time was, in words that a script keeps true; on touch day, time and zone.

    It is `within_day` where a heading names the day.
    """
    then = ago_in_words(at, timezone.now(), within_day=within_day)
    there = at.astimezone(timezone.get_current_timezone())
    minute = day_in_words(there.replace(second=0, microsecond=0, tzinfo=None), "DATETIME_FORMAT")
    words = later = escape(then.later)
    age = ""
    if then.is_recent:
        words, age = escape(then.words), f' data-minutes="{then.minutes}"'
    html = (
        f'<time class="soft" datetime="{at.isoformat()}" title="{escape(minute)} {there:%z}"{age}'
        f' data-later="{later}">{words}</time>'
    )
    return mark_safe(html)  # noqa: S308 - words are escaped


@register.filter
def markdown(text: str) -> SafeString:
    """Render an author's Markdown; HTML in it is shown as text, unsafe links are dropped."""
    return mark_safe(_rendered(text))  # noqa: S308 - nh3 has cleaned it


@register.filter
def article(text: str) -> SafeString:
    """Render Markdown that has headings of its own, below the one of its page."""
    return mark_safe(_rendered_article(text))  # noqa: S308 - nh3 has cleaned it


@lru_cache(maxsize=64)
def _rendered_article(text: str) -> str:
    return nh3.clean(str(ARTICLE(text)), tags=TEXT_TAGS | HEADING_TAGS)


@lru_cache(maxsize=512)
def _rendered(text: str) -> str:
    return nh3.clean(str(MARKDOWN(text)), tags=TEXT_TAGS)
