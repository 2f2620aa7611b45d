"""What is thrown away once it is old, kind by kind: each is registered where its rows are."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True)
class Table:
    """The rows of one table that may go, and the column that says how old one is.

    With `emptied` the row stays, and these columns get these values: then `rows` has it no longer.
    """

    rows: "Callable[[], QuerySet[Any]]"
    at: str
    emptied: Mapping[str, Any] | None = None

    def take(self, keys: Collection[Any], moment: datetime) -> None:
        """Take rows with these keys, but for what somebody has used since."""
        rows = self.before(moment).filter(pk__in=keys)
        if self.emptied is None:
            rows.delete()
        else:
            rows.update(**self.emptied)

    def before(self, moment: datetime) -> "QuerySet[Any]":
        return self.rows().filter(**{f"{self.at}__lt": moment})


@dataclass(frozen=True)
class Kind:
    """Rows that go together after so many days: `usual` unless a lead enters others.

    None is until somebody says otherwise. `why` says whom `least` and `most` protect.
    """

    slug: str
    name: Promise
    why: Promise
    usual: int | None
    least: int
    most: int
    tables: tuple[Table, ...]


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind to the page and to the night's work."""
    KINDS[kind.slug] = kind
