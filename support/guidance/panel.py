"""The guide as an agent sees it: the path so far, the present step, the outcome with its messages.

The page and the API are made of the same panel, so neither knows more than the other.
"""

from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.exceptions import ValidationError

from support.cases.models import Case, Status
from support.cases.telling.cause_sentences import cause_sentence
from support.cases.telling.recording import record_of, would_leave_unclear
from support.guidance.outcomes.applying import case_after, outcome_of
from support.guidance.outcomes.deeds import CAME_BACK, CAUSE, STATUS, Outcome
from support.guidance.outcomes.previewing import Letter, letters_of
from support.guidance.outcomes.unread import unread_answer
from support.guidance.waiting.turning import turned_at
from troubleshooting.causes.models import Cause
from troubleshooting.walks.engine import Step
from troubleshooting.walks.models import Walk
from troubleshooting.walks.showing.agent import show_asked, show_found, show_taken
from troubleshooting.walks.showing.values import AgentSight, Found, Message, Taken
from troubleshooting.walks.showing.words import in_language
from web.access import name_of


@dataclass(frozen=True)
class Deed:
    """One thing an outcome does, as somebody chooses it.

    `must` says why it can't be left out, `needs` names the deeds that it can't go without. Only a
    message has a `letter`.
    """

    key: str
    must: str = ""
    needs: list[str] = field(default_factory=list)
    letter: Letter | None = None


@dataclass(frozen=True)
class Panel(AgentSight):
    """Everything the guide panel shows of one walk.

    At an outcome under way that is what there is to do; `problem` says why a message can't be
    sent, `sentence` is what the customer is told of the cause, "" where nothing is. It is
    `edited_in` the letter of a channel, which the others follow, or beside the cause where no
    letter tells it. Letters of a cause that the payment's status denies `leave_out` what it says.
    What an ended walk found of time may have been true only `held_until` a
    moment that has passed. A bank's answer that an outcome under way does not go by is `unread`,
    and `refusal` says why one can't be applied at all.
    """

    walk: Walk
    title: str
    is_open: bool
    seen: int
    off_path: list[str]
    deeds: list[Deed] = field(default_factory=list)
    problem: str = ""
    sentence: str = ""
    edited_in: str = ""
    leave_out: bool = False
    held_until: datetime | None = None
    unread: str = ""
    refusal: str = ""

    @property
    def latest(self) -> list[Taken]:
        """The answers that stay in sight: at an outcome one, so that its deeds are seen at once."""
        longest, kept = (2, 1) if self.deeds else (6, 3)
        return self.path[-kept:] if len(self.path) > longest else self.path

    @property
    def earlier(self) -> list[Taken]:
        """The answers before the latest; they lie folded unless `contradicts_earlier`."""
        return self.path[: len(self.path) - len(self.latest)]

    @property
    def contradicts_earlier(self) -> bool:
        return any(step.is_changed for step in self.earlier)


def build_panel(case: Case, walk: Walk, *, now: datetime, sentence: str = "") -> Panel:
    """Compose the panel of a walk in the active language.

    `sentence` is what somebody wants to tell of the cause in the place of its own.
    """
    position = walk.position()
    changed = walk.changed_steps(position)
    node = position.present
    panel = Panel(
        walk=walk,
        title=in_language(walk.version.graph.title),
        is_open=walk.is_open,
        seen=walk.answers_seen,
        remaining=position.remaining,
        path=[_taken(walk, step, changed) for step in position.path],
        asked=None
        if position.is_outcome
        else show_asked(walk.version.graph, position, walk.waiting_evidence(node)),
        found=None,
        off_path=[answer.node for answer in position.off_path],
        held_until=None if walk.is_open or case.is_done else turned_at(walk, now),
    )
    return _at_outcome(panel, case, now, sentence) if position.is_outcome else panel


def _at_outcome(panel: Panel, case: Case, now: datetime, sentence: str) -> Panel:
    node = panel.walk.position().present
    outcome = outcome_of(case, node, Cause.named(node.cause))
    letters, problem = [], ""
    if panel.is_open and outcome.event:
        try:
            letters = letters_of(case, outcome, now=now, sentence=sentence)
        except ValidationError as error:
            problem = error.messages[0]
    unnamed, misfits = panel.is_open and outcome.asks_unnamed(case), outcome.misfits(case)
    panel = replace(
        panel,
        found=replace(
            _found(case, outcome, [letter.message for letter in letters]),
            ends_unclear=would_leave_unclear(case, node.ending or "", now=now, cause=outcome.cause),
            asks_unnamed=unnamed and not sentence,
            misfits=misfits and not sentence,
        ),
        deeds=_deeds(case, outcome, letters) if panel.is_open else [],
        problem=problem,
        unread=unread_answer(panel.walk) if panel.is_open else "",
        refusal=str(CAME_BACK) if panel.is_open and outcome.waits_in_vain(case) else "",
    )
    told = next((letter for letter in letters if letter.sentence), None)
    if panel.is_open and (misfits or (unnamed and told is None)):
        after = case_after(case, outcome, now=now)
        own = "" if misfits else cause_sentence(after, outcome.cause, now=now)
        return replace(panel, edited_in=CAUSE, sentence=sentence or own)
    if told is None:
        after = case_after(case, outcome, now=now, sentence=sentence)
        return replace(panel, leave_out=bool(letters) and record_of(after, now=now).is_denied)
    return replace(panel, edited_in=told.message.channel, sentence=told.sentence)


def _deeds(case: Case, outcome: Outcome, letters: list[Letter]) -> list[Deed]:
    written = {letter.message.channel: letter for letter in letters}
    return [
        Deed(key, outcome.must(key), outcome.needs(case, key), written.get(key))
        for key in outcome.deeds(case)
        if key in (CAUSE, STATUS) or key in written
    ]


def _taken(walk: Walk, step: Step, changed: frozenset[str]) -> Taken:
    row = walk.answer_row(step.answer.number)
    return show_taken(
        step,
        row,
        is_overruled=row.overrules,
        is_changed=step.node.key in changed,
        actor=name_of(row.actor),
        answered_at=row.answered_at,
        note=row.note,
        reason=row.reason,
    )


def _found(case: Case, outcome: Outcome, messages: list[Message]) -> Found:
    status = Status(outcome.node.status or case.status)
    return replace(
        show_found(outcome.node, outcome.cause),
        status=status,
        status_label=str(status.label),
        customer_wording=_read_after(case, outcome.cause, status),
        message=outcome.event,
        messages=messages,
    )


def _read_after(case: Case, cause: Cause | None, status: Status) -> str:
    """Return what the customer reads of the case once the outcome is applied."""
    after = copy(case)
    after.status, after.cause = status, cause
    return after.customer_wording
