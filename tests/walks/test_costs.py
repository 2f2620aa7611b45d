"""What an answer costs: the same queries for a small tree and for a large one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.trees.building import chain
from tests.walks.building import LATER, agent, published, stored
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import Choice, record_answer, start_walk

pytestmark = pytest.mark.django_db


def queries_of_an_answer(size: int, answered: int) -> list[str]:
    """The statements of one answer, after so many others, in a tree of that many steps."""
    version = published(chain(size, slug=f"chain-{size}-{answered}"))
    walk = start_walk(version, subject="CW-TEST0001", facts={}, now=LATER)
    who = agent()
    for number in range(answered):
        choice = Choice(f"step_{number}", "yes")
        record_answer(walk, choice, seen=number, actor=who, now=LATER)
    walk = stored(walk)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        choice = Choice(f"step_{answered}", "yes")
        record_answer(walk, choice, seen=answered, actor=who, now=LATER)
        assert walk.position().present.key == f"step_{answered + 1}"
    return [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize(("size", "answered"), [(20, 0), (20, 12), (2_000, 0), (2_000, 12)])
def test_an_answer_takes_four_queries_in_a_tree_of_any_size(size, answered):
    assert len(queries_of_an_answer(size, answered)) == 4


def test_an_answer_never_reads_the_document_of_its_version():
    assert not any('"document"' in sql for sql in queries_of_an_answer(20, 3))


def test_a_walk_begins_with_two_inserts_however_many_checks_answer(django_assert_num_queries):
    version = published()
    assert version.graph

    with CaptureQueriesContext(connection) as captured:
        start_walk(version, subject="CW-TEST0001", facts={"channel_state": "down"}, now=LATER)

    statements = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert [sql.split()[0] for sql in statements] == ["INSERT", "INSERT"]
    assert Walk.objects.get().answers_seen == 1
