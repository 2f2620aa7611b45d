"""Steps out of a pasted list. Plain lines become a chain; indented ones answers, and what follows.

    Is the account number right?        a question, for its question mark
        Yes                             an answer: it goes on with the next step of the list
        No -> Ask for the right one     an answer, and the step it leads to
            => Wrong account number     an outcome
    Ask the bank                        the next step
        name, amount and date           below a step that asks nothing: its explanation

An indented step is followed by the next one beside it, and the last of a branch by whatever follows
the question that the branch hangs on.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.documents.branches import key_from
from troubleshooting.trees.validation.soundness import Refused

LINE_LIMIT = 500
DEEPEST = 30  # what is indented further stands beside the line above it
TAB_COLUMNS = 4
QUESTION_MARKS = ("?", "？")
# What lists begin their lines with: "1.", "2)", "（3）", "③", "四、", "-", "•", "[ ]", "→".
_MARK = re.compile(
    r"\s*(?:[-*•·–—]\s+|\[[ xX]?\]\s*|[(（]?\d{1,3}(?:[)、．）]|\.(?!\d))\s*|[①-⑳]\s*"
    r"|[一二三四五六七八九十]{1,3}、|(?:->|→)\s*)+"
)
_OUTCOME = re.compile(r"(?:=>|⇒)\s*|(?:Outcome|结论|结果)[:：]\s*", re.IGNORECASE)
_ANSWER = re.compile(r"\s*(?:->|→|(?==>|⇒))\s*")
_YES = {"en": "Yes", "zh-hans": "是"}
_NO = {"en": "No", "zh-hans": "否"}
_DONE = {"en": "Done", "zh-hans": "已完成"}


@dataclass
class Line:
    """A line without its mark, and what is indented below it; `key` is that of its step."""

    words: str
    below: list["Line"] = field(default_factory=list)
    key: str = ""

    @property
    def is_outcome(self) -> bool:
        return _OUTCOME.match(self.words) is not None

    @property
    def title(self) -> str:
        return _OUTCOME.sub("", self.words, count=1) or self.words

    @property
    def asks(self) -> bool:
        """Whether what stands below are answers; else it explains."""
        if self.is_outcome:
            return False
        is_question = self.words.endswith(QUESTION_MARKS)
        return is_question or any(line.below or _parted(line)[1] for line in self.below)


def pasted(
    text: str, language: str, taken: Collection[str], *, onward: str = ""
) -> list[dict[str, Any]]:
    """Make steps of the lines; the first is where they begin, the last leads `onward`.

    Raises Refused if there are none, or too many. Of a question without indented answers "no" leads
    nowhere yet: its author has to say where.
    """
    steps = _Steps(language, taken)
    steps.chain(read_lines(text), onward)
    return steps.made


def read_lines(text: str) -> list[Line]:
    """Read a list by its indentation. Raises Refused for an empty one or too long a one."""
    top: list[Line] = []
    open_lists: list[tuple[int, list[Line]]] = [(-1, top)]
    count = 0
    for row in text.expandtabs(TAB_COLUMNS).splitlines():
        words = _unmarked(row)
        if not words:
            continue
        count += 1
        columns = _columns(row)
        while columns <= open_lists[-1][0]:
            open_lists.pop()
        line = Line(words)
        open_lists[-1][1].append(line)
        if len(open_lists) <= DEEPEST:
            open_lists.append((columns, line.below))
    if not count:
        raise Refused("nothing_to_paste", gettext_noop("The list holds no line with words."))
    if count > LINE_LIMIT:
        raise Refused(
            "too_many_lines",
            gettext_noop("A list of %(limit)s lines at most can be pasted at once."),
            limit=LINE_LIMIT,
        )
    return top


class _Steps:
    """Makes a step of every line that is none of an answer or an explanation alone."""

    def __init__(self, language: str, taken: Collection[str]) -> None:
        self.language = language
        self.used = set(taken)
        self.made: list[dict[str, Any]] = []

    def chain(self, lines: Sequence[Line], onward: str) -> str:
        """Let lines follow each other, the last one by `onward`; return the key of the first."""
        if not lines:
            return onward
        for line in lines:
            line.key = key_from(line.title, self.used)
            self.used.add(line.key)
        for line, following in zip(lines, [*(line.key for line in lines[1:]), onward], strict=True):
            self._make(line, following)
        return lines[0].key

    def _make(self, line: Line, onward: str) -> None:
        kind = "outcome" if line.is_outcome else "question" if line.asks else "action"
        step: dict[str, Any] = {"key": line.key, "kind": kind, "title": {self.language: line.title}}
        self.made.append(step)
        if line.below and not line.asks:
            step["body"] = {self.language: "\n".join(f"- {below.words}" for below in line.below)}
        if kind != "outcome":
            step["options"] = self._options(line, onward)

    def _options(self, line: Line, onward: str) -> list[dict[str, Any]]:
        if not line.asks:
            return [{"key": "done", "label": dict(_DONE), "to": onward}]
        if not line.below:
            ways = [("yes", _YES, onward), ("no", _NO, "")]
            return [{"key": key, "label": dict(label), "to": to} for key, label, to in ways]
        taken: list[str] = []
        options = []
        for answer in line.below:
            label, inline = _parted(answer)
            taken.append(key_from(label, taken, otherwise="answer"))
            to = self.chain(_led_to(inline, answer.below), onward)
            options.append({"key": taken[-1], "label": {self.language: label}, "to": to})
        return options


def _parted(line: Line) -> tuple[str, str]:
    """Part an answer from the step that its line says it leads to; "" where it says none."""
    label, *others = _ANSWER.split(line.words, maxsplit=1)
    return (label, others[0]) if others and label else (line.words, "")


def _led_to(inline: str, below: list[Line]) -> list[Line]:
    """Return the steps behind an answer: that of its line, then those below, or its answers."""
    if not inline:
        return below
    if inline.endswith(QUESTION_MARKS):
        return [Line(inline, below)]
    return [Line(inline), *below]


def _unmarked(row: str) -> str:
    mark = _MARK.match(row)
    return row[mark.end() :].strip() if mark else row.strip()


def _columns(row: str) -> int:
    """Return how far a line is indented; a full-width space takes two columns."""
    blank = row[: len(row) - len(row.lstrip())]
    return sum(2 if letter == "\u3000" else 1 for letter in blank)
