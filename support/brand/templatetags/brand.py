"""Who writes, on a page that customers see."""

from django import template
from django.utils.translation import get_language

from support.brand.reading import brand_of

register = template.Library()


@register.simple_tag
def brand_name() -> str:
    """Return the name that customers who read the active language know."""
    return brand_of(get_language() or "en").name
