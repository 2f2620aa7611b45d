"""The product's words in the desk's templates."""

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from support.claims.zones import zone_in_words
from support.notifications.words.events import title_of
from troubleshooting.checks.words import worded

register = template.Library()
register.filter("event_title", title_of)
register.filter("worded", worded)


@register.simple_tag
def zone_here() -> str:
    """Name the zone that times on the page are in, as people call it: Beijing time."""
    return zone_in_words(timezone.localtime(), get_language() or "en")
