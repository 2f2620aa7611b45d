"""Orders, pages that begin where the one before ended, and counts that stop."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from support.cases.models import Case, Status
from support.cases.models.queued import AWAKE
from support.cases.viewing import counts
from support.cases.viewing.conditions import Asking, read_wanted
from support.cases.viewing.counts import bounded_counts, in_words
from support.cases.viewing.ordering import ORDERINGS, Place, page_of, read_place
from support.cases.viewing.views import BUILT_IN
from tests.factories import NOW, make_agent, make_case

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def some_cases() -> list[Case]:
    """In the order of the queue: not reached, due, due at the same time, nothing due."""
    return [
        make_case(unreached_since=NOW, due_at=None),
        make_case(unreached_since=NOW + HOUR, due_at=NOW - HOUR),
        make_case(due_at=NOW - HOUR),
        make_case(due_at=NOW + HOUR),
        make_case(due_at=NOW + HOUR),
        make_case(due_at=None, status=Status.WAITING_CUSTOMER),
        make_case(due_at=None, status=Status.WAITING_CUSTOMER),
    ]


@pytest.mark.parametrize("name", ["due", "newest", "oldest"])
def test_pages_forwards_and_back_show_each_case_once(monkeypatch, name):
    monkeypatch.setattr("support.cases.viewing.ordering.ROWS", 2)
    for place, case in enumerate(some_cases()):
        Case.objects.filter(pk=case.pk).update(opened_at=NOW + place // 2 * HOUR)
    ordering, cases = ORDERINGS[name], Case.objects.filter(AWAKE)
    whole = list(ordering.apply(cases).values_list("pk", flat=True))

    page = page_of(cases, ordering, None)
    forwards, pages = list(page.keys), [page]
    while page.after:
        page = page_of(cases, ordering, read_place(page.after, ordering))
        pages.append(page)
        forwards += page.keys
    backwards = [page.keys]
    while page.before:
        page = page_of(cases, ordering, read_place(page.before, ordering))
        backwards.insert(0, page.keys)

    assert forwards == whole
    assert backwards == [one.keys for one in pages]
    assert (pages[0].before, page.before) == ("", "")


def test_the_order_of_the_queue_is_who_is_not_reached_then_what_is_due():
    cases = some_cases()

    found = ORDERINGS["due"].apply(Case.objects.filter(AWAKE))

    assert list(found) == cases


def test_a_row_that_is_no_longer_there_is_no_obstacle():
    ordering, cases = ORDERINGS["due"], some_cases()
    place = ordering.place_of(cases[3])
    Case.objects.filter(pk=cases[3].pk).update(due_at=NOW + 9 * HOUR)

    page = page_of(Case.objects.filter(AWAKE), ordering, read_place(str(place), ordering))

    assert page.keys == [cases[4].pk, cases[3].pk, cases[5].pk, cases[6].pk]


@pytest.mark.parametrize("text", ["", "x", "====", "Pnx8MQ", "\0", "PjIwMjZ8fDE", "é" * 40])
def test_a_place_that_no_page_gave_out_is_the_beginning(text):
    assert read_place(text, ORDERINGS["due"]) is None


def test_a_place_of_another_order_is_the_beginning():
    place = Place((NOW,), 7)

    assert read_place(str(place), ORDERINGS["newest"]) == place
    assert read_place(str(place), ORDERINGS["due"]) is None


def test_a_far_page_is_read_by_the_same_index_as_the_first(many):
    ordering = ORDERINGS["due"]
    place = read_place(str(Place((None, NOW), 5)), ordering)
    deep = ordering.apply(Case.objects.filter(AWAKE)).filter(ordering.beyond(place))

    plan = explained(deep[:51])

    assert "Index Scan using case_open" in plan
    assert "Index Cond: (ROW(COALESCE(unreached_since" in plan
    assert "Sort" not in plan


@pytest.mark.parametrize(
    ("slug", "index"),
    [
        ("mine", "case_whose"), ("unassigned", "case_whose"), ("", "case_open"),
        ("outcomes", "case_outcome"), ("replied", "case_heard"), ("bank", "case_at_bank"),
        ("customer", "case_in_status"), ("snoozed", "case_wakes"), ("overdue", "case_late"),
        ("unreached", "case_unreached"),
    ],
)  # fmt: skip
def test_a_views_page_and_its_count_never_scan_the_cases(many, agents, slug, index):
    view = next(view for view in BUILT_IN if view.slug == slug)
    asking = Asking(agents[0], timezone.now())
    cases = view.cases(asking)

    page, counted = (
        explained(view.ordering().apply(cases)[:51]),
        explained(view.in_order(asking)[:100]),
    )

    assert f"using {index}" in page
    assert "Seq Scan" not in page
    assert " Sort  (" not in page.replace("Incremental Sort", "")
    assert f"using {index}" in counted


# A tenth is nobody's and a tenth the first agent's, whatever its status: of a common kind any
# index of the order is as good as its own.
MANY = """
    INSERT INTO cases_case ({columns}, reference, payment_id, status, due_at, assignee_id,
        resolved_at, heard_at, outcome_since, wakes_at, unreached_since)
    SELECT {columns}, 'CW-' || n, NULL,
        (ARRAY['resolved', 'new', 'open', 'waiting_bank', 'waiting_customer'])[1 + n %% 5],
        now() + n * interval '1 min',
        CASE WHEN n / 5 %% 10 > 0 THEN %s + least(n / 5 %% 10 - 1, 4) END,
        CASE WHEN n %% 5 = 0 THEN now() END, CASE WHEN n %% 50 = 1 THEN now() END,
        CASE WHEN n %% 40 = 1 THEN now() END, CASE WHEN n %% 60 = 1 THEN now() END,
        CASE WHEN n %% 90 = 1 THEN now() END
    FROM cases_case, generate_series(1, 5000) AS n;
"""
VARIED = {
    "id", "reference", "payment_id", "status", "due_at", "assignee_id", "resolved_at", "heard_at",
    "outcome_since", "wakes_at", "unreached_since",
}  # fmt: skip


@pytest.fixture
def many(agents):
    """So many cases that PostgreSQL has a reason to read an index."""
    make_case()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_case LIMIT 0")
        columns = ", ".join(
            column.name for column in cursor.description if column.name not in VARIED
        )
        cursor.execute(MANY.format(columns=columns), [agents[0].pk])
        cursor.execute("ANALYZE cases_case")


@pytest.fixture
def agents():
    return [make_agent() for _number in range(5)]


def explained(cases) -> str:
    with connection.cursor() as cursor:
        for name in ("enable_seqscan", "enable_bitmapscan", "enable_sort"):
            cursor.execute(f"SET LOCAL {name} = off")
        plan: str = cases.explain()
    return plan


def test_counts_of_many_views_are_one_query_and_stop_at_the_bound(
    monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(counts, "BOUND", 3)
    some_cases()
    views = {
        "all": Case.objects.filter(AWAKE),
        "late": Case.objects.filter(AWAKE, due_at__lt=NOW),
        "none": Case.objects.filter(AWAKE, heard_at__isnull=False),
    }

    with django_assert_num_queries(1):
        found = bounded_counts(views)

    assert found == {"all": 3, "late": 2, "none": 0}
    assert [in_words(found[name]) for name in views] == ["2+", "2", "0"]


def test_a_filter_keeps_what_can_be_meant():
    given = {"status": ["new", "open"], "priority": "no", "outcome": True, "tag": " a\0 b ", "x": 1}

    assert read_wanted(given) == {"status": "new,open", "outcome": "true", "tag": "a b"}
    assert read_wanted({"outcome": "true", "status": "new,gone"}) == {"outcome": "true"}
