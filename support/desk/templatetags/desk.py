"""The product's words in the desk's templates."""

from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from support.claims.zones import KNOWN, zone_in_words
from support.notifications.words.events import title_of
from troubleshooting.checks.words import worded

register = template.Library()
register.filter("event_title", title_of)
register.filter("worded", worded)


@register.simple_tag
def zone_here() -> str:
    """Name the zone that times on the page are in, as people call it: Beijing time."""
    return zone_in_words(timezone.localtime(), get_language() or "en")


@register.filter
def zone_called(name: str) -> str:
    """Name a zone as people call it; one that there is none of stays as it is written."""
    if name not in KNOWN:
        return name
    return zone_in_words(timezone.localtime(timezone=ZoneInfo(name)), get_language() or "en")


@register.simple_tag
def clock_told() -> SafeString:
    """Say once a page by which clock its times are told."""
    words = _("Times: %(zone)s") % {"zone": zone_here()}
    return format_html('<p class="soft zone">{}</p>', words)
