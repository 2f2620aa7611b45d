"""Turning an event and its context into the words of one message."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from django.conf import settings
from django.template import Context, Engine

from support.customers.models import language_of
from support.notifications.models import Channel, Wording
from support.notifications.words.cleaning import clean_context
from support.notifications.words.events import EVENTS
from support.notifications.words.filling import html_of, worded
from support.notifications.words.mail_page import mail_page, preheader_of
from support.notifications.words.overrides import wording_in_use
from support.notifications.words.rules import MOST_SEGMENTS
from support.notifications.words.segments import count_segments, simplify

SUBJECT_LENGTH = 200
CUT_LENGTH = 40  # of a word in an SMS that would be too long
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Rendered:
    """A message as it goes out. An SMS has no subject and no HTML, an e-mail no segments.

    `wording` says whose words they are: the file's, or a version of an admin's like "v3".
    """

    subject: str
    text: str
    html: str = ""
    segments: int = 0
    wording: str = "file"


def render(event: str, channel: str, language: str, context: Mapping[str, str]) -> Rendered:
    """Render a message with the words in use, for sending or as a preview.

    Any locale may be given as language. Raises KeyError for an event that is not in EVENTS.
    """
    language = language_of(language)
    words = clean_context(event, context)
    wording = wording_in_use(event, language, channel)
    message = worded(wording, words) if wording else None
    if wording is None or message is None:
        return render_file(event, channel, language, words)
    origin = f"v{wording.version}"
    if channel == Channel.SMS:
        return replace(_sms(lambda some: _worded_text(wording, some), words), wording=origin)
    subject, html = message.subject[:SUBJECT_LENGTH], html_of(message, language)
    return Rendered(subject, f"{message.text}\n", html, wording=origin)


def render_file(event: str, channel: str, language: str, words: Mapping[str, str]) -> Rendered:
    """Render a message with the file's words, whatever admins put in their place."""
    folder = f"notifications/{EVENTS[event].name}/{language}"
    if channel == Channel.SMS:
        return _sms(lambda some: " ".join(_plain(f"{folder}/sms.txt", some).split()), words)
    subject = " ".join(_plain(f"{folder}/subject.txt", words).split())[:SUBJECT_LENGTH]
    text = _plain(f"{folder}/body.txt", words)
    frame = {
        "language": language,
        "title": title_of(subject, words),
        "preheader": preheader_of(text),
    }
    html = mail_page(f"{folder}/body.html", {**words, **frame})
    return Rendered(subject=subject, text=f"{text}\n", html=html)


def _sms(text_of: Callable[[Mapping[str, str]], str], words: Mapping[str, str]) -> Rendered:
    """Render an SMS. One that would cost too much has its words cut; its link tells the rest."""
    text = simplify(text_of(words))
    if count_segments(text) > MOST_SEGMENTS:
        text = simplify(text_of({name: _cut(name, word) for name, word in words.items()}))
    return Rendered("", text, segments=count_segments(text))


def _cut(name: str, word: str) -> str:
    if name.endswith("_url") or len(word) <= CUT_LENGTH:
        return word
    return f"{word[: CUT_LENGTH - 1].rstrip()}…"


def _worded_text(wording: Wording, words: Mapping[str, str]) -> str:
    message = worded(wording, words)
    return message.text if message else ""


def title_of(subject: str, words: Mapping[str, str]) -> str:
    """Return what a subject says of the state, without the reference before it."""
    return subject.removeprefix(f"[{words.get('reference', '')}]").strip()


def _plain(template: str, words: Mapping[str, str]) -> str:
    text = _plain_engine().get_template(template).render(Context(dict(words), autoescape=False))
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", lines).strip()


@cache
def _plain_engine() -> Engine:
    """Plain texts need no escaping, and Django's own engine escapes everything."""
    return Engine(dirs=settings.TEMPLATES[0]["DIRS"], autoescape=False)
