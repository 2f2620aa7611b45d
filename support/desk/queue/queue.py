"""The queue: which cases an agent looks at, how many there are, and what is due first."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from support.cases.models import Case, CaseQuerySet, Status
from support.customers.models import Language
from web.paging import ROWS, read_page, rows_of


@dataclass(frozen=True)
class Selection:
    """What the address of the queue asks for; what it can't mean is left out."""

    status: str = ""
    channel: str = ""
    cause: str = ""
    view: str = ""
    q: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: QueryDict) -> "Selection":
        return cls(
            status=query.get("status", "") if query.get("status") in Status.values else "",
            channel=_clean(query.get("channel", "")),
            cause=_clean(query.get("cause", "")),
            view=query.get("view", "") if query.get("view") in VIEWS else "",
            q=_clean(query.get("q", "")),
            page=read_page(query.get("page", "")),
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.status or self.channel or self.cause or self.view or self.q)

    def address(self, **changes: Any) -> str:
        """Return the query string of this selection with some of it changed, from page one on."""
        query = QueryDict(mutable=True)
        wanted = {name: getattr(self, name) for name in FIELDS} | changes
        query.update({name: str(value) for name, value in wanted.items() if value})
        return f"?{query.urlencode()}"


FIELDS = ("view", "status", "channel", "cause", "q")
UNREACHED = "unreached"
SNOOZED = "snoozed"
VIEWS = ("mine", "team", "unassigned", SNOOZED, "overdue", UNREACHED)


@dataclass(frozen=True)
class Choice:
    """One thing to filter by, with how many open cases there are of it."""

    value: str
    label: str
    count: int | None
    is_chosen: bool
    address: str


@dataclass(frozen=True)
class Queue:
    """Everything the queue's page shows."""

    selection: Selection
    rows: list[Case]
    views: list[Choice]
    statuses: list[Choice]
    channels: list[Choice]
    causes: list[Choice]
    previous_address: str
    next_address: str


def build_queue(selection: Selection, agent: User, *, now: datetime) -> Queue:
    """Compose the queue in three queries, whatever its length."""
    found = list(selected_cases(selection, agent, now)[rows_of(selection.page)])
    counts = _counts(agent, now)
    pairs = _open_by_channel_and_cause()
    before, after = selection.page - 1, selection.page + 1
    return Queue(
        selection=selection,
        rows=found[:ROWS],
        views=_views(selection, counts),
        statuses=_statuses(selection, counts),
        channels=_named(selection, "channel", pairs, "payment__channel__code", "payment__channel"),
        causes=_named(selection, "cause", pairs, "cause__slug", "cause"),
        previous_address=selection.address(page=before) if before else "",
        next_address=selection.address(page=after) if len(found) > ROWS else "",
    )


def selected_cases(selection: Selection, agent: User, now: datetime) -> CaseQuerySet:
    cases = Case.objects.for_list()
    if selection.status:
        cases = cases.filter(status=selection.status)
    elif not selection.q and selection.view != UNREACHED:  # these look at done cases too
        cases = cases.not_done()
    if selection.channel:
        cases = cases.filter(payment__channel__code=selection.channel)
    if selection.cause:
        cases = cases.filter(cause__slug=selection.cause)
    if selection.view == SNOOZED:
        cases = cases.filter(wakes_at__isnull=False)
    elif not (selection.q or selection.status or selection.view == UNREACHED):
        cases = cases.filter(wakes_at=None)  # who sleeps is not in the way
    cases = cases.filter(_in_view(selection.view, agent, now))
    return cases.search(selection.q) if selection.q else cases


def _in_view(view: str, agent: User, now: datetime) -> Q:
    conditions = {
        "mine": Q(assignee=agent),
        "team": Q(team__in=agent.teams.values("pk")),
        "unassigned": Q(assignee=None),
        "overdue": Q(due_at__lt=now),
        UNREACHED: Q(unreached_since__isnull=False),
    }
    return conditions.get(view, Q())


def _counts(agent: User, now: datetime) -> dict[str, int]:
    is_open = Q(status__in=OPEN_STATUSES, wakes_at=None)
    wanted = {
        view or "all": Count("pk", filter=is_open & _in_view(view, agent, now))
        for view in ("", "mine", "team", "unassigned", "overdue")
    }
    wanted |= {
        SNOOZED: Count("pk", filter=Q(status__in=OPEN_STATUSES, wakes_at__isnull=False)),
        UNREACHED: Count("pk", filter=_in_view(UNREACHED, agent, now)),
    }
    wanted |= {f"in_{value}": Count("pk", filter=Q(status=value)) for value in OPEN_STATUSES}
    return (Case.objects.not_done() | Case.objects.unreached()).aggregate(**wanted)


OPEN_STATUSES = (Status.NEW, Status.OPEN, Status.WAITING_CUSTOMER, Status.WAITING_BANK)


def _open_by_channel_and_cause() -> list[dict[str, Any]]:
    """Return how many open cases there are of each channel and cause, with their names."""
    names = ("code", "name_en", "name_zh")
    columns = [f"payment__channel__{name}" for name in names]
    columns += ["cause__slug", "cause__name_en", "cause__name_zh"]
    pairs: QuerySet[Case, dict[str, Any]] = Case.objects.not_done().values(*columns)
    return list(pairs.annotate(count=Count("pk")).order_by())


def _views(selection: Selection, counts: dict[str, int]) -> list[Choice]:
    labels = {
        "": (_("All open"), "all"),
        "mine": (_("Mine"), "mine"),
        "team": (_("My team"), "team"),
        "unassigned": (_("Unassigned"), "unassigned"),
        SNOOZED: (_("Snoozed"), SNOOZED),
        "overdue": (_("Overdue"), "overdue"),
        UNREACHED: (_("Not reached"), UNREACHED),
    }
    return [
        Choice(
            value=view,
            label=label,
            count=counts[counted],
            is_chosen=selection.view == view and not selection.status,
            address=selection.address(view=view, status=""),
        )
        for view, (label, counted) in labels.items()
    ]


def _statuses(selection: Selection, counts: dict[str, int]) -> list[Choice]:
    return [
        Choice(
            value=status,
            label=str(status.label),
            count=counts.get(f"in_{status.value}"),
            is_chosen=selection.status == status,
            address=selection.address(status=status),
        )
        for status in Status
    ]


def _named(
    selection: Selection, name: str, pairs: list[dict[str, Any]], key: str, prefix: str
) -> list[Choice]:
    """Return the choices of one column, the most frequent first; the chosen one is always there."""
    column = f"{prefix}__name_zh" if get_language() == Language.CHINESE else f"{prefix}__name_en"
    counts: Counter[str] = Counter()
    labels: dict[str, str] = {}
    for pair in pairs:
        if pair[key]:
            counts[pair[key]] += pair["count"]
            labels[pair[key]] = pair[column]
    chosen = getattr(selection, name)
    if chosen and chosen not in counts:
        counts[chosen], labels[chosen] = 0, chosen
    return [
        Choice(value, labels[value], count, value == chosen, selection.address(**{name: value}))
        for value, count in counts.most_common()
    ]


def _clean(text: str) -> str:
    """Return what somebody typed as one bounded line; PostgreSQL takes no NUL."""
    return " ".join(text.replace("\0", " ").split())[:100]
