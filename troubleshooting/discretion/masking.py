"""Masking: the one service that every door calls before anything is kept of what was sent."""

import re
from bisect import bisect_right
from collections.abc import Container, Iterator
from dataclasses import dataclass

from troubleshooting.discretion.folding import folded
from troubleshooting.discretion.hidden import Hidden
from troubleshooting.discretion.numbers import blanked, may_hold_a_number, numbers_in
from troubleshooting.discretion.secrets import SIGNS, secrets_in

_A_DIGIT = re.compile(r"\d")
_MOST_LOOKS = 10  # who hides a number behind more names than that hides it from us


@dataclass(frozen=True)
class Masked:
    """A text without what may not be kept, and what that was; all else stands as it was typed."""

    text: str
    hidden: tuple[Hidden, ...] = ()


def mask(text: str, spare: Container[str] = ()) -> Masked:
    """Return a text in which no card, IBAN, identity number, code or password stands whole.

    Of a number the last four characters stay. What is in `spare`, with its separators or without,
    are names of ours. A text that was masked comes back as it is, with nothing hidden.
    """
    if not may_hide(text):
        return Masked(text)
    read, places = folded(text)
    found = [one for one in _found(read) if not _is_spared(one, read, spare)]
    if not found:
        return Masked(text)
    if places is not None:
        found = [_as_typed(one, places) for one in found]
    return Masked("".join(_without(text, found)), tuple(found))


def may_hide(text: str) -> bool:
    """Tell at little cost that there is nothing in a text, as in nearly all."""
    if _A_DIGIT.search(text) and may_hold_a_number(text):
        return True
    lowered = text.lower()
    return any(sign in lowered for sign in SIGNS)


def _found(read: str) -> list[Hidden]:
    """Return what is hidden, in the order of the text; a number counts before a secret.

    What is found is blanked and the rest looked at anew, for it may have passed for its name.
    """
    found: list[Hidden] = []  # in order, and none meets another: only a new one's neighbours may
    for _look in range(_MOST_LOOKS):
        new = []
        for one in (*numbers_in(read), *secrets_in(read)):
            place = bisect_right(found, one.start, key=_start)
            if not any(one.meets(other) for other in found[max(0, place - 1) : place + 1]):
                found.insert(place, one)
                new.append(one)
        if not new:
            break
        read = blanked(read, new)
    return found


def _start(one: Hidden) -> int:
    return one.start


def _is_spared(one: Hidden, read: str, spare: Container[str]) -> bool:
    if not one.number:
        return False
    return one.number in spare or read[one.start : one.stop] in spare


def _as_typed(one: Hidden, places: list[int]) -> Hidden:
    return Hidden(one.kind, places[one.start], places[one.stop - 1] + 1, one.end, one.number)


def _without(text: str, found: list[Hidden]) -> Iterator[str]:
    place = 0
    for one in found:
        yield text[place : one.start]
        yield one.shown
        place = one.stop
    yield text[place:]
