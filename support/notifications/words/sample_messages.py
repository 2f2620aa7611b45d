"""Every message with invented words, for those who write them and those who look at them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string

from support.customers.models import Language
from support.notifications.models.states import Channel
from support.notifications.words.cleaning import LINK_TO_LEAVE, clean_context
from support.notifications.words.events import EVENTS
from support.notifications.words.rendering import Rendered, render_file
from support.notifications.words.sample_values import (
    PHONES,
    longest_house,
    longest_words,
    sample_house,
    sample_words,
)

LEAVE_URL = "https://pay.casewalk.example/unsubscribe/7.0123456789abcdefghijklmnopqrstuvwxyz/"


@dataclass(frozen=True)
class Specimen:
    """One message with the file's words. `longest_segments` is what an SMS may come to."""

    event: str
    language: str
    channel: str
    rendered: Rendered
    longest_segments: int = 0

    @property
    def name(self) -> str:
        return f"{self.event}.{self.language}"


def all_specimens() -> Iterator[Specimen]:
    """Render every event in every language over every channel. Needs no database."""
    for event in EVENTS:
        for language in Language.values:
            yield mail_specimen(event, language)
            yield sms_specimen(event, language)


def mail_specimen(event: str, language: str) -> Specimen:
    house = sample_house(language)
    samples = sample_words(event, language, house=house)
    words = clean_context(event, samples | {LINK_TO_LEAVE: LEAVE_URL}) | house
    rendered = render_file(event, Channel.EMAIL, language, words)
    return Specimen(event, language, Channel.EMAIL, rendered)


def sms_specimen(event: str, language: str) -> Specimen:
    """Return an SMS as it goes to the language's country, with the signature asked for there."""
    rendered, longest = (
        render_file(event, Channel.SMS, language, words).named_for(
            PHONES[Language(language)], words["brand"]
        )
        for words in (
            sample_words(event, language, house=sample_house(language)) | sample_house(language),
            longest_words(event, language) | longest_house(language),
        )
    )
    return Specimen(event, language, Channel.SMS, rendered, longest.segments)


def write_specimens(folder: Path) -> int:
    """Write every message into files, and a page that leads to them; return how many there are.

    A mail becomes `<event>.<language>.subject.txt`, `.txt` and `.html`, an SMS `.sms.txt`. Files
    of an earlier call are written over, others are left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    specimens = list(all_specimens())
    for specimen in specimens:
        for ending, words in _parts(specimen):
            (folder / f"{specimen.name}.{ending}").write_text(words, encoding="utf-8")
    index = render_to_string("notifications/specimens.html", {"specimens": specimens})
    (folder / "index.html").write_text(index, encoding="utf-8")
    return len(specimens)


def _parts(specimen: Specimen) -> list[tuple[str, str]]:
    rendered = specimen.rendered
    if specimen.channel == Channel.SMS:
        return [("sms.txt", f"{rendered.text}\n")]
    return [
        ("subject.txt", f"{rendered.subject}\n"),
        ("txt", rendered.text),
        ("html", rendered.html),
    ]
