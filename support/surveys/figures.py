"""What customers answered, counted: of all, and by cause, agent and channel."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, Q
from django.utils.translation import get_language

from support.surveys.intervals import Share, share_of
from support.surveys.models import STARS, Survey
from web.access import name_of

SATISFIED = (4, 5)
# A group by the column that tells its rows apart, and what names them.
GROUPS = {
    "cause": ("cause__slug", "cause__name_zh", "cause__name_en"),
    "agent": ("agent__username", "agent__first_name", "agent__last_name"),
    "channel": ("channel__code", "channel__name_zh", "channel__name_en"),
}
_PER_STAR = {f"stars_{stars}": Count("pk", filter=Q(stars=stars)) for stars in STARS}


@dataclass(frozen=True)
class Row:
    """Answers of one kind: how often each of the five, from 1 on. `key` is "" for those of none."""

    key: str
    name: str
    counts: tuple[int, ...]

    @property
    def answered(self) -> int:
        return sum(self.counts)

    @property
    def satisfied(self) -> Share:
        return share_of(sum(self.counts[stars - 1] for stars in SATISFIED), self.answered)

    @property
    def by_stars(self) -> list[tuple[int, int]]:
        return list(zip(STARS, self.counts, strict=True))


@dataclass(frozen=True)
class Figures:
    """The answers of a period. `asked` are those who were asked in it, `response` who answered."""

    total: Row
    groups: dict[str, list[Row]]
    asked: int
    response: Share


def figures_of(since: datetime, until: datetime) -> Figures:
    """Count the answers that were first given in a period, in five queries."""
    answers = Survey.objects.answered(since, until)
    total = answers.aggregate(**_PER_STAR)
    asked = Survey.objects.filter(asked_at__gte=since, asked_at__lt=until).aggregate(
        all=Count("pk"), answered=Count("pk", filter=Q(rated_at__isnull=False))
    )
    groups = {}
    for name, columns in GROUPS.items():
        rows = answers.values_list(*columns).annotate(**_PER_STAR).order_by()
        found = [_row(name, row[:3], row[3:]) for row in rows]
        groups[name] = sorted(found, key=lambda row: (-row.answered, row.name))
    return Figures(
        total=Row("", "", tuple(total.values())),
        groups=groups,
        asked=asked["all"],
        response=share_of(asked["answered"], asked["all"]),
    )


def _row(group: str, names: tuple[str | None, ...], counts: tuple[int, ...]) -> Row:
    key, *rest = (name or "" for name in names)
    if group == "agent":
        first, last = rest
        agent = User(username=key, first_name=first, last_name=last)
        return Row(key, name_of(agent), counts)
    chinese, english = rest
    is_chinese = (get_language() or "").startswith("zh")
    return Row(key, (chinese if is_chinese else english) or key, counts)
