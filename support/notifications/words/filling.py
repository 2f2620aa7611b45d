"""The words of a message with everything put in: the file's, or an admin's."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from django.conf import settings
from django.template import Context, Engine

from support.brand.reading import nameless
from support.claims.claim import kind_of
from support.notifications.models import Channel, Wording
from support.notifications.words.events import EVENTS
from support.notifications.words.mail_parts import completed
from support.notifications.words.placeholders import (
    expand,
    expand_lines,
    names_in,
    place_of,
    places_for,
    put_in,
    tidy,
)
from support.notifications.words.rules import Draft, certain_names, needed_names

KIND = "payment_kind"


@dataclass(frozen=True)
class Worded:
    """Words to be sent, and the marked texts that they are put in.

    An SMS has no subject, and no foot: what stands below every mail, whoever words it.
    """

    subject: str
    marked: str
    words: Mapping[str, str]
    foot: str = ""

    @property
    def text(self) -> str:
        return tidy(put_in(f"{self.marked}\n\n{self.foot}", self.words))

    @property
    def body(self) -> str:
        """The text above the foot, which is what an admin words."""
        return tidy(put_in(self.marked, self.words))

    @property
    def title(self) -> str:
        """What the subject says of the state, without the reference before it."""
        return self.subject.removeprefix(f"[{self.words.get('reference', '')}]").strip()


def worded(wording: Wording | Draft, words: Mapping[str, str]) -> Worded | None:
    """Put the words of a message in; None if something that it must tell is unknown.

    Lines with a placeholder whose word is unknown are left out. A mail keeps what the file's has
    besides its words: call-out, table and foot.
    """
    event = EVENTS[wording.event]
    words = _whole(words, wording.language)
    used = {*names_in(wording.subject), *names_in(wording.body)} & certain_names(event)
    if not all(words.get(name) for name in needed_names(event, wording.channel) | used):
        return None
    marked, foot = expand_lines(wording.body, places_for(words)), ""
    if wording.channel == Channel.EMAIL:
        file = worded_by_file(event.name, wording.channel, wording.language, words)
        marked, foot = completed(marked, file.marked), file.foot
    return Worded(" ".join(expand(wording.subject, words).split()), marked, words, foot)


def worded_by_file(event: str, channel: str, language: str, words: Mapping[str, str]) -> Worded:
    """Put words in those of the file. Raises KeyError for an event that is not in EVENTS."""
    folder = f"notifications/{EVENTS[event].name}/{language}"
    words = _whole(words, language)
    known = frozenset(name for name, word in words.items() if word)
    if channel == Channel.SMS:
        return Worded("", " ".join(_marked(f"{folder}/sms.txt", known).split()), words)
    subject = put_in(_marked(f"{folder}/subject.txt", known), words)
    body, foot = f"{folder}/body.txt", f"notifications/layout/{language}-foot.txt"
    return Worded(" ".join(subject.split()), _marked(body, known), words, _marked(foot, known))


def _whole(words: Mapping[str, str], language: str) -> dict[str, str]:
    """Complete words by what is said where nobody said who writes, or what it is about."""
    return {**nameless().words, **words, KIND: words.get(KIND) or kind_of("", language)}


@lru_cache(maxsize=1024)
def _marked(template: str, known: frozenset[str]) -> str:
    """Return a file's marked text: which words are known decides how it reads."""
    places = Context({name: place_of(name) for name in known}, autoescape=False)
    return tidy(mail_engine().get_template(template).render(places))


@cache
def mail_engine() -> Engine:
    """Django's own engine asks a dozen places what every page may want to know; a mail is told."""
    return Engine(dirs=settings.TEMPLATES[0]["DIRS"])
