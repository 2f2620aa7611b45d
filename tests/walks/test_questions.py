"""Questions whose SQL is made once: they are answered as the querysets they were made of."""

import threading
import uuid
from datetime import UTC
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext
from psycopg import adapters, postgres
from psycopg.pq import Format

from tests.walks.building import DOWN, NORMAL, agent, answer, published, started
from troubleshooting.marks.asking import TIMES, Question, Written, among, plans_kept
from troubleshooting.walks.models import Walk, WalkAnswer
from troubleshooting.walks.services import start_walk

pytestmark = pytest.mark.django_db


def answers_of(walk: Any, source: Any) -> QuerySet[WalkAnswer]:
    rows = WalkAnswer.objects.filter(walk=walk, source=source)
    return rows.select_related("actor").order_by("-number")


@pytest.fixture
def walk() -> Walk:
    walk = started()
    for node, option in (("accepted", "no"), ("reason", "limit")):
        walk = answer(walk, node, option)
    return walk


def test_a_question_is_answered_as_its_queryset(walk: Walk):
    question = Question(answers_of)

    for source in ("agent", "check", "customer"):
        assert question.ask(walk.pk, source) == list(answers_of(walk, source))
    assert len(question.ask(walk.pk, "agent")) == 2


def test_the_sql_is_made_once_however_often_it_is_asked(walk: Walk):
    made = []

    def of(source: Any) -> QuerySet[WalkAnswer]:
        made.append(source)
        return WalkAnswer.objects.filter(source=source)

    question = Question(of)
    assert made == []  # not while modules are imported

    for source in ("agent", "check", "agent"):
        question.ask(source)

    assert len(made) == 1


def test_what_a_row_points_to_comes_along(walk: Walk, django_assert_num_queries: Any):
    question = Question(answers_of)

    with django_assert_num_queries(1):
        names = [row.actor.get_username() for row in question.ask(walk.pk, "agent") if row.actor]

    assert names == ["agent", "agent"]


def test_what_points_to_rows_comes_along_as_django_has_it(
    walk: Walk, django_assert_num_queries: Any
):
    def walks(keys: Any) -> QuerySet[Walk]:
        return Walk.objects.filter(pk__in=among(keys, "uuid")).prefetch_related("answers")

    question, keys = Question(walks), [walk.pk, started().pk]

    with django_assert_num_queries(2):
        found = {row.pk: row for row in question.ask(keys)}
        told = {pk: list(row.answers.all()) for pk, row in found.items()}
        assert all(one.walk is found[pk] for pk, answers in told.items() for one in answers)
    assert told == {one.pk: list(one.answers.all()) for one in Walk.objects.filter(pk__in=keys)}
    assert len(told[walk.pk]) > 2
    assert found[walk.pk].answers.filter(source="agent").count() == 2  # asked anew, of its own
    with django_assert_num_queries(1):
        assert question.ask([uuid.uuid4()]) == []


def test_moments_are_read_by_psycopg_itself_and_are_the_same(walk: Walk):
    told = [row.answered_at for row in Question(answers_of).ask(walk.pk, "agent")]

    assert told == [row.answered_at for row in answers_of(walk, "agent")]
    assert {moment.tzinfo for moment in told} == {UTC}
    kind = postgres.types["timestamptz"].oid
    with plans_kept(), connection.cursor() as cursor:
        loader = cursor.cursor.adapters.get_loader(kind, Format.TEXT)
    assert loader is adapters.get_loader(kind, Format.TEXT)  # not Django's, which is Python


def test_rows_of_one_asking_are_not_those_of_another(walk: Walk):
    question = Question(answers_of)

    first, again = question.ask(walk.pk, "agent"), question.ask(walk.pk, "agent")

    assert first == again
    assert first[0] is not again[0]
    assert question.ask(started().pk, "agent") == []


def test_bounds_annotations_and_what_is_left_out_are_kept():
    version = published()
    for facts in (NORMAL, DOWN):
        start_walk(version, subject="CW-TEST0001", facts=facts, now=version.published_at)

    def latest(subject: Any) -> QuerySet[Walk]:
        answered = WalkAnswer.objects.filter(walk=OuterRef("pk"), option="down")
        rows = Walk.objects.filter(subject=subject).annotate(is_down=Exists(answered))
        return rows.defer("facts").order_by("-is_down")[:1]

    (found,) = Question(latest).ask("CW-TEST0001")

    assert found.is_down is True
    assert found.get_deferred_fields() == {"facts"}
    assert found.facts == DOWN


def test_a_value_of_json_is_read_as_ever(walk: Walk):
    (found,) = Question(lambda pk: Walk.objects.filter(pk=pk)).ask(walk.pk)

    assert found.facts == NORMAL
    assert found.started_at == walk.started_at


def test_it_is_asked_alike_where_plans_are_kept(walk: Walk):
    question = Question(answers_of)

    with plans_kept():
        found = [question.ask(walk.pk, "agent") for _time in range(5)]

    assert found == [question.ask(walk.pk, "agent")] * 5


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_over_its_own_connection():
    person = agent()
    question = Question(lambda pk: User.objects.filter(pk=pk))
    told: list[tuple[int, list[User], int]] = []

    def ask() -> None:
        with CaptureQueriesContext(connection) as captured:
            found = question.ask(person.pk)
        told.append((connection.connection.info.backend_pid, found, len(captured)))
        connection.close()

    question.ask(person.pk)
    ours = connection.connection.info.backend_pid
    for _time in range(2):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()

    assert [(found, count) for _backend, found, count in told] == [([person], 1)] * 2
    assert ours not in {backend for backend, _found, _count in told}


def written() -> Written[Walk]:
    columns = ", ".join(field.column for field in Walk._meta.concrete_fields)
    return Written(Walk, f"SELECT {columns}, 7, NULL FROM walks_walk WHERE id = %s", "seven", "no")


def test_sql_that_is_written_out_gives_whole_rows_and_what_is_beside(walk: Walk):
    (found,) = written().ask([walk.pk])

    (by_django,) = Walk.objects.filter(pk=walk.pk)
    fields = [field.attname for field in Walk._meta.concrete_fields]
    assert [getattr(found, name) for name in fields] == [
        getattr(by_django, name) for name in fields
    ]
    assert found.facts == NORMAL
    assert (found._state.adding, found._state.db) == (False, "default")
    assert (found.seven, found.no) == (7, None)  # type: ignore[attr-defined]


def test_sql_that_is_written_out_may_find_nothing():
    assert written().ask([uuid.uuid4()]) == []


def test_keys_may_be_many_and_their_number_differ(walk: Walk):
    question = Question(lambda keys: WalkAnswer.objects.filter(pk__in=among(keys)).order_by("pk"))
    rows = list(WalkAnswer.objects.order_by("pk"))

    for wanted in (rows, rows[:1], []):
        assert question.ask([row.pk for row in wanted]) == wanted


def test_a_row_that_is_only_read_in_part_can_be_changed(walk: Walk):
    question = Question(lambda pk: Walk.objects.filter(pk=pk).only("state", "version__number"))
    (found,) = question.ask(walk.pk)

    found.end_note = "as was agreed"
    found.save(update_fields=["end_note"])

    walk.refresh_from_db()
    assert walk.end_note == "as was agreed"


def test_its_plan_is_kept_wherever_it_is_asked(walk: Walk):
    question = Question(answers_of)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
        connection.connection._prepared.clear()
        for _time in range(TIMES + 2):
            question.ask(walk.pk, "agent")
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (1,)
