"""The views that everybody has, and those that were saved, as one list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from support.cases.models import Case, CaseQuerySet, Column, Order, SavedView
from support.cases.viewing.conditions import DAYS, Asking, read_wanted, within
from support.cases.viewing.counts import Statement, bounded, sql_of
from support.cases.viewing.ordering import ORDERINGS, CasePage, Ordering, page_from
from support.staff.standing import Standing, standing_of
from troubleshooting.marks.asking import Question, plans_kept

USUAL_COLUMNS = (Column.CASE, Column.TURN, Column.CHANNEL, Column.AMOUNT, Column.ASSIGNEE)


@dataclass(frozen=True)
class View:
    """What of all cases is looked at. A saved one has its row; `group` is where it stands."""

    slug: str
    name: "str | Promise"
    group: "str | Promise" = ""
    wanted: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = USUAL_COLUMNS
    order: str = Order.DUE
    saved: SavedView | None = None

    def cases(self, asking: Asking, narrower: Mapping[str, str] | None = None) -> CaseQuerySet:
        """Return its cases, fewer where somebody narrows it further."""
        return Case.objects.filter(within({**self.wanted, **(narrower or {})}, asking))

    def in_order(self, asking: Asking) -> CaseQuerySet:
        return self.ordering().apply(self.cases(asking))

    def ordering(self) -> Ordering:
        return ordering_for(self.wanted, self.order)

    def counting(self, asking: Asking) -> Statement:
        """Return what counts its cases, in its order."""
        return self._stated(asking, is_page=False)

    def first_page(self, asking: Asking) -> CasePage:
        """Read its first page in one query, as `page_of` does."""
        with plans_kept(), connection.cursor() as cursor:
            cursor.execute(*self._stated(asking, is_page=True))
            return page_from(cursor.fetchall())

    def asked(self, asking: Asking, *, is_page: bool) -> Any:
        """Return what its first page is made of, or what is counted."""
        cases = self.in_order(asking)
        return self.ordering().rows_of(cases) if is_page else bounded(cases)

    def _stated(self, asking: Asking, *, is_page: bool) -> Statement:
        """Return the SQL of that.

        Where but who asks and when differ, it is put together once a process.
        """
        is_named = self.wanted.get("team", "mine") != "mine"
        if is_named or self.wanted.keys() & (RECKONED | DAYS):
            return sql_of(self.asked(asking, is_page=is_page))
        teams = tuple(standing_of(asking.user).teams) if "team" in self.wanted else ()
        question = _question(tuple(self.wanted.items()), self.order, teams, is_page=is_page)
        return question.statement(asking.user.pk, asking.now)


# What is worked out of the moment, or read, before the database is asked.
RECKONED = {"due", "age", "channel", "cause", "finding", "incident", "bank_late"}
KINDS_OF_VIEWS = 1_000


@lru_cache(KINDS_OF_VIEWS)
def _question(
    wanted: tuple[tuple[str, str], ...],
    order: str,
    teams: tuple[int, ...],
    *,
    is_page: bool,
) -> Question[Case]:
    view = View("", "", wanted=dict(wanted), order=order)

    def found(pk: Any, now: Any) -> CaseQuerySet:
        asker = User(pk=pk)
        asker.standing = Standing(teams=dict.fromkeys(teams, ""))  # type: ignore[attr-defined]
        cases: CaseQuerySet = view.asked(Asking(asker, now), is_page=is_page)
        return cases

    return Question(found)


def ordering_for(wanted: Mapping[str, str], order: str) -> Ordering:
    """Return the order of a filter's cases: one that an index has where there are many of them."""
    for word in ("snoozed", "unreached", "overdue"):
        if wanted.get(word) == "true":
            return ORDERINGS[word]
    if order == Order.DUE and wanted.keys() & DAYS:
        return ORDERINGS[Order.NEWEST]  # most of them are done
    is_by_status = "status" in wanted and not {"assignee", "team"} & {*wanted}
    if order == Order.DUE and is_by_status and "," not in wanted["status"]:
        return ORDERINGS["status"]
    return ORDERINGS[Order(order)]


_OURS, _THEIRS, _TROUBLE = _("Our turn"), _("Not our turn"), _("Trouble")
BUILT_IN = (
    View("mine", _("Mine"), wanted={"assignee": "me"}),
    View("team", _("My team"), wanted={"team": "mine"}),
    View("unassigned", _("Unassigned"), wanted={"assignee": "none"}),
    View("", _("All open")),
    View("outcomes", _("Outcome waiting"), _OURS, {"outcome": "true"}),
    View("replied", _("They wrote"), _OURS, {"replied": "true"}),
    View("bank", _("At the bank"), _THEIRS, {"status": "waiting_bank"}),
    View("customer", _("With the customer"), _THEIRS, {"status": "waiting_customer"}),
    View("snoozed", _("Snoozed"), _THEIRS, {"snoozed": "true"}),
    View("overdue", _("Overdue"), _TROUBLE, {"overdue": "true"}),
    View("unreached", _("Not reached"), _TROUBLE, {"unreached": "true"}),
)
RESERVED = frozenset(view.slug for view in BUILT_IN)


def views_for(user: User) -> list[View]:
    """Return every view that somebody can open, those that everybody has first; one query."""
    return [*BUILT_IN, *(_as_view(row) for row in _SAVED[user.is_superuser].ask(user.pk))]


_SAVED = {
    False: Question(lambda user: SavedView.objects.seen_by(user, is_admin=False)),
    True: Question(lambda user: SavedView.objects.seen_by(user, is_admin=True)),
}


def view_named(slug: str, user: User) -> View | None:
    """Return a view that somebody can open, None for another's."""
    built_in = next((view for view in BUILT_IN if view.slug == slug), None)
    if built_in is not None or not slug:
        return built_in
    row = SavedView.objects.for_user(user).filter(slug=slug[:70]).first()
    return _as_view(row) if row else None


def _as_view(row: SavedView) -> View:
    """Return a saved view; a word that no filter knows any more is left out."""
    return View(
        slug=row.slug,
        name=row.name,
        group=row.team.name if row.team else _("My views"),
        wanted=read_wanted(row.wanted),
        columns=tuple(row.columns) or USUAL_COLUMNS,
        order=row.order,
        saved=row,
    )
