"""Root causes, reasons for a holding reply, and words of complaints: `fixtures/complaints.csv`."""

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.translation import get_language

from support.claims.formats import is_chinese

CAUSE, REASON, WORD = "cause", "reason", "word"
FOR_CUSTOMER = "customer"  # the reason that we wait for something we asked the customer for


@dataclass(frozen=True)
class Entry:
    """Something of a list, in both languages."""

    english: str
    chinese: str

    def __str__(self) -> str:
        return self.in_language(get_language() or "")

    def in_language(self, language: str) -> str:
        return self.chinese if is_chinese(language) else self.english


@cache
def _lists() -> Mapping[str, list[tuple[str, Entry]]]:
    found = defaultdict(list)
    path = settings.BASE_DIR / "fixtures" / "complaints.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["list"]].append((row["key"], Entry(row["english"], row["chinese"])))
    return found


def causes() -> dict[str, Entry]:
    return dict(_lists()[CAUSE])


def reasons() -> dict[str, Entry]:
    return dict(_lists()[REASON])


@cache
def words() -> re.Pattern[str]:
    """Return what finds the first word of a complaint in either language, whatever its case."""
    english = [re.escape(entry.english) for _key, entry in _lists()[WORD] if entry.english]
    chinese = [re.escape(entry.chinese) for _key, entry in _lists()[WORD] if entry.chinese]
    latin = "|".join(english).replace(r"\ ", r"\s+")
    return re.compile(rf"\b(?:{latin})\b|{'|'.join(chinese)}", re.IGNORECASE)
