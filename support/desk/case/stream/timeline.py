"""What happened to a case: lines of its timeline in the words of their time."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from support.cases.models import Case, CaseEvent
from support.desk.case.stream.conversation import KINDS_OF_LISTS
from support.desk.case.stream.telling import ICONS, NEUTRAL_ICON, detail_of, title_of_kind
from support.guidance.version_at import GuideInTime, guide_in_time
from troubleshooting.marks.asking import Question
from troubleshooting.trees.graph import Graph
from troubleshooting.walks.engine import Source
from web.access import name_of
from web.words.said import gettext as _

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from troubleshooting.walks.models import Walk


SHOWN = (
    *(one.name for one in CaseEvent._meta.concrete_fields),  # noqa: SLF001 - Django's name
    "case__reference", "actor__username", "actor__first_name", "actor__last_name",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of the timeline; `origin` is the merged case that it comes from.

    What nobody of ours did the customer may have done, or it came by itself.
    """

    icon: str
    title: str
    detail: str
    note: str
    actor: "User | None"
    at: datetime
    origin: str = ""
    group: str = "steps"
    kind: str = "line"
    is_of_customer: bool = False


def build_timeline(
    case: Case, walk: "Walk | None", show: str, most: int
) -> tuple[list[Line], datetime | None]:
    """Return the newest lines that the conversation does not tell itself, and since when if cut.

    A note on the walk is a note, everything else a step; "messages" has neither.
    """
    if show == "messages":
        return [], None
    guides = {case.pk: guide_in_time(case) if walk else None}
    rows = _happened(case, show, most)
    since = rows[most - 1].happened_at if len(rows) > most else None
    return [_line(case, event, _graph_of(event, guides)) for event in rows[:most]], since


def _happened(case: Case, show: str, most: int) -> list[CaseEvent]:
    if case.merged_references:
        return list(_events(case.with_merged, show, most))
    return _events_of_one(show, most).ask(case.pk)


@lru_cache(KINDS_OF_LISTS)
def _events_of_one(show: str, most: int) -> Question[CaseEvent]:
    return Question(lambda case: _events(Q(case=case), show, most))


def _events(of_case: Q, show: str, most: int) -> QuerySet[CaseEvent]:
    events = CaseEvent.objects.filter(of_case).beside_words()
    wanted = events.notes() if show == "notes" else events
    shown = wanted.select_related("actor", "case").only(*SHOWN)
    return shown.order_by("-happened_at", "-pk")[: most + 1]


def _line(case: Case, event: CaseEvent, graph: Graph | None) -> Line:
    is_taken = _is_taken(event)
    return Line(
        icon=ICONS.get(event.kind, NEUTRAL_ICON),
        title=_("Taken") if is_taken else title_of_kind(event.kind),
        detail="" if is_taken else detail_of(event.kind, event.values, graph),
        note=event.note,
        actor=event.actor,
        at=event.happened_at,
        origin="" if event.case_id == case.pk else event.case.reference,
        group="notes" if event.kind == CaseEvent.Kind.NOTE and event.note else "steps",
        is_of_customer=event.values.get("source") == Source.CUSTOMER,
    )


def _is_taken(event: CaseEvent) -> bool:
    """Return whether somebody gave a case to themselves: they are named once, as who did it."""
    told = event.values
    if event.kind != CaseEvent.Kind.ASSIGNED or event.actor is None or told.get("team"):
        return False
    return bool(told.get("assignee") == name_of(event.actor))


def _graph_of(event: CaseEvent, guides: dict[int, GuideInTime | None]) -> Graph | None:
    """Return the guide in which something happened; that of a merged case is read once as well."""
    if event.case_id not in guides:
        guides[event.case_id] = guide_in_time(event.case)
    guide = guides[event.case_id]
    return guide.graph_at(event.happened_at) if guide else None
