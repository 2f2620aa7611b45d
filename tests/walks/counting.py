"""Walks that go through a tree at set times, to be counted."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tests.walks.building import NORMAL, agent
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import Choice, conclude, record_answer, start_walk
from troubleshooting.walks.statistics import NodeNumbers, node_statistics

START = datetime.fromisoformat("2026-11-02T08:00:00+00:00")
UNTIL = START + timedelta(days=30)


@transaction.atomic
def walked(
    version: TreeVersion, *answers: Any, at: datetime = START, facts: Any = None, every: int = 60
) -> Walk:
    """Let somebody answer every so many seconds: (step, option), or whole choices."""
    walk = start_walk(version, subject="CW-COUNTED1", facts=facts or NORMAL, now=at)
    for place, given in enumerate(answers, start=1):
        choice = given if isinstance(given, Choice) else Choice(*given)
        moment = at + timedelta(seconds=every * place)
        record_answer(walk, choice, seen=walk.answers_seen, actor=agent(), now=moment)
    return walk


@transaction.atomic
def ended(walk: Walk, *, confirmed: bool | None = None) -> Walk:
    conclude(walk, seen=walk.answers_seen, actor=agent(), now=walk.started_at)
    walk.confirmed = confirmed
    walk.save(update_fields=["confirmed"])
    return walk


def numbers(version: TreeVersion, node: str, **period: Any) -> NodeNumbers:
    period = {"until": UNTIL} | period
    return node_statistics(version, **period).get(node, NodeNumbers())
