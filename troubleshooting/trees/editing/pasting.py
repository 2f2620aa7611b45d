"""Steps out of a pasted list: one of each line, in a chain."""

import re
from collections.abc import Collection
from itertools import pairwise
from typing import Any

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.branches import key_from
from troubleshooting.trees.validation.soundness import Refused

LINE_LIMIT = 500
QUESTION_MARKS = ("?", "？")
# What lists begin their lines with: "1.", "2)", "（3）", "③", "四、", "-", "•", "[ ]".
_MARK = re.compile(
    r"\s*(?:[-*•·–—]\s+|\[[ xX]?\]\s*|[(（]?\d{1,3}(?:[)、．）]|\.(?!\d))\s*|[①-⑳]\s*"
    r"|[一二三四五六七八九十]{1,3}、)+"
)
_YES = {"en": "Yes", "zh-hans": "是"}
_NO = {"en": "No", "zh-hans": "否"}
_DONE = {"en": "Done", "zh-hans": "已完成"}


def pasted(text: str, language: str, taken: Collection[str]) -> list[dict[str, Any]]:
    """Make steps of the lines. Raises Refused if there are none, or too many.

    A question's "no" and the last step's ways lead nowhere yet: its author has to say where.
    """
    lines = [line for line in (_unmarked(row) for row in text.splitlines()) if line]
    if not lines:
        raise Refused("nothing_to_paste", gettext_noop("The list holds no line with words."))
    if len(lines) > LINE_LIMIT:
        raise Refused(
            "too_many_lines",
            gettext_noop("A list of %(limit)s lines at most can be pasted at once."),
            limit=LINE_LIMIT,
        )
    used = set(taken)
    steps = []
    for line in lines:
        steps.append(_step(key_from(line, used), line, language))
        used.add(steps[-1]["key"])
    for step, following in pairwise(steps):
        step["options"][0]["to"] = following["key"]
    return steps


def _unmarked(row: str) -> str:
    mark = _MARK.match(row)
    return row[mark.end() :].strip() if mark else row.strip()


def _step(key: str, line: str, language: str) -> dict[str, Any]:
    asks = line.endswith(QUESTION_MARKS)
    options = [("yes", _YES), ("no", _NO)] if asks else [("done", _DONE)]
    return {
        "key": key,
        "kind": "question" if asks else "action",
        "title": {language: line},
        "options": [{"key": name, "label": dict(label), "to": ""} for name, label in options],
    }
