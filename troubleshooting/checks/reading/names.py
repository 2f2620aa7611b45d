"""Compare two people's or companies' names as banks and customers write them."""

import unicodedata
from collections import Counter
from enum import StrEnum
from itertools import permutations

MAX_REORDERED_WORDS = 5  # 120 orders; a longer name is compared as a bag of words

# Letters that Unicode does not take apart into a plain letter and a mark.
PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# Marks over letters; the vowel signs of other scripts are letters in their own right.
DIACRITICS = frozenset(map(chr, range(0x0300, 0x0370)))
APOSTROPHES = frozenset("'’‘`´")
# A bank's registers and an order form rarely agree on these.
COMPANY_WORDS = {
    "limited": "ltd",
    "company": "co",
    "incorporated": "inc",
    "corporation": "corp",
}


class Likeness(StrEnum):
    SAME = "same"
    CLOSE = "close"  # initials, a missing middle name, one letter: a person must look
    OTHER_SCRIPT = "other_script"  # 张伟 and Zhang Wei cannot be compared letter by letter
    DIFFERENT = "different"
    EMPTY = "empty"


def compare_names(first: str, second: str) -> Likeness:
    """Forgive order, spacing, width, case, punctuation and diacritics."""
    words, other_words = name_words(first), name_words(second)
    if not words or not other_words:
        return Likeness.EMPTY
    if _same_words(words, other_words):
        return Likeness.SAME
    if _written_differently("".join(words), "".join(other_words)):
        return Likeness.OTHER_SCRIPT
    if _is_close(words, other_words):
        return Likeness.CLOSE
    return Likeness.DIFFERENT


def name_words(name: str) -> list[str]:
    """Split a name into plain words: "O’Neill, Zoë" becomes ["oneill", "zoe"]."""
    plain = unicodedata.normalize("NFKC", name).casefold().translate(PLAIN_LETTERS)
    kept = []
    for mark in unicodedata.normalize("NFD", plain):
        if unicodedata.category(mark)[0] in "LNM" and mark not in DIACRITICS:
            kept.append(mark)
        elif mark not in DIACRITICS and mark not in APOSTROPHES:
            kept.append(" ")
    words = unicodedata.normalize("NFC", "".join(kept)).split()
    return [COMPANY_WORDS.get(word, word) for word in words]


def _same_words(words: list[str], other_words: list[str]) -> bool:
    """Tell whether some order of the words, written without blanks, is the same."""
    if sorted(words) == sorted(other_words):
        return True
    if sorted("".join(words)) != sorted("".join(other_words)):
        return False
    return not _orders(words).isdisjoint(_orders(other_words))


def _orders(words: list[str]) -> set[str]:
    if len(words) > MAX_REORDERED_WORDS:
        return {"".join(words)}
    return {"".join(order) for order in permutations(words)}


def _written_differently(text: str, other_text: str) -> bool:
    scripts, other_scripts = _scripts(text), _scripts(other_text)
    if scripts and other_scripts and scripts.isdisjoint(other_scripts):
        return True
    return (_is_simplified(text) and _is_traditional(other_text)) or (
        _is_traditional(text) and _is_simplified(other_text)
    )


def _scripts(text: str) -> set[str]:
    return {
        unicodedata.name(letter, "UNKNOWN").split()[0].removesuffix("-COMPATIBILITY")
        for letter in text
        if letter.isalpha()
    }


def _is_simplified(text: str) -> bool:
    """Tell whether a character occurs that only mainland China's set has."""
    return any(_has(mark, "gb2312") and not _has(mark, "big5") for mark in text if mark > "⺀")


def _is_traditional(text: str) -> bool:
    return any(_has(mark, "big5") and not _has(mark, "gb2312") for mark in text if mark > "⺀")


def _has(mark: str, character_set: str) -> bool:
    try:
        mark.encode(character_set)
    except UnicodeEncodeError:
        return False
    return True


def _is_close(words: list[str], other_words: list[str]) -> bool:
    left = list((Counter(words) - Counter(other_words)).elements())
    other_left = list((Counter(other_words) - Counter(words)).elements())
    shared = len(words) - len(left)
    if shared and (not left or not other_left):  # a middle name more or less
        return not any(character.isdigit() for character in "".join(left + other_left))
    if _are_initials(left, other_left):
        return True
    if len(left) == len(other_left) == 1:
        return _one_letter_apart(left[0], other_left[0])
    return _one_letter_apart("".join(words), "".join(other_words))


def _are_initials(left: list[str], other_left: list[str]) -> bool:
    """Tell whether each word left is the other's initial: "J Smith" and "John Smith"."""
    if len(left) != len(other_left):
        return False
    return all(
        min(len(word), len(other)) == 1 and word[0] == other[0]
        for word, other in zip(sorted(left), sorted(other_left), strict=True)
    )


def _one_letter_apart(word: str, other: str) -> bool:
    """Tell whether one letter was added, left out, changed or swapped with its neighbour.

    A digit is never a slip of the pen, and in a word of two letters a slip leaves too little.
    """
    if abs(len(word) - len(other)) > 1 or min(len(word), len(other)) < 3:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    rest, other_rest = word[start:], other[start:]
    if rest[2:] == other_rest[2:] and rest[:2] == other_rest[:2][::-1]:
        changed = rest[:2]
    elif rest[1:] == other_rest[1:]:
        changed = rest[:1] + other_rest[:1]
    elif rest[1:] == other_rest or rest == other_rest[1:]:
        changed = max(rest, other_rest, key=len)[:1]
    else:
        return False
    return not any(character.isdigit() for character in changed)
