"""What the filters in the search box are called, in both languages, and what they can name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import override

from support.cases.models.status import Status
from support.cases.search.words import folded
from support.payments.models import Channel
from troubleshooting.causes.models import Cause
from troubleshooting.marks.reading import kept

KEYS = {
    "channel": "channel", "通道": "channel",
    "cause": "cause", "原因": "cause",
    "status": "status", "状态": "status",
    "assignee": "assignee", "负责人": "assignee",
    "before": "before", "早于": "before",
    "after": "after", "晚于": "after",
    "tag": "tag", "标签": "tag",
}  # fmt: skip
ME, NOBODY = {"me", "我"}, {"none", "nobody", "无", "无人"}


@dataclass(frozen=True)
class Named:
    """Something with a code that never changes and a name in each language."""

    code: str
    names: tuple[str, ...]  # folded, the code among them

    def is_called(self, text: str) -> bool:
        return text in self.names

    def has_word(self, pattern: re.Pattern[str]) -> bool:
        return any(pattern.search(name) for name in self.names)


@kept
def causes() -> tuple[Named, ...]:
    return tuple(_named(Cause.objects.values_list("slug", "name_en", "name_zh")))


@kept
def channels() -> tuple[Named, ...]:
    return tuple(_named(Channel.objects.values_list("code", "name_en", "name_zh")))


def statuses() -> tuple[Named, ...]:
    spoken = []
    for language in ("en", "zh-hans"):
        with override(language):
            spoken.append([str(status.label) for status in Status])
    values = [status.value for status in Status]
    return tuple(_named(zip(values, *spoken, strict=True)))


def label(kind: str, code: str) -> str:
    """Return the word by which an entry holds its cause or channel; no text can have it."""
    return f"={kind}:{code}"


def _named(rows: Iterable[tuple[str, ...]]) -> Iterable[Named]:
    for code, *names in rows:
        yield Named(code, tuple(folded(name) for name in (code, *names)))
