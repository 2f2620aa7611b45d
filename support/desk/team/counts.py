"""How many cases somebody has, each number with the list that it counts."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from support.cases.viewing.conditions import Asking
from support.cases.viewing.counts import bounded_counts, in_words
from support.cases.viewing.views import BUILT_IN


@dataclass(frozen=True)
class Count:
    """A number, as it is shown, and the address of exactly its cases."""

    count: int
    address: str

    @property
    def shown(self) -> str:
        return in_words(self.count)


@dataclass(frozen=True)
class Counts:
    """What somebody has in the queue, and what they put off, which is not shown there."""

    open: Count
    snoozed: Count


def counts_of(whose: str, asking: Asking) -> Counts:
    """Count the cases of "me" or of a user name, up to a bound; one query."""
    wanted = {"assignee": whose}
    views = {view.slug: view for view in BUILT_IN if view.slug in ("", "snoozed")}
    counts = bounded_counts({slug: view.cases(asking, wanted) for slug, view in views.items()})
    named = {"": wanted, "snoozed": {"view": "snoozed", **wanted}}
    opened, snoozed = (
        Count(counts[slug], f"{reverse('queue')}?{urlencode(named[slug])}") for slug in named
    )
    return Counts(opened, snoozed)
