"""Figures counted by plain Python, which reads every row and asks no filter."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from support.cases.models import Case
from support.inquiries.models import Inquiry
from support.notifications.models import Notification
from tests.factories import NOW

Key = tuple[str, str, str]  # what rows are told apart by ("" of all), the row, the column
ENDINGS = {
    "credited", "customer_must_act", "cannot_be_done", "duplicate", "withdrawn", "no_answer",
}  # fmt: skip
# Which columns are divided by which, by what the pages call them.
SHARES: dict[str, list[tuple[set[str], set[str]]]] = {
    "clocks": [
        ({f"{clock}_kept"}, {f"{clock}_kept", f"{clock}_late"})
        for clock in ("first_answer", "solution", "promise")
    ],
    "automatic": [
        ({"applied_itself"}, {"applied_itself", "applied_person", "applied_none"}),
        *(
            ({f"applied_{who}_right"}, {f"applied_{who}_right", f"applied_{who}_wrong"})
            for who in ("itself", "person")
        ),
    ],
    "survey": [({"stars_4", "stars_5"}, {f"stars_{one}" for one in range(1, 6)})],
}


@dataclass(frozen=True)
class Days:
    since: date
    until: date

    def __contains__(self, moment: datetime | None) -> bool:
        return moment is not None and self.since <= moment.astimezone(UTC).date() <= self.until

    @property
    def each(self) -> "list[Days]":
        count = (self.until - self.since).days + 1
        found = [self.since + timedelta(days=number) for number in range(count)]
        return [Days(day, day) for day in found]


def kept() -> list[Case]:
    related = ("cause", "payment__channel", "team")
    many = ("walks__walk", "events", "alarms", "inquiries")
    cases = Case.objects.select_related(*related).prefetch_related(*many)
    return [case for case in cases if case.merged_into_id is None]


def first_answer(case: Case) -> str:
    if case.first_answered_at:
        return "kept" if case.first_answered_at <= case.first_answer_due_at else "late"
    if case.status in ("resolved", "closed"):
        return "none"
    return "late" if case.first_answer_due_at < NOW else "running"


def solution(case: Case) -> str:
    rang = [alarm for alarm in case.alarms.all() if alarm.clock == "solution" and alarm.is_late]
    left = case.solution_time_left
    in_time = case.resolved_at <= case.solution_due_at if left is None else left > timedelta()
    return "kept" if in_time and not rang else "late"


def promise(case: Case) -> str:
    if case.promised_at is None:
        return "none"
    if case.ending != "credited":
        return "otherwise"
    is_there = case.payment is not None and case.payment.status == "credited"
    arrived = case.payment.status_since if is_there else case.resolved_at
    return "kept" if arrived <= case.promised_at else "late"


def applied(case: Case) -> str:
    ended = [link for link in case.walks.all() if link.walk.state == "concluded"]
    if not ended:
        return "none"
    walk = max(ended, key=lambda link: link.pk).walk
    proof = {True: "right", False: "wrong", None: "open"}[walk.confirmed]
    return f"{'person' if walk.ended_by_id else 'itself'}_{proof}"


def stars(case: Case) -> str:
    return str(case.survey.stars)


def rated_at(case: Case) -> datetime | None:
    return case.survey.rated_at if hasattr(case, "survey") else None


# What makes a case count at all, and into which part it then falls.
PARTS: dict[str, tuple[Callable[[Case], datetime | None], Callable[[Case], str]]] = {
    "first_answer": (lambda case: case.opened_at, first_answer),
    "solution": (lambda case: case.resolved_at, solution),
    "promise": (lambda case: case.resolved_at, promise),
    "applied": (lambda case: case.opened_at, applied),
    "stars": (rated_at, stars),
}
ROWS: dict[str, Callable[[Case], str]] = {
    "direction": lambda case: case.payment.direction if case.payment else "",
    "channel": lambda case: (
        case.payment.channel.code if case.payment and case.payment.channel else ""
    ),
    "cause": lambda case: case.cause.slug if case.cause else "",
    "language": lambda case: case.language,
    "team": lambda case: case.team.name if case.team else "",
    "priority": lambda case: case.priority,
}


def counts(column: str, case: Case, days: Days) -> bool:
    """Tell whether a case is one of a column."""
    if column in ENDINGS:
        return case.resolved_at in days and case.ending == column
    for split, (moment, part) in PARTS.items():
        if column.startswith(f"{split}_"):
            wanted = column.removeprefix(f"{split}_")
            return moment(case) in days and part(case).startswith(wanted)
    answers = [one for one in answered(case) if one.answered_at in days]
    return {
        "opened": case.opened_at in days,
        "ended": case.resolved_at in days,
        "no_ending": case.resolved_at in days and not case.ending,
        "reopened": happened("reopened", case, days),
        "not_reached": happened("unreached", case, days),
        "bank_waited": bool(waits(case, days)),
        "bank_answered": bool(answers),
        "bank_answered_late": any(one.answered_at > one.due_at for one in answers),
        "rated": rated_at(case) in days,
    }[column]


def happened(kind: str, case: Case, days: Days) -> bool:
    return any(event.kind == kind and event.happened_at in days for event in case.events.all())


def answered(case: Case) -> list[Inquiry]:
    return [one for one in case.inquiries.all() if one.answered_at and not one.is_from_bank]


def waits(case: Case, days: Days) -> list[timedelta]:
    """Return how long each of a case's waits for a bank took that ended on these days."""
    began, took = None, []
    for event in sorted(case.events.all(), key=lambda one: (one.happened_at, one.pk)):
        if event.values.get("before") == "waiting_bank" and began and event.happened_at in days:
            took.append(event.happened_at - began)
        if event.values.get("after") == "waiting_bank":
            began = event.happened_at
    return took


def tally(columns: Iterable[str], dims: Iterable[str], days: Days) -> Counter[Key]:
    """Count the cases of columns, of all and by the rows of each dimension."""
    found: Counter[Key] = Counter()
    for case in kept():
        places = [("", ""), *((dim, ROWS[dim](case) or "none") for dim in dims)]
        for column in columns:
            if counts(column, case, days):
                found.update((*place, column) for place in places)
    return found


def written(days: Days) -> list[Notification]:
    return [row for row in Notification.objects.all() if row.created_at in days]


def tally_messages(days: Days) -> Counter[Key]:
    """Count messages by where they stand, of all, by medium and by event."""
    found: Counter[Key] = Counter()
    for row in written(days):
        for place in (("", ""), ("medium", row.channel), ("event", row.event)):
            found.update([(*place, "written"), (*place, row.state)])
    return found


def parts_and_cost(rows: Iterable[Notification]) -> list[str]:
    every = list(rows)
    cost = sum((row.cost or Decimal() for row in every), Decimal())
    return [str(sum(row.segments or 0 for row in every)), f"{cost.normalize():f}"]


def in_days(times: list[timedelta]) -> list[str]:
    """Return how many there are, what half of them and what nine of ten are not above."""
    return [str(len(times)), *(_within(times, share) for share in (0.5, 0.9))]


def _within(times: list[timedelta], share: float) -> str:
    if not times:
        return ""
    ordered = sorted(one / timedelta(days=1) for one in times)
    place = share * (len(ordered) - 1)
    low, rest = int(place), place % 1
    high = min(low + 1, len(ordered) - 1)
    return f"{ordered[low] + (ordered[high] - ordered[low]) * rest:.1f}"
