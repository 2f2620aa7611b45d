"""The guide beside a case: the panel, the step being changed, what one press would do."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from support.cases.models import Case
from support.desk.case.inquiry.following import follows_from
from support.desk.case.money.panel import points_to_sending
from support.guidance.guides import GuideChoice, guides_to_choose
from support.guidance.models import AppliedOutcome
from support.guidance.outcomes.previewing import as_edited
from support.guidance.panel import Panel, build_panel
from support.payments.references.quoting import bank_reference_of
from troubleshooting.causes.models import Cause
from troubleshooting.causes.sentences import unfit_for_customers
from troubleshooting.walks.jumping.judging import causes_of
from troubleshooting.walks.reports import answers_to
from troubleshooting.walks.showing.agent import show_again
from troubleshooting.walks.showing.values import Again, ShownOption
from troubleshooting.walks.showing.words import numbered, title_of

if TYPE_CHECKING:
    from troubleshooting.walks.models import Walk

# Facts older than this are read again when somebody opens the case.
FACTS_LIFETIME = timedelta(minutes=15)


@dataclass(frozen=True)
class Typed:
    """What somebody typed into the guide, so that no answer of ours makes him type it again."""

    note: str = ""
    reason: str = ""
    report: str = ""
    sentence: str = ""
    deeds: list[str] | None = None

    @property
    def words(self) -> dict[str, str]:
        """What was typed into each field that proposes nothing, but for those that hold nothing."""
        named = {"note": self.note, "reason": self.reason, "report": self.report}
        return {name: said for name, said in named.items() if said.strip()}


@dataclass(frozen=True)
class Answered:
    """A step that an agent called wrong, and what its author answers.

    `version` is the number of the version that mends it, None while that is a draft or none does.
    """

    title: str
    answer: str
    version: int | None


@dataclass(frozen=True)
class Guide:
    """Everything the guide's part of the page shows.

    The guides that can be walked are looked up where they are shown: `chooses_guide` is set where
    somebody looks for another one than the one under way, `jumps` where for a cause at once.
    """

    case: Case
    panel: Panel | None
    chooses_guide: bool = False
    jumps: bool = False
    again: Again | None = None
    typed: Typed = field(default_factory=Typed)
    error: str = ""
    is_conflict: bool = False
    has_reported: bool = False
    facts_are_old: bool = False
    answered: list[Answered] = field(default_factory=list)
    sentence_error: str = ""
    undo: AppliedOutcome | None = None

    @property
    def without_field(self) -> list[str]:
        """What somebody typed for which the step that stands now has no field."""
        return [said for name, said in self.typed.words.items() if name not in self._fields]

    @property
    def _fields(self) -> Collection[str]:
        panel = self.panel
        if panel is None or not panel.is_open:
            return ()
        if self.again:
            return ("reason",) if self.again.was_checked else ("note",)
        if self.jumps and panel.asked:
            return ("reason",)
        takes_reason = panel.asked and (panel.asked.was_checked or panel.asked.can_skip)
        return ("note", "report", "reason") if takes_reason else ("note", "report")

    @property
    def sends_again(self) -> bool:
        """Whether what was found is mended by the payment sent again, which is asked for beside."""
        found = self.panel.found if self.panel and self.panel.is_open else None
        return found is not None and points_to_sending(self.case, found.cause)

    @property
    def bank_asks(self) -> str:
        """What follows from a bank's answer that the outcome under way does not go by."""
        panel = self.panel
        return follows_from(panel.unread, panel.found.title) if panel and panel.found else ""

    @cached_property
    def guides(self) -> list[GuideChoice]:
        return guides_to_choose(self.case, self.panel.walk.version.tree.slug if self.panel else "")

    @cached_property
    def causes(self) -> list[ShownOption]:
        """The causes that the guide can find, as answers to choose from."""
        walk = self.panel.walk if self.panel else None
        nodes = causes_of(walk.version.graph, walk.position().present.key) if walk else []
        return numbered((node.key, title_of(node)) for node in nodes)


def build_guide(
    case: Case,
    walk: "Walk | None",
    *,
    now: datetime,
    has_answers: bool,
    change: int | None = None,
    sentence: str = "",
) -> Guide:
    """Compose the guide; `change` is the number of the answer that is to be changed.

    `sentence` is what somebody makes of the sentence of the cause. Only if the walk `has_answers`
    to reports are they read.
    """
    panel = build_panel(case, walk, now=now, sentence=sentence) if walk else None
    return Guide(
        case=case,
        panel=panel,
        again=_again(panel, change) if panel and change else None,
        facts_are_old=walk is not None
        and walk.is_open
        and case.payment is not None
        and now - walk.facts_read_at > FACTS_LIFETIME,
        answered=_answered(walk) if walk and has_answers else [],
        sentence_error=_unfit(case, panel, sentence) if panel else "",
        undo=AppliedOutcome.objects.of_walk(walk, now).first() if walk else None,
    )


def _unfit(case: Case, panel: Panel, sentence: str) -> str:
    if not sentence:
        return ""
    node = panel.walk.position().present
    edited = as_edited(case, Cause.named(node.cause), sentence)
    return " ".join(unfit_for_customers(edited, theirs=bank_reference_of(case.payment)))


def _answered(walk: "Walk") -> list[Answered]:
    nodes = walk.version.graph.nodes
    return [
        Answered(
            title=title_of(nodes[report.node]) if report.node in nodes else report.node,
            answer=report.answer,
            version=report.closed_in.number
            if report.closed_in and report.closed_in.published_at
            else None,
        )
        for report in answers_to(walk)
    ]


def _again(panel: Panel, number: int) -> Again | None:
    """Return the step of the path that somebody is about to answer otherwise."""
    taken = next((step for step in panel.path if step.number == number and panel.is_open), None)
    return show_again(taken, panel.walk.version.graph.nodes[taken.node]) if taken else None
