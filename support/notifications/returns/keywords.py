"""The words of a customer's SMS that machines understand: STOP, START, HELP, and a survey's answer.

A word counts as the whole message, repeated or in both languages, with a "please", our name or a
phone's signature about it. Within a sentence it is none: "please don't stop" is for a person.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from support.brand.reading import brand_of
from support.customers.models import Language


class Meaning(StrEnum):
    STOP = "stop"
    START = "start"
    HELP = "help"
    OTHER = "other"


# What carriers of the countries served take for each. In China a stop is 退订, TD or T, and R of
# 拒收请回复R.
KEYWORDS: dict[Meaning, dict[str, tuple[str, ...]]] = {
    Meaning.STOP: {
        "en": (
            "stop", "stopall", "stop all", "stop messages", "stop sms", "stop texting me",
            "stop sending me messages", "unsubscribe", "unsubscribe me", "optout", "opt out",
        ),
        "fr": ("arret",),
        "zh": (
            "td", "退订", "退定", "取消订阅", "停止订阅", "停止发送", "拒收", "不要再发", "别再发",
            "退訂", "取消訂閱",
        ),
    },
    Meaning.START: {
        "en": ("start", "unstop", "resume", "subscribe"),
        "zh": ("恢复", "恢复订阅", "恢复接收", "订阅", "开始", "接收", "恢復", "訂閱"),
    },
    Meaning.HELP: {"en": ("help", "info"), "zh": ("帮助", "求助", "幫助")},
}  # fmt: skip
# These count without a "please" only, which could ask for something of the payment: cancel what?
BARE: dict[Meaning, dict[str, tuple[str, ...]]] = {
    Meaning.STOP: {"en": ("cancel", "end", "quit", "revoke"), "zh": ("t", "r", "取消", "停止")}
}
POLITE = {
    "en": ("please", "pls", "plz", "thanks", "thank you", "thx", "hi", "hello", "now"),
    "zh": ("请", "麻烦", "您好", "你好", "谢谢", "多谢", "谢了", "回复", "了", "吧", "請", "謝謝"),
}
STARS = {"en": ("stars", "star", "points"), "zh": ("分", "星")}
LONGEST = 160

# What phones put under a text by themselves.
_SIGNATURE = re.compile(
    r"(?:^\s*(?:--|get outlook|发自|来自我的|從我的)|\bsent (?:from|via)\b).*\Z",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_PUNCTUATION = re.compile(r"[^\w\s]+|_+")
_BETWEEN_SCRIPTS = re.compile(r"(?<=[a-z0-9])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[a-z0-9])")


def meaning_of(text: str) -> Meaning:
    """Say what a text as a whole asks for, if it is one of the words that everybody knows."""
    words = _plain(text)
    readings = _readings(_names())
    return next((one for one, reading in readings if reading.fullmatch(words)), Meaning.OTHER)


def stars_in(text: str) -> int | None:
    """Return the survey's answer that a text is, from 1 to 5, None for any other."""
    found = _stars_reading().fullmatch(_plain(text))
    return int(found[1]) if found else None


def _plain(text: str) -> str:
    """Return the words of a text in small letters, a blank behind each; "" for a long one."""
    if len(text) > LONGEST:
        return ""
    return _folded(_SIGNATURE.sub("", text))


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    parted = _BETWEEN_SCRIPTS.sub(" ", _PUNCTUATION.sub(" ", bare))
    return "".join(f"{word} " for word in parted.split())


def _names() -> tuple[str, ...]:
    """Return the names by which customers know us."""
    return tuple(sorted({_folded(brand_of(language).name).strip() for language in Language}))


@lru_cache(8)
def _readings(names: tuple[str, ...]) -> list[tuple[Meaning, re.Pattern[str]]]:
    ours = f"(?:{_one_of(names)})*"
    about = f"(?:{_one_of([*names, *_all(POLITE)])})*"
    readings = []
    for meaning, words in KEYWORDS.items():
        plain = _all(words)
        bare = [*plain, *_all(BARE.get(meaning, {}))]
        forms = f"{about}(?:{_one_of(plain)})+{about}|{ours}(?:{_one_of(bare)})+{ours}"
        readings.append((meaning, re.compile(forms)))
    return readings


@lru_cache(1)
def _stars_reading() -> re.Pattern[str]:
    about = f"(?:{_one_of(_all(POLITE))})*"
    return re.compile(f"{about}([1-5]) (?:{_one_of(_all(STARS))})?{about}")


def _one_of(words: Iterable[str]) -> str:
    """Match one of the words and the blank behind it; Chinese words need none between them.

    What was read as one is never tried as two again, such as 恢复 and 订阅 of 恢复订阅: a text that
    repeats them would have as many readings as there are ways to part it.
    """
    longest_first = sorted(filter(None, words), key=lambda word: (-len(word), word))
    forms = [f"{re.escape(one)} {'' if one.isascii() else '?'}" for one in longest_first]
    return f"(?>{'|'.join(forms) or '(?!)'})"


def _all(words: dict[str, tuple[str, ...]]) -> list[str]:
    return [word for of_language in words.values() for word in of_language]
