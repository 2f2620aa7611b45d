"""The product's words in the desk's templates."""

from django import template

from support.notifications.words.events import title_of
from troubleshooting.checks.words import worded

register = template.Library()
register.filter("event_title", title_of)
register.filter("worded", worded)
