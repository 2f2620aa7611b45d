"""Pairs of things that are done to one case, done at the same moment on two connections.

Every fifth pair, in which each deed meets many others; every one in `make whole`.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from itertools import combinations_with_replacement
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from support.cases.models import Case, CaseEvent
from support.cases.search.indexing import take_in_changes
from tests.database import full_tables, put_back, rows_of
from tests.factories import make_agent
from tests.intake.deeds import DEEDS, LINES, Work, make_work
from tests.reference import article_tree, load_reference, publish
from tests.sampling import spread
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import StaleWalk

pytestmark = pytest.mark.django_db(transaction=True)

# In this order every door takes its locks, whatever else it does between.
ORDER = ["payments_payment", "cases_case", "walks_walk"]


def did(deed: Callable[[Work], object], work: Work, begin: Barrier) -> str:
    """Do something to a case once everybody is ready; say what came of it."""
    begin.wait(timeout=20)
    try:
        deed(work)
    except (ValidationError, StaleWalk):
        return "refused"
    except DatabaseError as error:
        return str(error)
    return "done"


def test_no_two_things_done_to_a_case_at_once_block_or_undo_each_other():
    older, agent = load_reference(), make_agent()
    version = publish(article_tree())
    reference = {*full_tables()}
    made = make_work(agent, older, version)
    before = CaseEvent.objects.filter(case=made.case).count()
    fresh, wrong = rows_of({*full_tables()} - reference), []

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(patience, [Barrier(2)] * 2))
        for pair in spread(list(combinations_with_replacement(DEEDS, 2)), 5):
            work, begin = (
                replace(
                    made, case=Case.objects.select_related("customer", "payment__channel").get()
                ),
                Barrier(2),
            )
            deeds = [DEEDS[name] for name in pair]
            results = list(threads.map(did, deeds, [work] * 2, [begin] * 2))
            told = dict(zip(pair, results, strict=True)) if len({*pair}) == 2 else {}
            found = [result for result in results if result not in ("done", "refused")]
            wrong += [(pair, fault) for fault in (*found, *faults(work, before, told))]
            put_back(fresh, {*full_tables()} - reference)
        list(threads.map(leave, [Barrier(2)] * 2))

    assert wrong == []


def patience(both: Barrier) -> None:
    """Open this thread's connection; whoever waits on it for a lock fails rather than hangs."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
    both.wait(timeout=20)


def leave(both: Barrier) -> None:
    connection.close()
    both.wait(timeout=20)


def faults(work: Work, before: int, told: dict[str, str]) -> list[str]:
    """Say what is wrong with a case after two have worked at it."""
    case = Case.objects.get(pk=work.case.pk)
    lines = list(case.events.order_by("pk"))[before:]
    # An event that comes after the case was resolved opens another one.
    of_payment = CaseEvent.objects.filter(case__payment=case.payment).order_by("pk")[before:]
    kinds = {line.kind for line in of_payment}
    found = [
        f"no line of {name}" for name, result in told.items()
        if result == "done" and name in LINES and LINES[name] not in kinds
    ]  # fmt: skip
    moves = [line for line in lines if line.kind in ("status", "resolved", "reopened")]
    status = (moves[-1].values.get("after", "open")) if moves else "waiting_bank"
    if status != case.status:
        found.append(f"the timeline says {status}, the case {case.status}")
    take_in_changes()
    for name, word in {"note": "xylophone", "reply": "zeppelin"}.items():
        if told.get(name) == "done" and case not in Case.objects.search(word):
            found.append(f"not found by its {name}")
    if told.get("answer") == "done" and case.silent_since is None:
        found.append("not silent")
    walks = Walk.objects.filter(case_walk__case=case)
    if any([row.number for row in walk.rows] != counted(walk) for walk in walks):
        found.append("an answer is lost")
    if sum(walk.is_open for walk in walks) > 1:
        found.append("two walks under way")
    if case.payment.cases.not_done().count() > 1:
        found.append("two open cases")
    return found


def test_whatever_is_done_locks_the_payment_before_the_case_and_the_case_before_its_walk():
    older, agent = load_reference(), make_agent()
    version = publish(article_tree())
    wrong = {}

    for name, deed in DEEDS.items():
        work = make_work(agent, older, version)
        with CaptureQueriesContext(connection) as captured, suppress(ValidationError):
            deed(work)
        locked = dict.fromkeys(locked_by(query["sql"]) for query in captured)
        firsts = [table for table in locked if table]
        if firsts != sorted(firsts, key=ORDER.index):
            wrong[name] = firsts

    assert wrong == {}


def counted(walk: Walk) -> list[int]:
    return list(range(1, walk.answers_seen + 1))


def locked_by(sql: str) -> str | None:
    """Return the table of the house's order whose rows a statement locks."""
    if sql.startswith("UPDATE"):
        return next((table for table in ORDER if sql.startswith(f'UPDATE "{table}"')), None)
    if "FOR UPDATE" in sql or "FOR NO KEY UPDATE" in sql:
        return next((table for table in ORDER if f'FROM "{table}"' in sql), None)
    return None
