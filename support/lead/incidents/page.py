"""The list of incidents, and one: its state, its next update, its cases and what became of each."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case as When
from django.db.models import Count, IntegerField, Value
from django.db.models import When as If
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from support.cases.models import Case, CaseQuerySet
from support.cases.telling.broadcasts import Listeners
from support.customers.models import Language
from support.desk.broadcasts.broadcast import Sight
from support.incidents.board import out_of_order
from support.incidents.models import KEPT, CaseLink, Incident, IncidentUpdate
from support.incidents.recovery import FAILED, WAITING, counts_of, with_stand
from support.incidents.telling import Sent, progress_at_once, sent_of
from support.lead.incidents.forms import UpdateForm, in_minutes
from support.notifications.outbox.broadcasts import Progress, progress_of
from support.operations.plans.models import Checklist
from support.payments.models import Channel, TestPayment
from support.portal.channels.reading import LASTING, Clock, public_words
from web.paging import ROWS, rows_of

Recovery, State = CaseLink.Recovery, Incident.State
# Trouble first; what is over last.
ORDER = (Recovery.BACK, FAILED, "", WAITING, Recovery.ASKED, Recovery.PAID, Recovery.DONE)
COURSE = (State.INVESTIGATING, State.IDENTIFIED, State.MONITORING, State.RESOLVED)
LABELS = {
    Recovery.PAID.value: Recovery.PAID.label,
    Recovery.ASKED.value: Recovery.ASKED.label,
    "": pgettext_lazy("recovery", "Held by the outage"),
    WAITING: gettext_lazy("Waiting for customer or bank"),
    FAILED: gettext_lazy("Payment failed"),
    Recovery.DONE.value: Recovery.DONE.label,
    Recovery.BACK.value: Recovery.BACK.label,
}
LOOKS = {Recovery.PAID.value: "good-ink", Recovery.BACK.value: "warn-ink"}
ALWAYS = (Recovery.PAID, Recovery.ASKED, "", Recovery.BACK)
WIDTH = 400  # of the bar, in its own units


@dataclass(frozen=True)
class Row:
    """An incident in the list, with how many cases it explains."""

    incident: Incident
    cases: int
    is_late: bool


@dataclass(frozen=True)
class Stage:
    """One state on the way: `place` is done, now or todo; `at` is when it came to be.

    One that was left out on the way is never done.
    """

    label: str
    place: str
    at: datetime | None
    words: str = ""


@dataclass(frozen=True)
class Told:
    """An update with how far its messages are, None where it is for agents alone."""

    update: IncidentUpdate
    progress: Progress | None


@dataclass(frozen=True)
class Linked:
    """A case of the incident, what became of its payment, and when its customer last heard."""

    link: CaseLink
    sent: Sent | None

    @property
    def case(self) -> Case:
        return self.link.case

    @property
    def label(self) -> str:
        if self.stand == WAITING:
            return str(self.case.get_status_display())
        return str(LABELS[self.stand])

    @property
    def stand(self) -> str:
        return str(self.link.stand)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Preview:
    """How an update would read, and whom it would reach."""

    sights: list[Sight]
    listeners: Listeners
    fingerprint: str


@dataclass
class IncidentPage:
    """Everything that the page of one incident shows."""

    incident: Incident
    now: datetime
    number: int = 1
    form: UpdateForm | None = None
    preview: Preview | None = None
    errors: list[str] = field(default_factory=list)

    @cached_property
    def updates(self) -> list[Told]:
        found = list(self.incident.updates.select_related("written_by", "broadcast"))
        progress = progress_of([one.broadcast for one in found if one.broadcast])
        at_once = progress_at_once(self.incident) if progress else {}
        return [
            Told(one, progress[one.broadcast.pk] + at_once.get(one.number, Progress()))
            if one.broadcast
            else Told(one, None)
            for one in found
        ]

    @cached_property
    def checklists(self) -> list[Checklist]:
        """The emergency plans that are worked for it."""
        return list(Checklist.objects.for_list(self.now).filter(incident=self.incident))

    @property
    def seen(self) -> int:
        return len(self.updates)

    @property
    def course(self) -> list[Stage]:
        """The four states, each with when it came to be; none of what is only proposed."""
        since = {State.INVESTIGATING.value: self.incident.opened_at}
        for told in reversed(self.updates):
            since.setdefault(told.update.state, told.update.written_at)
        here = COURSE.index(State(self.incident.state)) if self.incident.state in COURSE else -1
        hints = {
            State.MONITORING: _("payments move again"),
            State.RESOLVED: _("every payment looked up"),
        }
        return [
            Stage(
                str(state.label),
                "now" if number == here < len(COURSE) - 1
                else "done" if number <= here and state.value in since
                else "todo",
                since.get(state.value) if number <= here else None,
                "" if number <= here else hints.get(state, ""),
            )
            for number, state in enumerate(COURSE)
        ]  # fmt: skip

    @cached_property
    def counts(self) -> dict[str, int]:
        return counts_of(self.incident)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def figures(self) -> list[tuple[str, int, str]]:
        """The four counts, each with its looks; others where there are such cases."""
        counts = Counter(self.counts)
        return [
            (str(label), counts[stand], LOOKS.get(stand, ""))
            for stand, label in LABELS.items()
            if counts[stand] or stand in ALWAYS
        ]

    @property
    def bar(self) -> list[tuple[str, int, int]]:
        """The parts of the bar, from the left: looks, where it begins, how long it is."""
        parts, at = [], 0
        looks = {Recovery.PAID: "done", Recovery.DONE: "all", Recovery.ASKED: "one"}
        for name, look in looks.items():
            width = self.counts.get(name, 0) * WIDTH // max(1, self.total)
            parts.append((look, at, width))
            at += width
        back = self.counts.get(Recovery.BACK, 0) * WIDTH // max(1, self.total)
        return [*parts, ("over", WIDTH - back, back)]

    @cached_property
    def links(self) -> list[Linked]:
        whens = [If(stand=name, then=Value(place)) for place, name in enumerate(ORDER)]
        order = When(*whens, output_field=IntegerField())
        links = with_stand(self.incident.links.in_force())
        beside = ("case__customer", "case__payment__channel", "case__payment__customer")
        rows = list(links.select_related(*beside).order_by(order, "-pk")[rows_of(self.number)])
        told = {link.case.customer_id for link in rows if link.told or link.recovery}
        sent = sent_of(self.incident, told)
        return [Linked(link, sent.get(link.case.customer_id)) for link in rows]

    @cached_property
    def taken_out(self) -> list[CaseLink]:
        """What people took out of it last; each can be linked again."""
        out = self.incident.links.exclude(unlinked_at=None)
        return list(
            out.select_related("case", "unlinked_by").order_by("-unlinked_at", "-pk")[:ROWS]
        )

    @property
    def shown_links(self) -> list[Linked]:
        return self.links[:ROWS]

    @property
    def has_more(self) -> bool:
        return len(self.links) > ROWS

    @cached_property
    def channels(self) -> list[tuple[Channel, int]]:
        """The affected channels, each with how many cases of it are linked."""
        rows = self.incident.links.in_force().values_list("case__payment__channel")
        counts = dict(rows.annotate(count=Count("pk")).order_by())
        return [(one, counts.get(one.pk, 0)) for one in self.incident.channels.order_by("code")]

    @property
    def public(self) -> list[tuple[str, str, str]]:
        """What everybody reads of it while it goes on: language, heading and sentence."""
        channels = [channel for channel, _count in self.channels]
        found = []
        for language in Language:
            with override(language):
                clock = Clock(language.value)
                lasts = self.incident.state in LASTING
                heading, sentence = public_words(channels, clock, lasts=lasts)
            found.append((language.value, heading, sentence))
        return found

    @property
    def is_linking(self) -> bool:
        """Whether cases of before are still being linked."""
        return self.incident.linked_up_to is not None

    @cached_property
    def out_of_order(self) -> list[tuple[str, str]]:
        """Its channels of which the board does not say that they work: name and state."""
        found = out_of_order(self.incident)
        return [(said.channel.name, str(said.get_state_display())) for said in found]

    @property
    def states(self) -> list[tuple[str, str]]:
        """What the next update can make of it: it stays, moves on, or is over."""
        return [(state.value, str(state.label)) for state in COURSE]

    @property
    def times(self) -> list[tuple[int, str]]:
        return in_minutes()

    @property
    def is_late(self) -> bool:
        return self.incident.is_late(self.now)

    @property
    def evidence(self) -> list[tuple[str, Any]]:
        """What whoever proposed it saw, as far as it is said in a line."""
        names = {
            "usual": _("Usual, a minute"), "now": _("Now, a minute"), "count": _("In trouble"),
            "cause": _("Cause"), "scheme": _("Code list"), "codes": _("Codes"),
            "tests": _("Test payments of the last hour"),
        }  # fmt: skip
        shown = dict(self.incident.evidence)
        ends = dict(TestPayment.State.choices)
        told = [[ends.get(state, state), count] for state, count in shown.get("tests", ())]
        shown["tests"] = told
        return [(label, _line(shown[name])) for name, label in names.items() if shown.get(name)]


def _line(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(f"{code or '–'} × {count}" for code, count in value)
    return str(value)


def listeners_of(incident: Incident) -> CaseQuerySet:
    """Return the cases whose customers the next update is for."""
    return Case.objects.not_done().filter(pk__in=incident.links.listening().values("case"))


def build_list(number: int, now: datetime) -> tuple[list[Row], bool]:
    """Return a page of incidents, those that go on first, and whether there are more."""
    places = {State.PROPOSED: 1, State.RESOLVED: 2, State.DISMISSED: 3}
    whens = [If(state=state, then=Value(place)) for state, place in places.items()]
    order = When(*whens, default=Value(0), output_field=IntegerField())
    rows = Incident.objects.for_list().order_by(order, "-began_at", "-pk")
    found = list(rows[rows_of(number)])
    links = CaseLink.objects.in_force().filter(incident__in=found[:ROWS]).values_list("incident")
    counts = dict(links.annotate(count=Count(KEPT, distinct=True)).order_by())
    return [Row(one, counts.get(one.pk, 0), one.is_late(now)) for one in found[:ROWS]], len(
        found
    ) > ROWS
