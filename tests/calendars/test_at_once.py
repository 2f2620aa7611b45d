"""Two leads at once, where there is no row yet that one of them could hold."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import monotonic, sleep

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from support.calendars.editing import StaleClocks, add_days, mark_of, save_clocks
from support.calendars.models import CalendarDay, ClockRule
from support.calendars.services import forget_calendars
from support.guidance.models import GuideRule
from support.guidance.which import editing as guides
from tests.reference import load_reference
from troubleshooting.trees.models import Tree

pytestmark = pytest.mark.django_db(transaction=True)
RULE = {"first_answer": 60, "next_answer": 30, "solution": 600, "warn_before": 10,
        "raises": False, "gives_back": False}  # fmt: skip
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture(autouse=True)
def read_afresh():
    forget_calendars()
    yield
    forget_calendars()


def at_once(first: Callable[[], object], second: Callable[[], object]) -> str:
    """Do one thing, and before it is stored begin with another; return what became of that."""

    def begin() -> str:
        try:
            second()
        except (StaleClocks, guides.StaleRules):
            return "stale"
        except DatabaseError as error:
            return str(error)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            first()
            other, until = threads.submit(begin), monotonic() + 20
            while not other.done() and not _is_waited_for():
                assert monotonic() < until
                sleep(0.01)
        return other.result(timeout=20)


def _is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def test_of_two_who_enter_a_markets_first_clocks_one_is_told_of_the_other():
    def save(minutes: int) -> Callable[[], object]:
        rules = {"normal": RULE | {"first_answer": minutes}}
        return lambda: save_clocks("en", rules, None, seen=seen)

    seen = mark_of("en")

    assert at_once(save(60), save(90)) == "stale"
    assert ClockRule.objects.get().first_answer == 60


def test_the_last_word_on_a_day_counts():
    day = date(2027, 2, 20)

    second = at_once(
        lambda: add_days("CN", day, is_worked=True), lambda: add_days("CN", day, is_worked=False)
    )

    assert (second, CalendarDay.objects.get().is_worked) == ("done", False)


def test_of_two_who_write_the_first_rules_for_guides_one_is_told_of_the_other():
    load_reference()
    GuideRule.objects.all().delete()
    tree = Tree.objects.get(slug="payout-not-received")
    seen = guides.mark_of([])

    def write() -> None:
        guides.replace_rules([GuideRule(tree=tree)], seen=seen)

    assert at_once(write, write) == "stale"
    assert GuideRule.objects.count() == 1
