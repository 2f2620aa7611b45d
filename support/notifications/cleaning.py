"""Values from outside, made harmless before they are stored or written into a message."""

import re
import unicodedata
from collections.abc import Mapping

from support.notifications.events import EVENTS

LONGEST = 200
LONGEST_BY_NAME = {"customer_name": 60, "cause_sentence": 1_000, "reply": 20_000, "status_url": 500}
MAY_HAVE_LINES = {"reply"}
JOINERS = "\u200c\u200d"  # format characters that Persian, Hindi and emoji are written with
HIDDEN = {"Cc", "Cf", "Cs"}  # control, format (bidirectional marks too), halves of surrogate pairs

# A name with a link in it would make our mail carry somebody's advertisement.
_LINK = re.compile(r"://|\bwww\.|\w\.[a-z]{2,}\b|@", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")


def clean_context(event: str, context: Mapping[str, str]) -> dict[str, str]:
    """Return the values that the event's message uses, each a clean and bounded text.

    What is missing becomes "". Cleaning twice changes nothing.
    """
    return {name: _clean(name, str(context.get(name, ""))) for name in sorted(EVENTS[event].uses)}


def _clean(name: str, value: str) -> str:
    longest = LONGEST_BY_NAME.get(name, LONGEST)
    lines = _LINE_ENDS.sub("\n", value[: 2 * longest]).split("\n")
    joined = ("\n" if name in MAY_HAVE_LINES else " ").join(_clean_line(line) for line in lines)
    text = (joined if name in MAY_HAVE_LINES else " ".join(joined.split())).strip()[:longest]
    if name == "customer_name" and _LINK.search(text):
        return ""
    if name == "status_url" and not text.startswith(("https://", "http://")):
        return ""
    return text.strip()


def _clean_line(line: str) -> str:
    """Drop control, bidirectional and other invisible characters and halves of surrogate pairs."""
    spaced = _BLANKS.sub(" ", line)
    kept = (char for char in spaced if char in JOINERS or unicodedata.category(char) not in HIDDEN)
    return "".join(kept).rstrip()
