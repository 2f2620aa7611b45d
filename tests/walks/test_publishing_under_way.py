"""Publishing while walks are open and being answered: none is lost, none is changed."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from tests.trees.building import check, step
from tests.walks.building import DOWN, LATER, NORMAL, agent, path, published, recorded, stored
from tests.walks.moving import drafted, edited, opened, put_out, retitled, rows_of
from troubleshooting.walks.models import Walk, WalkMove
from troubleshooting.walks.moving import move_walks, plan_moves, publish_and_move
from troubleshooting.walks.services import (
    Choice,
    StaleWalk,
)

pytestmark = pytest.mark.django_db


def test_only_who_may_publish_moves_walks():
    first = published()
    opened(first)
    version = put_out(edited(paid=retitled("paid")), first, moves_walks=False).version

    with pytest.raises(PermissionDenied):
        move_walks(plan_moves(version.tree, version), actor=agent(), now=LATER)
    assert not WalkMove.objects.exists()


def test_planning_and_moving_ask_the_same_number_of_times_for_any_number_of_walks(
    django_assert_num_queries,
):
    first = published()
    for number in range(30):
        opened(first, subject=f"W{number}")
    version = put_out(edited(paid=retitled("paid")), first, moves_walks=False).version
    plan_moves(version.tree, version)  # builds the graphs, once a process

    with django_assert_num_queries(2):
        plan = plan_moves(version.tree, version)
    with django_assert_num_queries(8):
        assert move_walks(plan, actor=None, now=LATER) == 30


# Ways to every kind of step: a check that waits, questions, and outcomes.
PLACES = {
    "state": (({}),),
    "accepted": (NORMAL,),
    "reason": (NORMAL, ("accepted", "no")),
    "paid": (NORMAL, ("accepted", "yes")),
    "out_down": (DOWN,),
    "out_paid": (NORMAL, ("accepted", "yes"), ("paid", "yes")),
    "out_other": (NORMAL, ("accepted", "no"), ("reason", "other")),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moves_walks", [True, False])
def test_fifty_open_walks_at_every_kind_of_step_are_neither_lost_nor_changed_by_publishing(
    moves_walks,
):
    first = published()
    walks = {}
    for number in range(50):
        place = list(PLACES)[number % len(PLACES)]
        facts, *answers = PLACES[place]
        walks[opened(first, *answers, facts=facts or {"x": 1}, subject=f"W{number}").pk] = place
    before = {pk: rows_of(pk) for pk in walks}
    stood = Counter(stored(Walk(pk=pk)).position().present.key for pk in walks)
    asked = next(Walk.objects.get(pk=pk) for pk, place in walks.items() if place == "accepted")
    content = edited(
        reason=step("reason", above="paid", other="out_other", limit="holiday"),
        holiday=step("holiday", yes="out_other", no="paid"),
    )
    draft, barrier, who = drafted(content, first), Barrier(2), agent()

    def publish_now():
        return publish_and_move(
            draft, reason="New.", actor=None, now=LATER, seen=1, moves_walks=moves_walks
        )

    def answer_now():
        choice = Choice("accepted", "no")
        return recorded(asked, choice, seen=1, actor=who, now=LATER)

    at_once(barrier, publish_now, answer_now)

    assert set(stood) == set(PLACES)
    for pk, place in walks.items():
        walk = stored(Walk(pk=pk))
        added = 1 if pk == asked.pk else 0
        assert rows_of(pk)[: len(before[pk])] == before[pk]
        assert len(rows_of(pk)) == walk.answers_seen == len(before[pk]) + added
        assert walk.version.number == (2 if moves_walks else 1)
        assert walk.position().present.key == ("reason" if added else place)
    assert WalkMove.objects.count() == (50 if moves_walks else 0)


@pytest.mark.django_db(transaction=True)
def test_answers_and_moves_at_the_same_moment_never_lose_an_answer():
    first = published()
    walks = [opened(first, subject=f"W{number}") for number in range(8)]
    content = edited(paid=retitled("paid"))
    version = put_out(content, first, moves_walks=False).version
    plan, barrier, who = plan_moves(version.tree, version), Barrier(9), agent()

    def answering(walk):
        choice = Choice("accepted", "yes")
        return lambda: recorded(walk, choice, seen=1, actor=who, now=LATER)

    moving = lambda: move_walks(plan, actor=None, now=LATER)  # noqa: E731
    at_once(barrier, moving, *[answering(walk) for walk in walks])

    for walk in map(stored, walks):
        assert (walk.version.number, walk.answers_seen) == (2, 2)
        assert path(walk) == [("state", "normal"), ("accepted", "yes")]


@pytest.mark.django_db(transaction=True)
def test_somebody_who_had_not_seen_what_a_move_added_is_told_so():
    first = published()
    walk = opened(first, ("accepted", "no"))
    mine = stored(walk)
    content = edited(
        accepted=step("accepted", yes="paid", no="again"),
        again=check("again", "channel_state", normal="reason", degraded="paid", down="out_down"),
    )
    put_out(content, first)

    with pytest.raises(StaleWalk) as stale:
        recorded(mine, Choice("reason", "limit"), seen=2, actor=agent(), now=LATER)

    assert stale.value.walk.version.number == 2
    assert stale.value.walk.position().present.key == "reason"


def at_once(barrier, *acts):
    def run(act):
        try:
            barrier.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))
