"""When a walk that waits on time will stand elsewhere."""

from datetime import datetime

from troubleshooting.checks import registry
from troubleshooting.checks.reading.as_written import Unreadable, read_time
from troubleshooting.walks import engine
from troubleshooting.walks.models import Walk


def turns_at(walk: Walk, now: datetime) -> datetime | None:
    """Return the next moment at which a check of an open walk answers otherwise, None for never."""
    if not walk.is_open:
        return None
    names = {
        registry.get(node.check).turns_at
        for node in engine.turning_steps(walk.position())
        if node.check
    }
    moments = [_moment(walk.facts.get(name)) for name in names]
    return min((moment for moment in moments if moment and moment > now), default=None)


def turned_at(walk: Walk, now: datetime) -> datetime | None:
    """Return since when a check that an ended walk rests on answers otherwise, None where none."""
    names = {
        registry.get(step.node.check).turns_at
        for step in walk.position().path
        if step.node.check and step.answer.source == engine.Source.CHECK
    }
    moments = [_moment(walk.facts.get(name)) for name in names if name]
    return min(
        (moment for moment in moments if moment and walk.facts_read_at < moment <= now),
        default=None,
    )


def _moment(value: object) -> datetime | None:
    try:
        return read_time(value, "UTC")[0]
    except Unreadable:
        return None
