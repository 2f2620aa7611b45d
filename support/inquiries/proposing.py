"""What a bank's words may mean: a guess by the patterns of `fixtures/bank_answers.csv`."""

import csv
import re
from functools import cache

from django.conf import settings

from support.inquiries.codes import Answer

# A line that a system writes, as our letters say: our reference, a colon, the code of the answer.
# One that is quoted is none, and the sample in our letters has no code that there is.
_LINE = re.compile(r"^[ \t]*(INQ-[0-9A-Z]{8})[ \t]*[:：=][ \t]*([A-Z]{4})[ \t]*\r?$", re.MULTILINE)
LONGEST = 20_000  # of a mail that is looked through


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    path = settings.BASE_DIR / "fixtures" / "bank_answers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(re.compile(row["pattern"], re.IGNORECASE), row["code"]) for row in rows]


def proposed(text: str) -> str:
    """Return the code that a text reads like, by the first pattern that fits; "" for none.

    Only proposed to a person, never believed.
    """
    plain = " ".join(text[:LONGEST].split())
    return next((code for pattern, code in _patterns() if pattern.search(plain)), "")


def structured(text: str) -> dict[str, str]:
    """Return the answers that stand as codes in lines of their own, by our reference.

    Of a reference with two codes none is returned.
    """
    found: dict[str, set[str]] = {}
    for reference, code in _LINE.findall(text[:LONGEST]):
        if code in Answer.values:
            found.setdefault(reference, set()).add(code)
    return {reference: codes.pop() for reference, codes in found.items() if len(codes) == 1}
