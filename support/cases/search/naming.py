"""What the filters in the search box are called, in both languages, and what they can name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import TextChoices
from django.utils.translation import get_language, override

from support.cases.models.status import Status
from support.cases.search.words import folded
from support.payments.models import Channel, Direction
from support.staff.models import Team
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
    "team": "team", "团队": "team",
    "priority": "priority", "优先级": "priority",
    "language": "language", "语言": "language",
    "direction": "direction", "方向": "direction",
    "incident": "incident", "故障": "incident",
    "is": "is", "是": "is",
}  # fmt: skip
LANGUAGES = {"en": ("English", "英文", "英语"), "zh-hans": ("Chinese", "中文", "汉语")}
# What `is:` names, as the views of the queue do.
STATES = {
    "open": ("未结",), "done": ("已结束", "已结"), "late": ("超时", "逾期"),
    "snoozed": ("已搁置", "已推迟"), "unreached": ("未联系上",), "replied": ("客户已回复",),
    "outcome": ("结论待执行", "待应用结果"),
}  # fmt: skip
# A payment's direction, as people speak of it; in the record a refund is a payout or a pay-in.
REFUND = ("refund", "退款")
ME, MINE, NOBODY = {"me", "我"}, {"mine", "我的"}, {"none", "nobody", "无", "无人"}
# Filters of the queue that are a state here.
FLAGS = {
    "overdue": "late", "unreached": "unreached", "snoozed": "snoozed", "outcome": "outcome",
    "replied": "replied",
}  # fmt: skip


@dataclass(frozen=True)
class Named:
    """Something with a code that never changes and a name in each language."""

    code: str
    names: tuple[str, ...]  # folded, the code among them

    def is_called(self, text: str) -> bool:
        return text in self.names

    def shown(self) -> str:
        """Return what to type for it, in the active language."""
        is_chinese = (get_language() or "").startswith("zh")
        chinese = (name for name in self.names if not name.isascii())
        return next(chinese, self.code) if is_chinese else self.code

    def has_word(self, pattern: re.Pattern[str]) -> bool:
        return any(pattern.search(name) for name in self.names)


@kept
def causes() -> tuple[Named, ...]:
    return tuple(_named(Cause.objects.values_list("slug", "name_en", "name_zh")))


@kept
def channels() -> tuple[Named, ...]:
    return tuple(_named(Channel.objects.values_list("code", "name_en", "name_zh")))


def statuses() -> tuple[Named, ...]:
    return _spoken(Status)


def priorities() -> tuple[Named, ...]:
    return _spoken(apps.get_model("cases.Case").Priority)


def directions() -> tuple[Named, ...]:
    return (*_spoken(Direction), *_named([REFUND]))


def languages() -> tuple[Named, ...]:
    return tuple(_named((code, *names) for code, names in LANGUAGES.items()))


def teams() -> tuple[Named, ...]:
    return tuple(_named((name,) for name in Team.objects.values_list("name", flat=True)))


def states() -> tuple[Named, ...]:
    return tuple(_named((code, *names) for code, names in STATES.items()))


def _spoken(choices: type[TextChoices]) -> tuple[Named, ...]:
    spoken = []
    for language in ("en", "zh-hans"):
        with override(language):
            spoken.append([str(one.label) for one in choices])
    return tuple(_named(zip(choices.values, *spoken, strict=True)))


def label(kind: str, code: str) -> str:
    """Return the word by which an entry holds its cause or channel; no text can have it."""
    return f"={kind}:{code}"


def _named(rows: Iterable[tuple[str, ...]]) -> Iterable[Named]:
    for code, *names in rows:
        yield Named(code, tuple(folded(name) for name in (code, *names)))
