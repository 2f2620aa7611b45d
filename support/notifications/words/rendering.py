"""Turning an event and its context into the words of one message."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from support.brand.reading import brand_of
from support.customers.models import language_of
from support.notifications.addresses.sms_senders import named
from support.notifications.models import Channel, Wording
from support.notifications.words.cleaning import clean_context
from support.notifications.words.filling import Worded, worded, worded_by_file
from support.notifications.words.mail_page import html_of
from support.notifications.words.overrides import wording_in_use
from support.notifications.words.rules import MOST_SEGMENTS, Draft
from support.notifications.words.segments import count_segments, simplify

SUBJECT_LENGTH = 200
CUT_LENGTH = 40  # of a word in an SMS that would be too long
CUT_SENTENCES = 200  # of what it says as a whole
# What is tried one after the other: how long that may be, and how long each other word.
CUTS = ((CUT_SENTENCES, CUT_LENGTH), (CUT_LENGTH, CUT_LENGTH), (CUT_LENGTH // 2, CUT_LENGTH // 2))


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

    def named_for(self, phone: str, brand: str) -> Self:
        """Return an SMS that says who it is from, as the country of its number asks for."""
        text = named(self.text, phone, brand)
        return replace(self, text=text, segments=count_segments(text))


def render(
    event: str, channel: str, language: str, context: Mapping[str, str], *, address: str = ""
) -> Rendered:
    """Render a message with the words in use: sending it and every preview come through here.

    Any locale may be given as language. An SMS says who it is from as the country of its `address`
    asks for. Raises KeyError for an event that is not in EVENTS.
    """
    language = language_of(language)
    words = message_words(event, language, context)
    wording = wording_in_use(event, language, channel)
    rendered = render_wording(wording, words) if wording else None
    if wording is not None and rendered is not None:
        rendered = replace(rendered, wording=f"v{wording.version}")
    else:
        rendered = render_file(event, channel, language, words)
    return rendered.named_for(address, words["brand"]) if channel == Channel.SMS else rendered


def message_words(event: str, language: str, context: Mapping[str, str]) -> dict[str, str]:
    """Return all words that a message may use: those of the context, cleaned, and who writes."""
    return clean_context(event, context) | brand_of(language).words


def render_wording(wording: Wording | Draft, words: Mapping[str, str]) -> Rendered | None:
    """Render a message with an admin's words; None if something that it must tell is unknown."""
    message = worded(wording, words)
    return _rendered(message, wording.channel, wording.language) if message else None


def render_file(event: str, channel: str, language: str, words: Mapping[str, str]) -> Rendered:
    """Render a message with the file's words, whatever admins put in their place."""
    return _rendered(worded_by_file(event, channel, language, words), channel, language)


def _rendered(message: Worded, channel: str, language: str) -> Rendered:
    if channel == Channel.SMS:
        return _sms(message)
    html = html_of(message, language)
    return Rendered(message.subject[:SUBJECT_LENGTH], f"{message.text}\n", html)


def _sms(message: Worded) -> Rendered:
    """Render an SMS. One that would cost too much has its words cut; its link tells the rest."""
    text = simplify(message.text)
    for whole, each in CUTS:
        if count_segments(text) > MOST_SEGMENTS:
            words = {
                name: _cut(name, word, whole if name == "in_short" else each)
                for name, word in message.words.items()
            }
            text = simplify(replace(message, words=words).text)
    return Rendered("", text, segments=count_segments(text))


def _cut(name: str, word: str, longest: int) -> str:
    if name.endswith("_url") or len(word) <= longest:
        return word
    return f"{word[: longest - 1].rstrip()}…"
