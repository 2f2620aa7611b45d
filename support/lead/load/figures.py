"""A number of a lead's page: a filter of the queue, with a link to exactly its cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from support.cases.models import Case, CaseQuerySet, Order
from support.cases.viewing.conditions import AGES, Asking, within
from support.cases.viewing.counts import bounded_counts, in_words
from support.cases.viewing.ordering import ORDERINGS
from support.cases.viewing.views import ordering_for
from support.staff.models import Team
from support.staff.services import ALL_LANGUAGES
from support.staff.standing import Standing

Wanted = Mapping[str, str]
NOBODYS = {"assignee": "none"}
SOON = {"due": "hour"}
OUTCOMES = {"outcome": "true"}
FIGURES: dict[str, tuple[str | Promise, Wanted]] = {
    "open": (_("Open"), {}),
    "unassigned": (_("Unassigned"), NOBODYS),
    "late": (_("Overdue"), {"overdue": "true"}),
    "soon": (_("Late within the hour"), SOON),
    "outcomes": (_("Outcomes waiting for one press"), OUTCOMES),
    "replied": (_("They wrote"), {"replied": "true"}),
    "unreached": (_("Not reached"), {"unreached": "true"}),
}
OLD = {
    "15m": _("Under 15 min"), "1h": _("15 to 60 min"), "4h": _("1 to 4 h"), "24h": _("4 to 24 h"),
    "old": _("Over a day"),
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A number, as it is shown, and the address of the cases that it counts."""

    label: str | Promise
    count: int
    address: str
    shown: str


@dataclass(frozen=True)
class Age:
    """How many cases without an agent are so old; `bars` by language, each with its start."""

    figure: Figure
    bars: list[tuple[str, int, int]]


@dataclass(frozen=True)
class Scope:
    """Whose cases a page is about, as somebody asks for them now."""

    asking: Asking
    standing: Standing
    team: Team | None = None

    @property
    def user(self) -> User:
        return self.asking.user

    @property
    def teams(self) -> list[int] | None:
        """Whose cases are looked at by team, None for all."""
        return [self.team.pk] if self.team else None

    def wanted(self, narrower: Wanted) -> dict[str, str]:
        return {**({"team": self.team.name} if self.team else {}), **narrower}

    def cases(self, narrower: Wanted) -> CaseQuerySet:
        return Case.objects.filter(within(self.wanted(narrower), self.asking))

    def by_index(self, narrower: Wanted) -> CaseQuerySet:
        """Return cases in the order whose index counts them."""
        is_soon, is_new = "due" in narrower, AGES.get(narrower.get("age", "")) is not None
        order = Order.NEWEST if is_new else Order.DUE
        ordering = ORDERINGS["overdue"] if is_soon else ordering_for(self.wanted(narrower), order)
        return ordering.apply(self.cases(narrower))

    def figure(self, label: str | Promise, count: int, narrower: Wanted, shown: str = "") -> Figure:
        address = f"{reverse('queue')}?{urlencode(self.wanted(narrower))}"
        return Figure(label, count, address, shown or in_words(count))


def figures_and_ages(scope: Scope) -> tuple[dict[str, Figure], list[Age]]:
    """Count what a page says of all its cases, up to a bound, in one query."""
    wanted = {name: narrower for name, (_label, narrower) in FIGURES.items()}
    by_age = {age: {**NOBODYS, "age": age} for age in AGES}
    wanted |= by_age
    for age, narrower in by_age.items():
        wanted |= {f"{age} {code}": {**narrower, "language": code} for code in ALL_LANGUAGES}
    counts = bounded_counts({name: scope.by_index(one) for name, one in wanted.items()})
    figures = {
        name: scope.figure(label, counts[name], one) for name, (label, one) in FIGURES.items()
    }
    most = max((counts[age] for age in AGES), default=0) or 1
    ages = [
        Age(scope.figure(OLD[age], counts[age], narrower), _bars(age, counts, most))
        for age, narrower in by_age.items()
    ]
    return figures, ages


def _bars(age: str, counts: Mapping[str, int], most: int) -> list[tuple[str, int, int]]:
    bars: list[tuple[str, int, int]] = []
    begins = 0
    for code in ALL_LANGUAGES:
        share = min(100 * counts[f"{age} {code}"] // most, 100 - begins)
        bars.append((code, begins, share))
        begins += share
    return bars
