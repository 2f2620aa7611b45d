"""The queue: which cases an agent looks at, how many there are, and what is due first."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from support.cases.bulk.deeds import CHOSEN_STATUSES, BulkDeed, deeds
from support.cases.models import Case, CaseQuerySet, Column, Order, Status
from support.cases.search.asking import as_typed
from support.cases.viewing.conditions import ADDED, DAYS, Asking, read_wanted
from support.cases.viewing.counts import counts_by, in_words
from support.cases.viewing.ordering import ORDERINGS, CasePage, Ordering, page_of, read_place
from support.cases.viewing.services import may_change
from support.cases.viewing.views import BUILT_IN, View, ordering_for, view_named, views_for
from support.desk.queue.drawing import drawn
from support.desk.queue.filters import DropDown, drop_downs, options, takers
from support.desk.queue.listed import called, count_of, is_of_done, is_of_no_view
from support.desk.queue.rows import Row, rows_of
from support.staff.models import Team
from support.staff.services import all_colleagues, all_teams
from support.staff.standing import standing_of
from troubleshooting.marks.asking import plans_kept
from web.paging import read_page
from web.words.said import label

FILTERS = (
    "status",
    "channel",
    "cause",
    "assignee",
    "team",
    "priority",
    "language",
    "direction",
    "tag",
    "overdue",
    "due",
    "age",
    "opened",
    "resolved",
    "outcome",
    "replied",
    "unreached",
)
ALL_OPEN = next(view for view in BUILT_IN if not view.slug)


@dataclass(frozen=True)
class Selection:
    """What the address of the queue asks for; what it can't mean is left out.

    `at` is the place where its page begins, `page` how many pages were turned to get there.
    """

    view: str = ""
    wanted: tuple[tuple[str, str], ...] = ()
    q: str = ""
    order: str = ""
    at: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: QueryDict) -> "Selection":
        filters = {name: query.get(name, "") for name in (*FILTERS, *ADDED) if query.get(name)}
        return cls(
            view=_clean(query.get("view", "")),
            wanted=tuple(read_wanted(filters).items()),
            q=_clean(query.get("q", "")),
            order=query.get("order", "") if query.get("order") in Order.values else "",
            at=_clean(query.get("at", ""), 300),
            page=read_page(query.get("page", "")),
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.wanted or self.view or self.q)

    @property
    def asked(self) -> dict[str, str]:
        """What it asks for by name, without the page."""
        words = {"view": self.view, **dict(self.wanted), "q": self.q, "order": self.order}
        return {name: value for name, value in words.items() if value}

    def typed(self, agent: User) -> str:
        """Return the same as one types it into the search box."""
        view = view_named(self.view, agent) or ALL_OPEN
        return as_typed(self.q, {**view.wanted, **dict(self.wanted)})

    def address(self, **changes: Any) -> str:
        """Return the query string of this selection with some of it changed, from page one on."""
        query = QueryDict(mutable=True)
        wanted = self.asked | changes
        query.update({name: str(value) for name, value in wanted.items() if value})
        return f"?{query.urlencode()}"


@dataclass(frozen=True)
class RailView:
    """One line of the rail; `begins` names the group that begins with it."""

    view: View
    count: str
    is_chosen: bool
    address: str
    begins: str = ""


@dataclass(frozen=True)
class Group:
    """Rows under one heading, drawn."""

    name: str
    urgency: str
    rows: SafeString


@dataclass(frozen=True)
class Queue:
    """Everything the queue's page shows."""

    agent: User
    selection: Selection
    view: View
    rows: list[Row]
    rail: list[RailView]
    filters: list[DropDown]
    columns: list[str]  # that the view leaves out
    colleagues: list[User]
    teams: list[Team]
    led: list[Team]  # with which views can be shared
    may_change: bool  # the view, which is a saved one
    ordering: Ordering
    previous_address: str
    next_address: str
    name: str
    count: str

    orders = Order.choices
    all_columns = Column.choices

    @property
    def shown_order(self) -> str:
        return self.selection.order or self.view.order

    @property
    def here(self) -> str:
        """The address of this page of the list, to come back to."""
        selection = self.selection
        return selection.address(at=selection.at, page=selection.page if selection.at else "")

    @property
    def takers(self) -> SafeString:
        return takers(self.colleagues, self.teams)

    @property
    def priorities(self) -> SafeString:
        return options((one.value, label(Case.Priority, one)) for one in Case.Priority)

    @property
    def statuses(self) -> SafeString:
        return options((one.value, label(Status, one)) for one in CHOSEN_STATUSES)

    @property
    def more_deeds(self) -> list[tuple[BulkDeed, str, SafeString]]:
        """What other packages let be done to many: the deed, its field and what to choose."""
        offered = [(deed, deed.options(self.agent)) for deed in deeds() if deed.options]
        return [(deed, next(iter(deed.fields)), options(known)) for deed, known in offered if known]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the form of the filters does not ask for, and sends along."""
        offered = {name for name, *_rest in self.filters}
        return [
            (name, value) for name, value in self.selection.asked.items() if name not in offered
        ]

    @property
    def is_by_due(self) -> bool:
        """Whether headings stand in the order of the rows, each once."""
        opened = (ORDERINGS[Order.NEWEST], ORDERINGS[Order.OLDEST])
        return self.ordering not in opened

    @property
    def groups(self) -> list[Group]:
        groups = ((name, list(rows)) for name, rows in groupby(self.rows, lambda row: row.group))
        return [Group(name, rows[0].clock.urgency, drawn(rows)) for name, rows in groups]


def build_queue(selection: Selection, agent: User, *, now: datetime) -> Queue:
    """Compose the queue in five queries about cases and views, however long it is.

    One that is narrower than its view is counted in one more.
    """
    views = views_for(agent)
    view = next((view for view in views if view.slug == selection.view), ALL_OPEN)
    selection = replace(selection, view=view.slug)
    found = _page(selection, view, Asking(agent, now))
    people, teams = all_colleagues(now), all_teams()
    with plans_kept():
        counts = counts_by({one.slug: one.counting(Asking(agent, now)) for one in views})
    wanted, before, after = dict(selection.wanted), max(selection.page - 1, 1), selection.page + 1
    return Queue(
        agent=agent,
        selection=selection,
        view=view,
        rows=rows_of(found.keys, agent, now),
        rail=_rail(selection, views, counts),
        filters=drop_downs(
            wanted, people, _("Any status") if wanted.keys() & DAYS else _("Any open status")
        ),
        colleagues=people,
        teams=teams,
        led=[team for team in teams if standing_of(agent).leads_team(team.pk)],
        may_change=view.saved is not None and may_change(view.saved, agent),
        ordering=_ordering(selection, view),
        columns=[column for column in Column.values if column not in view.columns],
        previous_address=selection.address(at=found.before, page=before) if found.before else "",
        next_address=selection.address(at=found.after, page=after) if found.after else "",
        name=called(view, wanted),
        count=count_of(_listed(selection, view, agent, now), wanted)
        if wanted
        else in_words(counts[view.slug]),
    )


def selected_cases(selection: Selection, agent: User, now: datetime) -> CaseQuerySet:
    """Return the cases of a selection on all of its pages, in its order, with what a row shows."""
    view = view_named(selection.view, agent)
    if view is None:  # deleted meanwhile: nobody writes to all customers instead
        return Case.objects.none()
    cases = _cases(selection, view, Asking(agent, now))
    return _ordering(selection, view).apply(
        Case.objects.for_list().filter(pk__in=cases.values("pk"))
    )


def _listed(selection: Selection, view: View, agent: User, now: datetime) -> CaseQuerySet:
    return _ordering(selection, view).apply(_cases(selection, view, Asking(agent, now)))


def _page(selection: Selection, view: View, asking: Asking) -> CasePage:
    if not (selection.wanted or selection.order or selection.at):
        return view.first_page(asking)
    ordering = _ordering(selection, view)
    cases = _cases(selection, view, asking)
    return page_of(cases, ordering, read_place(selection.at, ordering))


def _cases(selection: Selection, view: View, asking: Asking) -> CaseQuerySet:
    """Return what is looked at; words are looked for in all cases, done ones too."""
    if selection.q and not selection.view and not selection.wanted:
        return _found(Case.objects.all(), selection.q, asking)
    cases = view.cases(asking, dict(selection.wanted))
    return _found(cases, selection.q, asking) if selection.q else cases


def _found(cases: CaseQuerySet, words: str, asking: Asking) -> CaseQuerySet:
    try:
        return cases.search(words, asking.user)
    except ValidationError:  # the search page told which filter can't be meant
        return cases.none()


def _ordering(selection: Selection, view: View) -> Ordering:
    if is_of_done(dict(selection.wanted)) and not selection.order:
        return ORDERINGS[Order.NEWEST]  # nothing of them is due
    wanted = {**view.wanted, **dict(selection.wanted)}
    return ordering_for(wanted, selection.order or view.order)


def _rail(selection: Selection, views: list[View], counts: dict[str, int]) -> list[RailView]:
    lines: list[RailView] = []
    for view in views:
        begins = str(view.group) if not lines or lines[-1].view.group != view.group else ""
        lines.append(
            RailView(
                view=view,
                count=in_words(counts[view.slug]),
                is_chosen=view.slug == selection.view and not is_of_no_view(dict(selection.wanted)),
                address=f"?view={view.slug}" if view.slug else "",
                begins=begins,
            )
        )
    return lines


def _clean(text: str, most: int = 100) -> str:
    """Return what somebody typed as one bounded line; PostgreSQL takes no NUL."""
    return " ".join(text.replace("\0", " ").split())[:most]
