"""What words of an admin's own must be like before they can be saved."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from support.brand.reading import HOUSE_WORDS
from support.customers.models import Language
from support.notifications.addresses.sms_senders import named
from support.notifications.models.states import Channel
from support.notifications.words.cleaning import JOINERS
from support.notifications.words.events import ALWAYS_CLAIMED, EVENTS, Event
from support.notifications.words.placeholders import expand, misused_in, names_in
from support.notifications.words.sample_values import PHONES, longest_house, longest_words
from support.notifications.words.segments import count_segments, simplify
from troubleshooting.discretion.words import account_numbers_in, our_words_in, risks_in

LONGEST_SUBJECT = 200
LONGEST_BODY = 10_000
MOST_LINES = 300
MOST_OF_ONE = 5  # so often may one placeholder stand in a text, which bounds what comes out
MOST_SEGMENTS = 6
MOST_SENTENCES = 5  # so many complaints are told at once
TOO_LONG_FOR_SMS = frozenset({"reply", "turn_to", "postal_address"})
_DOUBLED = re.compile(r"\{\{\s*+([a-z][a-z0-9_]*+)[^{}]*+\}\}")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Draft:
    """Words that somebody wants to be used for an event, in a language, over a channel."""

    event: str
    language: str
    channel: str
    subject: str
    body: str

    @cached_property
    def about(self) -> Event:
        return EVENTS[self.event]

    @property
    def uses(self) -> frozenset[str]:
        """The placeholders of the event, and those of who writes."""
        return self.about.uses | HOUSE_WORDS

    @property
    def is_sms(self) -> bool:
        return self.channel == Channel.SMS


def tidied(draft: Draft) -> Draft:
    """Take away what is only the keyboard's: ends of lines of other systems, blanks at the ends."""
    lines = draft.body.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    body = "\n".join(line.rstrip() for line in lines).strip()
    subject = "" if draft.is_sms else draft.subject.strip()
    return Draft(draft.event, draft.language, draft.channel, subject, body)


def allowed_names(event: Event, channel: str) -> frozenset[str]:
    allowed = event.uses | HOUSE_WORDS
    return allowed - TOO_LONG_FOR_SMS if channel == Channel.SMS else allowed


def needed_names(event: Event, channel: str) -> frozenset[str]:
    """Return the placeholders that the text must hold: facts, reference and link."""
    needed = event.needs | (event.uses & {"reference"})
    if not any(name.endswith("_url") for name in needed):
        needed |= event.uses & {"status_url"}
    return needed & allowed_names(event, channel)


def certain_names(event: Event) -> frozenset[str]:
    """Return the placeholders whose word is always known."""
    known = event.uses & ({"reference", "status_url", "payment_kind"} | ALWAYS_CLAIMED)
    return event.needs | known | {"brand"}


def check_wording(draft: Draft) -> None:
    """Raises ValidationError with whole sentences, under "subject" and "body", for broken words.

    Takes time in proportion to their length; what is too long is not looked at further.
    """
    found: dict[str, list[str]] = {}
    for field, rules in (("subject", SUBJECT_RULES), ("body", BODY_RULES)):
        text = getattr(draft, field)
        for rule in rules:
            if sentences := list(islice(rule(draft, text), MOST_SENTENCES)):
                found[field] = sentences
                break  # what follows would only repeat it in other words
    if found:
        raise ValidationError(
            {field: [ValidationError(s, code="wording") for s in found[field]] for field in found}
        )


def problems_in_part(draft: Draft) -> list[str]:
    """Say what is wrong with words that are a part of a message; nothing is where they may go."""
    rules = (_visible, _readable, _known, _discreet)
    found = (list(islice(rule(draft, draft.body), MOST_SENTENCES)) for rule in rules)
    return next(filter(None, found), [])


def _bounded_subject(draft: Draft, text: str) -> Iterator[str]:
    if draft.is_sms:
        return
    if not text:
        yield _("Please write a subject.")
    elif len(text) > LONGEST_SUBJECT:
        yield _("The subject is longer than %(most)s characters.") % {"most": LONGEST_SUBJECT}
    elif "\n" in text or "\r" in text:
        yield _("The subject must be one line.")


def _bounded_body(draft: Draft, text: str) -> Iterator[str]:
    if not text:
        yield _("Please write a text, or go back to the file.")
    elif len(text) > LONGEST_BODY:
        yield _("The text is longer than %(most)s characters.") % {"most": f"{LONGEST_BODY:,}"}
    elif text.count("\n") >= MOST_LINES:
        yield _("The text has more than %(most)s lines.") % {"most": MOST_LINES}


def _visible(draft: Draft, text: str) -> Iterator[str]:
    for number, line in enumerate(text.split("\n"), start=1):
        for char in sorted(set(line)):
            if _is_hidden(char):
                yield _(
                    "Line %(line)s has an invisible or damaged character (%(char)s). "
                    "Please remove it."
                ) % {"line": number, "char": f"U+{ord(char):04X}"}


def _is_hidden(char: str) -> bool:
    """Control, format and bidirectional characters, private ones and halves of pairs."""
    category = unicodedata.category(char)
    return category in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and char not in JOINERS


def _readable(draft: Draft, text: str) -> Iterator[str]:
    for doubled in _DOUBLED.finditer(text):
        if doubled[1] in draft.uses:
            yield _("Write %(right)s with one brace on each side, not %(wrong)s.") % {
                "right": f"{{{doubled[1]}}}",
                "wrong": _short(doubled[0]),
            }
    for misused in dict.fromkeys(misused_in(text)):
        if len(misused) == 1:
            yield _(
                "There is a brace without its other half. A placeholder looks like "
                "%(sample)s; to print a brace, write it twice."
            ) % {"sample": "{reference}"}
        else:
            yield _(
                "“%(misused)s” is no placeholder: only a name may stand between braces, "
                "without dots, marks or blanks."
            ) % {"misused": _short(misused)}


def _known(draft: Draft, text: str) -> Iterator[str]:
    counts = Counter(names_in(text))
    allowed = allowed_names(draft.about, draft.channel)
    for name, count in counts.items():
        shown = f"{{{_short(name)}}}"
        if name not in draft.uses:
            yield _("%(name)s is not known for this message. The list shows what is.") % {
                "name": shown
            }
        elif name not in allowed:
            yield _("%(name)s is too long for an SMS.") % {"name": shown}
        elif count > MOST_OF_ONE:
            yield _("%(name)s stands there %(count)s times; %(most)s are enough.") % {
                "name": shown,
                "count": count,
                "most": MOST_OF_ONE,
            }


def _always_known(draft: Draft, text: str) -> Iterator[str]:
    """A subject is one line, so it can't leave out the part that is unknown."""
    certain = certain_names(draft.about)
    for name in dict.fromkeys(names_in(text)):
        if name not in certain:
            yield _(
                "%(name)s may be empty, and a subject can't leave it out. Use it in the text."
            ) % {"name": f"{{{name}}}"}


def _complete(draft: Draft, text: str) -> Iterator[str]:
    """What must be told stands on a line that is never left out."""
    certain = certain_names(draft.about)
    lines = [set(names_in(line)) for line in text.split("\n")]
    told = {name for names in lines if names <= certain for name in names}
    mentioned = {name for names in lines for name in names}
    for name in sorted(needed_names(draft.about, draft.channel) - told):
        shown = {"name": f"{{{name}}}"}
        if name not in mentioned:
            yield _(
                "%(name)s is missing: without it the customer can't make use of the message."
            ) % (shown)
        else:
            yield (
                _(
                    "%(name)s stands only on lines that are left out when another of their "
                    "placeholders is empty. Put it on a line of its own."
                )
                % shown
            )


def _discreet(draft: Draft, text: str) -> Iterator[str]:
    plain = _PLACEHOLDER.sub(" ", text)
    if words := risks_in(plain):
        yield _(
            "“%(word)s” hints at a reason that is never explained to a customer "
            "(fraud, compliance, a lost or stolen card). Please put it in general words."
        ) % {"word": _short(words[0])}
    if words := our_words_in(plain):
        yield _("“%(word)s” is a word of ours that no customer should read.") % {
            "word": _short(words[0])
        }
    if numbers := account_numbers_in(plain):
        yield _("“%(number)s” looks like a whole account or card number.") % {
            "number": _short(numbers[0])
        }


def _affordable(draft: Draft, text: str) -> Iterator[str]:
    if not draft.is_sms:
        return
    segments = longest_segments(draft)
    if segments > MOST_SEGMENTS:
        yield ngettext(
            "With the longest words this SMS has %(segments)s part; at most %(most)s are sent.",
            "With the longest words this SMS has %(segments)s parts; at most %(most)s are sent.",
            segments,
        ) % {"segments": segments, "most": MOST_SEGMENTS}


def longest_segments(draft: Draft) -> int:
    """Return the segments of an SMS with the longest words there are, signature included."""
    words = longest_words(draft.event, draft.language) | longest_house(draft.language)
    text = simplify(expand(draft.body, words))
    phone = PHONES[Language(draft.language)]
    return count_segments(named(text, phone, words["brand"]))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"


Rule = Callable[[Draft, str], Iterator[str]]
SUBJECT_RULES: list[Rule] = [
    _bounded_subject, _visible, _readable, _known, _always_known, _discreet,
]  # fmt: skip
BODY_RULES: list[Rule] = [
    _bounded_body, _visible, _readable, _known, _complete, _discreet, _affordable,
]  # fmt: skip
