"""What the database never lets happen to a walk, and what reading one costs."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from tests.walks.building import DOWN, LATER, NOW, agent, answer, started, stored
from troubleshooting.walks.models import AppendOnly, StepReport, Walk, WalkAnswer
from troubleshooting.walks.services import report_step

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: WalkAnswer.objects.filter(pk=row.pk).update(option="down"),
        lambda row: WalkAnswer.objects.filter(pk=row.pk).delete(),
        lambda row: WalkAnswer.objects.bulk_update([row], ["option"]),
        lambda row: row.walk.answers.all().delete(),
    ],
    ids=["save", "delete", "update", "delete many", "bulk update", "delete of a walk"],
)
def test_an_answer_is_never_rewritten_or_deleted(rewrite):
    walk = started()
    row = walk.rows[0]
    row.option = "down"

    with pytest.raises(AppendOnly), transaction.atomic():
        rewrite(row)

    assert stored(walk).rows[0].option == "normal"


def test_a_walk_has_each_number_once():
    walk = started()

    with pytest.raises(IntegrityError), transaction.atomic():
        walk.answers.create(number=1, node="state", source="agent", answered_at=NOW)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "concluded", "ended_at": LATER},
        {"state": "abandoned"},
        {"ended_at": LATER},
    ],
    ids=["no outcome", "no time", "still open"],
)
def test_the_database_keeps_no_walk_that_ended_by_halves(broken):
    walk = started(DOWN)

    with pytest.raises(IntegrityError), transaction.atomic():
        Walk.objects.filter(pk=walk.pk).update(**broken)


def test_a_version_that_walks_are_pinned_to_is_not_deleted():
    with pytest.raises(ProtectedError):
        started().version.delete()


def test_a_walk_that_is_erased_takes_its_answers_and_reports_along():
    walk = started()
    report_step(walk, "paid", actor=agent(), note="Unclear.", now=LATER)

    walk.delete()

    assert not WalkAnswer.objects.exists()
    assert not StepReport.objects.exists()


def test_reading_a_walk_takes_two_queries_however_many_answers(django_assert_num_queries):
    walk = started()
    for option in ("yes", "no", "yes", "no"):
        answer(walk, "accepted", option)
    assert stored(walk).version.graph

    with django_assert_num_queries(2):
        found = stored(walk)
        position = found.position()
        found.changed_steps(position)
        actors = [row.actor and row.actor.username for row in found.rows]
    assert actors == [None, "agent", "agent", "agent", "agent"]


def test_an_answer_is_found_by_its_number():
    walk = answer(started(), "accepted", "no")

    assert walk.answer_row(2).node == "accepted"
    assert str(walk.answer_row(2)) == "2 accepted: no"
