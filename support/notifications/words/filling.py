"""A message from an admin's words: the text with everything put in, and its HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from support.notifications.models import Channel, Wording
from support.notifications.words.cleaning import LINK_TO_LEAVE
from support.notifications.words.events import EVENTS
from support.notifications.words.mail_page import mail_page, preheader_of
from support.notifications.words.placeholders import expand, expand_lines
from support.notifications.words.rules import Draft, needed_names


@dataclass(frozen=True)
class Piece:
    """A part of a line; one with an address is a link."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Lines of pieces; or a button, when nothing but a link stands there and it is the first."""

    lines: list[list[Piece]]
    label: str = ""
    url: str = ""


@dataclass(frozen=True)
class Worded:
    """Words with everything put in. An SMS has no subject; `links` are the addresses in it."""

    subject: str
    text: str
    title: str
    links: Mapping[str, str]


def worded(wording: Wording | Draft, words: Mapping[str, str]) -> Worded | None:
    """Put the words of a message in; None if something that it must tell is unknown.

    Lines with a placeholder whose word is unknown are left out. A mail that is not essential ends
    with the way to leave.
    """
    event = EVENTS[wording.event]
    if not all(words.get(name) for name in needed_names(event, wording.channel)):
        return None
    subject = " ".join(expand(wording.subject, words).split())
    text = expand_lines(wording.body, words)
    if wording.channel == Channel.EMAIL and words.get(LINK_TO_LEAVE):
        text = f"{text}\n\n{_hear_less(wording.language)}\n{words[LINK_TO_LEAVE]}"
    return Worded(
        subject=subject,
        text=text,
        title=subject.removeprefix(f"[{words.get('reference', '')}]").strip(),
        links={name: url for name, url in words.items() if name.endswith("_url") and url},
    )


def html_of(message: Worded, language: str) -> str:
    """Return the HTML of an e-mail that was written as text."""
    with translation.override(language):
        context = {
            "title": message.title,
            "paragraphs": paragraphs_of(message),
            "language": language,
            "preheader": preheader_of(message.text),
        }
        return mail_page("notifications/worded.html", context)


def paragraphs_of(message: Worded) -> list[Paragraph]:
    """Cut a text at its empty lines, and make a button of the first line that is only a link."""
    names = {url: name for name, url in message.links.items()}
    paragraphs: list[Paragraph] = []
    has_button = False
    for part in message.text.split("\n\n"):
        lines: list[list[Piece]] = []
        for line in part.split("\n"):
            if line not in names or names[line] == LINK_TO_LEAVE or has_button:
                lines.append(_pieces(line, names))
                continue
            if lines:
                paragraphs.append(Paragraph(lines))
            paragraphs.append(Paragraph([], label=_label(names[line]), url=line))
            lines, has_button = [], True
        if lines:
            paragraphs.append(Paragraph(lines))
    return paragraphs


def _pieces(line: str, names: Mapping[str, str]) -> list[Piece]:
    if not names:
        return [Piece(line)]
    # The longest first: one address may begin with another.
    urls = "|".join(re.escape(url) for url in sorted(names, key=len, reverse=True))
    parts = re.split(f"({urls})", line)
    return [Piece(part, part if part in names else "") for part in parts if part]


def _hear_less(language: str) -> str:
    with translation.override(language):
        return _("Hear less from us, only what you must know:")


def _label(name: str) -> str:
    labels = {
        "status_url": pgettext("button of a mail", "See where it stands"),
        "survey_url": pgettext("button of a mail", "Take the survey"),
        "guide_url": pgettext("button of a mail", "Read the guide"),
    }
    return labels.get(name, pgettext("button of a mail", "Open"))
