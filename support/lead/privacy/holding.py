"""One table that holds something of a customer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from support.lead.privacy.person import Person

if TYPE_CHECKING:
    from django.db.models import QuerySet

Rows = Callable[[Person], "QuerySet[Any]"]


@dataclass(frozen=True)
class Holding:
    """Rows of one table: `blanks` is what is left in each column that is theirs; None deletes.

    `guards` are triggers that keep such rows from everybody else. What `is_ours` was written by us
    for ourselves, which an answer to "what do you hold of me?" leaves out unless a lead wants it.
    """

    name: str | Promise
    rows: Rows
    blanks: Mapping[str, Any] | None = None
    guards: tuple[str, ...] = ()
    is_ours: bool = False
