"""Everything that changes a walk. Each service locks the walk, and names the answers it saw.

They run in the transaction of the door that calls them, which has locked the walk's subject before:
none opens one of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from troubleshooting.marks.asking import Written
from troubleshooting.marks.writing import made, store, write_back
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks import engine
from troubleshooting.walks.choices import Choice, check_choice, overrules_a_check
from troubleshooting.walks.jumping.judging import check_jumps, judge_jump
from troubleshooting.walks.models import KEPT_STAND, StepReport, Walk, WalkAnswer

if TYPE_CHECKING:
    from django.contrib.auth.models import User

__all__ = [
    "Choice",
    "StaleWalk",
    "abandon",
    "bring_answers",
    "conclude",
    "conclude_drawn",
    "conclude_locked",
    "draw_walk",
    "record_answer",
    "report_step",
    "reread_facts",
    "retract_answer",
    "start_walk",
    "store_drawn",
    "take_back_end",
]

COLUMNS = [field.attname for field in Walk._meta.concrete_fields]  # noqa: SLF001
WITH_OPTION = (engine.Kind.ANSWERED, engine.Kind.JUMPED)
LOCK = f'SELECT {", ".join(COLUMNS)} FROM "walks_walk" WHERE id = %s FOR UPDATE'  # noqa: S608
LOCKED = Written(Walk, LOCK)


class StaleWalk(Exception):
    """Somebody answered meanwhile; nothing was changed. `walk` is the present state."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(_("Somebody answered meanwhile. Nothing of yours was changed."))
        self.walk = walk


@dataclass(frozen=True)
class _Moment:
    """Who does it and when."""

    actor: "User | None"
    now: datetime


def start_walk(
    version: TreeVersion, *, subject: str, facts: Mapping[str, Any], now: datetime
) -> Walk:
    """Begin a walk pinned to this version; checks answer as far as the facts lead."""
    walk = draw_walk(version, subject=subject, facts=facts, now=now)
    store_drawn(walk)
    return walk


def draw_walk(
    version: TreeVersion, *, subject: str, facts: Mapping[str, Any], now: datetime
) -> Walk:
    """Return a walk as `start_walk` begins it, not stored yet."""
    walk = made(Walk, version=version, subject=subject, facts=dict(facts), started_at=now)
    walk.facts_read_at = now
    found = engine.advance(version.graph, [], walk.facts)
    walk.answers_seen = len(found)
    walk.rows = check_rows(walk, found, now)
    walk.stand(walk.position(), now)
    return walk


def conclude_drawn(walk: Walk, now: datetime) -> None:
    """Let a drawn walk have ended, by no person, at the outcome that it stands at."""
    walk.outcome_node = walk.position().present.key
    walk.state, walk.ended_at = Walk.State.CONCLUDED, now


def store_drawn(walk: Walk) -> None:
    """Store a drawn walk and its answers."""
    store(walk, *walk.rows)


def record_answer(
    walk: Walk, choice: Choice, *, seen: int, actor: "User | None", now: datetime
) -> Walk:
    """Answer the present step, or change one on the path; then checks go on by themselves.

    The walk handed in is brought up to date and returned. Raises StaleWalk unless `seen` is the
    number of answers there are, ValidationError for an answer that the step does not take, and
    for a jump as `jumping.judging.judge_jump` does.
    """
    _lock(walk, seen)
    position = walk.position()
    row = WalkAnswer(
        walk=walk,
        number=walk.answers_seen + 1,
        node=choice.node,
        option=choice.option if choice.kind in WITH_OPTION else None,
        kind=choice.kind,
        source=choice.source,
        actor=actor,
        note=choice.note,
        reason=choice.reason,
        values=dict(choice.values),
        answered_at=now,
    )
    if choice.kind == engine.Kind.JUMPED:
        jump = judge_jump(walk.version.graph, position, walk.opinions, choice)
        row.overrules, row.values = jump.overrules, {"skipped": jump.skipped}
    else:
        check_choice(walk.version.graph, position, choice)
        row.overrules = overrules_a_check(position, choice)
    return _append(walk, [row], now)


def retract_answer(
    walk: Walk, number: int, *, seen: int, actor: "User | None", now: datetime
) -> Walk:
    """Take an answer of the path back, so that its step is asked anew; a check stays silent there.

    Raises StaleWalk like `record_answer`, ValidationError for a number that is not on the path.
    """
    _lock(walk, seen)
    steps = walk.position().path
    step = next((step for step in steps if step.answer.number == number), None)
    if step is None:
        raise ValidationError(
            _("Only an answer on the present path can be taken back."), code="not_on_path"
        )
    row = WalkAnswer(
        walk=walk,
        number=walk.answers_seen + 1,
        node=step.node.key,
        kind=WalkAnswer.Kind.RETRACTED,
        source=WalkAnswer.Source.AGENT if actor else WalkAnswer.Source.CUSTOMER,
        actor=actor,
        answered_at=now,
    )
    return _append(walk, [row], now)


def bring_answers(walk: Walk, answers: Sequence[engine.Answer], now: datetime) -> Walk:
    """Append what a customer answered elsewhere; it counts once the path comes to its steps.

    A step that was answered here keeps its answer.
    """
    _lock(walk)
    known = {row.node for row in walk.rows}
    wanted = [answer for answer in answers if answer.node not in known]
    brought = [
        engine.NewAnswer(number, answer.node, answer.option, answer.kind, engine.Source.CUSTOMER)
        for number, answer in enumerate(wanted, start=walk.answers_seen + 1)
    ]
    return _append(walk, check_rows(walk, brought, now), now) if brought else walk


def reread_facts(walk: Walk, facts: Mapping[str, Any], now: datetime) -> Walk:
    """Store fresh facts and let checks go on from the present step; answers stay as they are.

    But a check that judges the time answers anew where time has overtaken it, see `engine.turn`.
    `walk.changed_steps(position)` then names the steps that a check would answer otherwise.
    Raises ValidationError if the walk has ended.
    """
    _lock(walk)
    walk.facts, walk.facts_read_at = dict(facts), now
    found = engine.turn(walk.version.graph, walk.engine_answers(), walk.facts)
    _store(walk, check_rows(walk, found, now), now, ["facts", "facts_read_at"])
    return walk


def report_step(
    walk: Walk, node: str, *, actor: "User | None", note: str, now: datetime
) -> StepReport:
    """Tell the tree's author that a step is wrong; the walk itself goes on as it is.

    Raises ValidationError for a step that the tree does not have.
    """
    if node not in walk.version.graph.nodes:
        raise ValidationError(_("This guide has no such step."), code="unknown_node")
    return StepReport.objects.create(
        walk=walk, node=node, actor=actor, note=note.strip(), reported_at=now
    )


def conclude(walk: Walk, *, seen: int, actor: "User | None", now: datetime) -> Walk:
    """End a walk at the outcome it stands at. Without an actor the outcome applied itself.

    Raises StaleWalk like `record_answer`, ValidationError anywhere but at an outcome, and at one to
    which a jump led over a step that is never skipped, as the record is by now.
    """
    _lock(walk, seen)
    position = walk.position()
    if not position.is_outcome:
        raise ValidationError(
            _("The guide has not reached an outcome yet."), code="not_at_an_outcome"
        )
    check_jumps(walk.version.graph, position, walk.opinions)
    return conclude_locked(walk, actor=actor, now=now)


def conclude_locked(walk: Walk, *, actor: "User | None", now: datetime) -> Walk:
    """End a walk that stands at an outcome, and was locked or begun in this transaction."""
    walk.outcome_node = walk.position().present.key
    return _end(walk, Walk.State.CONCLUDED, "", _Moment(actor, now))


def take_back_end(walk: Walk) -> Walk:
    """Let a concluded walk stand at its outcome again, as before it was applied."""
    found = Walk.objects.select_for_update().filter(pk=walk.pk, state=Walk.State.CONCLUDED)
    held = found.get()
    held.state, held.outcome_node, held.confirmed = Walk.State.OPEN, "", None
    held.ended_at, held.ended_by = None, None
    held.save(update_fields=["state", "outcome_node", "confirmed", "ended_at", "ended_by"])
    return held


def abandon(walk: Walk, *, reason: str, actor: "User | None", now: datetime) -> Walk:
    """Give a walk up. Raises ValidationError without a reason, or if the walk has ended."""
    if not reason.strip():
        raise ValidationError(_("Please say why the guide is given up."), code="reason_needed")
    _lock(walk)
    return _end(walk, Walk.State.ABANDONED, reason.strip(), _Moment(actor, now))


def _lock(walk: Walk, seen: int | None = None) -> None:
    """Bring the walk up to date and keep others from changing it until the transaction ends."""
    version = walk.version if Walk.version.is_cached(walk) else None
    # Without a join: PostgreSQL finds no row if the walk moves to another version just then.
    (fresh,) = LOCKED.ask([walk.pk])
    for name in COLUMNS:
        setattr(walk, name, getattr(fresh, name))
    if version is None or version.pk != walk.version_id:
        versions = TreeVersion.objects.without_documents().select_related("tree")
        version = versions.get(pk=walk.version_id)
    walk.version = version
    walk.forget_read()
    if seen is not None and seen != walk.answers_seen:
        raise StaleWalk(walk)
    if not walk.is_open:
        raise ValidationError(_("This guide has ended."), code="walk_ended")


def _append(walk: Walk, rows: Sequence[WalkAnswer], now: datetime) -> Walk:
    answers = [*walk.engine_answers(), *(row.for_engine for row in rows)]
    found = engine.advance(walk.version.graph, answers, walk.facts, walk.opinions)
    _store(walk, [*rows, *check_rows(walk, found, now)], now)
    return walk


def _store(walk: Walk, rows: list[WalkAnswer], now: datetime, fields: Sequence[str] = ()) -> None:
    """Append rows in one statement and keep the walk's count of them, and where it stands."""
    before = walk.rows
    store(*rows)
    walk.answers_seen += len(rows)
    walk.forget_answers_read()
    walk.rows = [*before, *rows]
    walk.stand(walk.position(), now)
    write_back(walk, "answers_seen", *KEPT_STAND, *fields)


def check_rows(walk: Walk, found: list[engine.NewAnswer], now: datetime) -> list[WalkAnswer]:
    return [
        made(
            WalkAnswer,
            walk=walk,
            number=answer.number,
            node=answer.node,
            option=answer.option,
            kind=answer.kind,
            source=answer.source,
            strength=answer.strength,
            cause=answer.cause or "",
            message=answer.message,
            values=answer.values,
            answered_at=now,
        )
        for answer in found
    ]


def _end(walk: Walk, state: Walk.State, note: str, moment: _Moment) -> Walk:
    walk.state = state
    walk.end_note = note
    walk.ended_at, walk.ended_by = moment.now, moment.actor
    walk.save(update_fields=["state", "outcome_node", "end_note", "ended_at", "ended_by"])
    return walk
