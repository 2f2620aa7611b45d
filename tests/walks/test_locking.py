"""Open walks that go on in another version while somebody else moves or answers them."""

import pytest

from tests.waiting import done_once_changed
from tests.walks.building import LATER, agent, published, stored
from tests.walks.moving import edited, opened, put_out, retitled
from troubleshooting.walks.models import Walk, WalkMove
from troubleshooting.walks.moving import move_walks, plan_moves
from troubleshooting.walks.services import Choice, abandon, record_answer

pytestmark = pytest.mark.django_db(transaction=True)


def moved_while(change, version):
    """Move the open walks into a version while one of them is changed; return how many moved."""
    plan = plan_moves(version.tree, version)
    with done_once_changed(change, lambda: move_walks(plan, actor=None, now=LATER)) as moved:
        return moved.result(timeout=10)


def test_a_walk_that_goes_on_in_another_version_at_that_moment_is_not_missed():
    first = published()
    walk = opened(first)
    second = put_out(edited(paid=retitled("paid")), first, moves_walks=False).version
    third = put_out(edited(reason=retitled("reason")), second, moves_walks=False).version

    moved = moved_while(lambda: Walk.objects.filter(pk=walk.pk).update(version=second), third)

    assert moved == 1
    assert stored(walk).version == third
    assert WalkMove.objects.get().before == second


def test_a_walk_that_is_answered_at_that_moment_goes_on_with_the_answer():
    first = published()
    walk, who = opened(first), agent()
    version = put_out(edited(paid=retitled("paid")), first, moves_walks=False).version

    def answer():
        record_answer(stored(walk), Choice("accepted", "yes"), seen=1, actor=who, now=LATER)

    assert moved_while(answer, version) == 1
    assert stored(walk).version == version
    assert stored(walk).position().present.key == "paid"


def test_a_walk_that_is_given_up_at_that_moment_stays_in_its_version():
    first = published()
    walk = opened(first)
    version = put_out(edited(paid=retitled("paid")), first, moves_walks=False).version

    moved = moved_while(lambda: abandon(stored(walk), reason="x", actor=None, now=LATER), version)

    assert moved == 0
    assert stored(walk).version == first


def test_a_walk_that_went_on_in_a_later_version_does_not_come_back():
    first = published()
    walk = opened(first)
    second = put_out(edited(paid=retitled("paid")), first, moves_walks=False).version
    slow = plan_moves(second.tree, second)
    third = put_out(edited(reason=retitled("reason")), second).version

    assert move_walks(slow, actor=None, now=LATER) == 0
    assert stored(walk).version == third
