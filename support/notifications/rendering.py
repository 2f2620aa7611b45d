"""Turning an event and its context into the words of one message."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import translation

from support.customers.models import language_of
from support.notifications.cleaning import clean_context
from support.notifications.events import EVENTS
from support.notifications.models import Channel
from support.notifications.segments import count_segments, simplify

SUBJECT_LENGTH = 200
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Rendered:
    """A message as it goes out. An SMS has no subject and no HTML, an e-mail no segments."""

    subject: str
    text: str
    html: str = ""
    segments: int = 0


def render(event: str, channel: str, language: str, context: Mapping[str, str]) -> Rendered:
    """Render a message, for sending or as a preview.

    Any locale may be given as language. Raises KeyError for an event that is not in EVENTS.
    """
    language = language_of(language)
    words = clean_context(event, context)
    folder = f"notifications/{EVENTS[event].name}/{language}"
    with translation.override(language):
        if channel == Channel.SMS:
            text = simplify(_plain(f"{folder}/sms.txt", words))
            return Rendered(subject="", text=text, segments=count_segments(text))
        return Rendered(
            subject=" ".join(_plain(f"{folder}/subject.txt", words).split())[:SUBJECT_LENGTH],
            text=_plain(f"{folder}/body.txt", words) + "\n",
            html=render_to_string(f"{folder}/body.html", {**words, "language": language}).lstrip(),
        )


def _plain(template: str, words: Mapping[str, str]) -> str:
    text = _plain_engine().get_template(template).render(Context(dict(words), autoescape=False))
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", lines).strip()


@cache
def _plain_engine() -> Engine:
    """Plain texts need no escaping, and Django's own engine escapes everything."""
    return Engine(dirs=settings.TEMPLATES[0]["DIRS"], autoescape=False)
