"""Two people at one walk: one wins, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from tests.walks.building import DOWN, LATER, agent, started, stored
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import (
    Choice,
    StaleWalk,
    abandon,
    conclude,
    record_answer,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(walk: Walk, *changes: Callable[[Walk], Any]) -> list[Any]:
    """Let each change happen in a thread and connection of its own, and return what came of it."""
    barrier = Barrier(len(changes))

    def run(change: Callable[[Walk], Any]) -> Any:
        try:
            mine = stored(walk)
            barrier.wait(timeout=10)
            with transaction.atomic():
                return change(mine)
        except (StaleWalk, ValidationError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(changes)) as threads:
        return list(threads.map(run, changes))


def answering(option: str) -> Callable[[Walk], Walk]:
    who = agent()
    return lambda walk: record_answer(
        walk, Choice("accepted", option), seen=1, actor=who, now=LATER
    )


def test_of_two_people_who_answer_the_same_step_one_wins_and_the_other_sees_the_present_state():
    walk = started()

    results = at_once(walk, answering("yes"), answering("no"))

    stale = [result for result in results if isinstance(result, StaleWalk)]
    won = [result for result in results if isinstance(result, Walk)]
    assert len(stale) == len(won) == 1
    assert stale[0].walk.answers_seen == 2
    assert stale[0].walk.position().present == won[0].position().present
    assert [row.number for row in stored(walk).rows] == [1, 2]


def test_of_eight_who_answer_at_once_exactly_one_wins():
    walk = started()

    results = at_once(walk, *[answering("yes")] * 8)

    assert sum(isinstance(result, Walk) for result in results) == 1
    assert sum(isinstance(result, StaleWalk) for result in results) == 7
    assert stored(walk).answers_seen == len(stored(walk).rows) == 2


def test_a_walk_is_ended_once():
    walk = started(DOWN)

    results = at_once(
        walk,
        lambda mine: conclude(mine, seen=1, actor=None, now=LATER),
        lambda mine: abandon(mine, reason="Not needed.", actor=None, now=LATER),
    )

    assert sum(isinstance(result, Walk) for result in results) == 1
    assert stored(walk).state in ("concluded", "abandoned")
