"""Phrases that a message is searched for: words, gaps and alternatives, and nothing that can hang.

A phrase is written as people write, and compared in small letters:

    account … (closed|terminated)

A blank stands for any blank, hyphen or underscore, or for none; "…" for up to 30 characters of the
same sentence (12 in Chinese); "(a|b|)" for one of these or nothing; "*" for the rest of a word.
It is made into a regular expression of bounded repeats only, so no text takes long to search.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST_PHRASE = 200
LONGEST_TEXT = 1000
MOST_GAPS, MOST_GROUPS, MOST_ALTERNATIVES, MOST_STARS = 2, 3, 24, 3
LEAST_LETTERS, LEAST_HAN = 3, 2
_HAN = re.compile(r"[\u3400-\u9fff]")
_SIGN = re.compile(r"…|\([^()]*\)|\*| |[^…()*| ]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True)
class Phrase:
    """A phrase that can be searched for. Of `anchors` each text that fits holds at least one."""

    anchors: tuple[str, ...]
    expression: re.Pattern[str]

    def find(self, text: str) -> re.Match[str] | None:
        """Search a text that `plain` has prepared."""
        for anchor in self.anchors:
            if anchor in text:
                return self.expression.search(text)
        return None


def plain(text: str) -> str:
    """Return a text as phrases are compared with it: small letters, single blanks, bounded."""
    known = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold().replace("’", "'")
    return " ".join(known.split())


def words_of_code(code: str) -> str:
    """Return the words of a code: "insufficientFunds" and "INSUFFICIENT_FUNDS" are two words."""
    return plain(re.sub(r"[_.\-]+", " ", _CAMEL.sub(" ", code[:LONGEST_TEXT])))


@cache
def read_phrase(written: str) -> Phrase:
    """Make a phrase of what somebody wrote. Raises ValidationError, with what is wrong with it."""
    text = re.sub(r" ?\x00 ?", "…", plain(re.sub(r"…|\.\.\.", "\x00", written)))
    signs = _SIGN.findall(text)
    _check(text, signs)
    gap = r"[^.。;]{0,12}?" if _HAN.search(text) else r"[^.。;]{0,30}?"
    return Phrase(_anchors(signs), re.compile(gap.join(map(_whole_words, text.split("…")))))


def _whole_words(part: str) -> str:
    """Make one part between gaps; it doesn't begin or end within a word of Latin letters."""
    expression = "".join(map(_sign, _SIGN.findall(part)))
    if re.match(r"[a-z0-9(]", part):
        expression = rf"(?<![a-z0-9]){expression}"
    if re.search(r"[a-z0-9)]$", part):
        expression = rf"{expression}(?![a-z0-9])"
    return expression


def _sign(sign: str) -> str:
    if sign == "*":
        return "[a-z]{0,12}"
    return _alternatives(sign) if sign[0] == "(" else _literal(sign)


def _check(text: str, signs: list[str]) -> None:
    groups = [sign for sign in signs if sign[0] == "("]
    rules = [
        (len(text) <= LONGEST_PHRASE, _("A phrase has at most %(most)s letters."), LONGEST_PHRASE),
        (
            "".join(signs) == text,
            _("Brackets come in pairs, don't stand in each other, and “|” stands in them only."),
            0,
        ),
        (signs.count("…") <= MOST_GAPS, _("A phrase has at most %(most)s gaps."), MOST_GAPS),
        (signs.count("*") <= MOST_STARS, _("A phrase has at most %(most)s stars."), MOST_STARS),
        (len(groups) <= MOST_GROUPS, _("A phrase has at most %(most)s brackets."), MOST_GROUPS),
        (
            sum(group.count("|") + 1 for group in groups) <= MOST_ALTERNATIVES,
            _("A phrase has at most %(most)s alternatives."),
            MOST_ALTERNATIVES,
        ),
        (not re.search(r"^[…* ]|[… ]$", text), _("A phrase begins and ends with words."), 0),
        (
            bool(_anchors(signs)),
            _("A phrase needs a word of three letters, or two Chinese characters, in one piece."),
            0,
        ),
    ]
    for is_kept, sentence, most in rules:
        if not is_kept:
            raise ValidationError(sentence, code="bad_phrase", params={"most": most})


def _literal(sign: str) -> str:
    return r"[ _\-]{0,2}" if sign == " " else re.escape(sign)


def _alternatives(group: str) -> str:
    written = group[1:-1].split("|")
    return "(?:" + "|".join("".join(map(_literal, one)) for one in written) + ")"


def _anchors(signs: list[str]) -> tuple[str, ...]:
    """Return the longest piece that every fitting text holds, or the words of one bracket."""
    pieces: list[tuple[str, ...]] = []
    present = ""
    for sign in signs:
        if len(sign) == 1 and sign not in "…* ":
            present += sign
            continue
        pieces.append((present,))
        present = ""
        if sign[0] == "(":
            pieces.append(
                tuple(max(one.split(), key=len, default="") for one in sign[1:-1].split("|"))
            )
    pieces.append((present,))
    fit = [piece for piece in pieces if all(map(_is_telling, piece))]
    return max(fit, key=lambda piece: min(map(len, piece)), default=())


def _is_telling(word: str) -> bool:
    return len(_HAN.findall(word)) >= LEAST_HAN or len(re.findall(r"\w", word)) >= LEAST_LETTERS
