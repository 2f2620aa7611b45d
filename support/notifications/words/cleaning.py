"""Values from outside, made harmless before they are stored or written into a message."""

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import urlsplit

from support.notifications.words.events import EVENTS

LONGEST = 200
LONGEST_BY_NAME = {
    "reference": 40,
    "customer_name": 60,
    "payment": 80,
    "payment_kind": 20,
    "amount": 60,
    "cause_sentence": 1_000,
    "what_happened": 1_000,
    "where_money_is": 1_000,
    "what_next": 1_000,
    "what_to_do": 1_000,
    "how_to_reach_us": 1_000,
    "in_short": 1_000,
    "question": 1_000,
    "incident_title": 120,
    "incident_sentence": 1_000,
    "guide_title": 120,
    "guide_sentence": 1_000,
    "reply": 20_000,
    "turn_to": 450,
    "code": 20,
    "minutes": 10,
}
LONGEST_URL = 500
MAY_HAVE_LINES = {"reply"}
# Who reports a payment writes these himself, and may give another person's address to be told at.
MAY_ADVERTISE = {"customer_name", "payment", "amount"}
LINK_TO_LEAVE = "unsubscribe_url"

JOINERS = "\u200c\u200d"  # format characters that Persian, Hindi and emoji are written with
HIDDEN = {"Cc", "Cf", "Cs"}  # control, format (bidirectional marks too), halves of surrogate pairs
EMPTY_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters that look like nothing
MOST_MARKS = 6  # upon one letter; more only climb over the lines above

# A name with a link in it would make our mail carry somebody's advertisement. Mail programs make
# links of addresses without "http" too, and of stops that other scripts write.
_LINK = re.compile(r"://|\bwww\.|\w[.。．｡][^\W\d_]{2,}|@|＠", re.IGNORECASE)
_TELEPHONE = re.compile(r"(?:\d[ ()./\-]{0,3}){5,}")
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_BLANKS = re.compile(rf"[^\S\n]+|[{EMPTY_LETTERS}]")
_UNSAFE_IN_URL = re.compile(r"[\s\"'<>\\^`{|}]")


def clean_context(event: str, context: Mapping[str, str]) -> dict[str, str]:
    """Return the values that the event's message uses, each a clean and bounded text.

    What is missing becomes "". Cleaning twice changes nothing.
    """
    names = set(EVENTS[event].uses)
    if not EVENTS[event].is_essential and context.get(LINK_TO_LEAVE):
        names.add(LINK_TO_LEAVE)
    return {name: clean_word(name, str(context.get(name, ""))) for name in sorted(names)}


def clean_word(name: str, value: str) -> str:
    """Return one value as clean and bounded as the word of that name must be."""
    if not value:
        return ""
    longest = _longest(name)
    text = _clean_lines(value[: 2 * longest])
    text = (text if name in MAY_HAVE_LINES else " ".join(text.split())).strip()[:longest].strip()
    if name.endswith("_url"):
        return text if is_web_address(text) else ""
    if name in MAY_ADVERTISE and _LINK.search(text):
        return ""
    if name == "customer_name" and _TELEPHONE.search(text):
        return ""
    return text if any(_is_seen(char) for char in text) else ""


def is_web_address(text: str) -> bool:
    """Say whether a text is an address that may stand behind a button, and nothing more."""
    if _UNSAFE_IN_URL.search(text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:  # half an IPv6 address
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


def _longest(name: str) -> int:
    return LONGEST_URL if name.endswith("_url") else LONGEST_BY_NAME.get(name, LONGEST)


def _clean_lines(text: str) -> str:
    if text.isascii() and text.isprintable() and "  " not in text:
        return text  # nothing to drop, as of nearly all
    return "\n".join(map(_clean_line, _LINE_ENDS.sub("\n", text).split("\n")))


def _clean_line(line: str) -> str:
    """Drop control, bidirectional and other invisible characters and halves of surrogate pairs."""
    spaced = _BLANKS.sub(" ", line)
    if spaced.isprintable() and not any(map(unicodedata.combining, spaced)):
        return spaced.rstrip()
    kept: list[str] = []
    marks = 0
    for char in spaced:
        if not _is_kept(char):
            continue
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return _BLANKS.sub(" ", "".join(kept)).rstrip()


def _is_kept(char: str) -> bool:
    if char in JOINERS:
        return True
    is_no_character = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
    return unicodedata.category(char) not in HIDDEN and not is_no_character


def _is_seen(char: str) -> bool:
    """Letters, digits, marks of writing and pictures are; blanks and what joins them are not."""
    return unicodedata.category(char)[0] in "LNPS"
