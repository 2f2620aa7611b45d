"""The queue: what to do next."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from support.cases.models import Case, Status
from support.desk.queue.queue import Selection
from tests.desk.walking import HTMX, make_cause
from tests.factories import make_agent, make_case, make_channel, make_customer, make_payment

pytestmark = pytest.mark.django_db


def shown(response):
    """The references of the rows, in their order."""
    return re.findall(r"data-row>(CW-\w+)</a>", response.text)


def test_what_is_due_first_stands_on_top(desk):
    now = timezone.now()
    later = make_case(due_at=now + timedelta(hours=5))
    nothing = make_case(due_at=None, status=Status.WAITING_CUSTOMER)
    overdue = make_case(due_at=now - timedelta(hours=3))

    response = desk.get("/")

    assert shown(response) == [overdue.reference, later.reference, nothing.reference]
    assert "Overdue by 3 h" in response.text
    assert "Nothing due" in response.text


def test_a_row_says_who_waits_for_what(desk):
    case = make_case(payment=make_payment(channel=make_channel(name_en="Bank of Test")))

    page = desk.get("/").text

    assert str(case.customer) in page
    assert "120.00 GBP" in page
    assert "Bank of Test" in page
    assert case.payment.reference in page
    assert "Not known yet" in page
    assert "Nobody" in page


def test_done_cases_are_not_in_the_way(desk):
    make_case(status=Status.RESOLVED, resolved_at=timezone.now())
    open_case = make_case()

    assert shown(desk.get("/")) == [open_case.reference]


def test_the_views_count_and_narrow(desk, agent):
    mine = make_case(assignee=agent)
    others = make_case(assignee=make_agent("bo"))
    free = make_case()
    Case.objects.update(due_at=timezone.now() + timedelta(hours=1))
    Case.objects.filter(pk=others.pk).update(due_at=timezone.now() - timedelta(hours=1))

    page = desk.get("/").text

    assert re.findall(r'class="count">(\d+)<', page) == ["3", "1", "0", "1", "0", "1", "0"]
    assert shown(desk.get("/?view=mine")) == [mine.reference]
    assert shown(desk.get("/?view=unassigned")) == [free.reference]
    assert shown(desk.get("/?view=overdue")) == [others.reference]


def test_who_was_not_reached_stands_on_top_with_a_mark_in_words(desk):
    now = timezone.now()
    overdue = make_case(due_at=now - timedelta(days=2))
    unreached = make_case(due_at=now + timedelta(days=2), unreached_since=now)

    response = desk.get("/")

    assert shown(response) == [unreached.reference, overdue.reference]
    assert response.text.count("Not reached: call the customer") == 1


def test_the_view_of_those_not_reached_has_done_cases_too(desk):
    now = timezone.now()
    make_case()
    done = make_case(status=Status.RESOLVED, resolved_at=now, unreached_since=now)

    response = desk.get("/?view=unreached")

    assert shown(response) == [done.reference]
    assert re.findall(r'class="count">(\d+)<', response.text) == ["1", "0", "0", "1", "0", "1", "1"]


def test_nobody_is_told_to_call_about_a_case_of_which_machines_are_silent(desk):
    make_case(unreached_since=timezone.now(), silent_since=timezone.now())

    page = desk.get("/").text

    assert "Not reached</span>" in page
    assert "call the customer" not in page


def test_filters_go_together(desk):
    cause = make_cause()
    channel = make_channel()
    wanted = make_case(
        payment=make_payment(channel=channel), cause=cause, status=Status.WAITING_BANK
    )
    make_case(payment=make_payment(channel=channel), status=Status.WAITING_BANK)
    make_case(cause=cause, status=Status.WAITING_BANK)
    make_case(payment=make_payment(channel=channel), cause=cause)

    query = f"/?status=waiting_bank&channel={channel.code}&cause={cause.slug}"

    assert shown(desk.get(query)) == [wanted.reference]


def test_done_cases_are_found_by_their_status(desk):
    done = make_case(status=Status.RESOLVED, resolved_at=timezone.now())

    assert shown(desk.get("/?status=resolved")) == [done.reference]


def test_channels_and_causes_offer_what_open_cases_have_with_counts(desk):
    channel = make_channel(name_en="Bank of Test")
    make_case(payment=make_payment(channel=channel), cause=make_cause())
    make_case(payment=make_payment(channel=channel))

    page = desk.get("/").text

    assert "Bank of Test (2)" in page
    assert "Bank is slow (1)" in page


def test_a_chosen_filter_stays_chosen_though_nothing_is_left(desk):
    page = desk.get("/?channel=gone-bank").text

    assert '<option value="gone-bank" selected>gone-bank (0)</option>' in page
    assert "No case fits all of these filters" in page


def test_the_search_finds_chinese_names_of_two_characters_and_done_cases(desk):
    customer = make_customer(name="测试王芳")
    done = make_case(
        customer=customer,
        payment=make_payment(customer=customer),
        status=Status.RESOLVED,
        resolved_at=timezone.now(),
    )
    make_case()

    response = desk.get("/", {"q": "王芳"})

    assert shown(response) == [done.reference]
    assert "“王芳”" in response.text


def test_a_search_without_a_hit_says_what_to_try(desk):
    assert "Try fewer letters" in desk.get("/?q=zzzz").text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "No open cases."),
        ("?view=mine", "Take one of those that nobody has."),
        ("?view=overdue", "Nothing is overdue."),
        ("?view=unreached", "Every customer was reached."),
    ],
)
def test_an_empty_queue_says_what_to_do(desk, query, sentence):
    assert sentence in desk.get(f"/{query}").text


@pytest.mark.parametrize(
    "query",
    [
        "status=no",
        "view=no",
        "page=0",
        "page=-1",
        "page=x",
        "page=99999999",
        "q=%00",
        "q=" + "x" * 500,
    ],
)
def test_an_address_that_makes_no_sense_still_shows_a_queue(desk, query):
    assert desk.get(f"/?{query}").status_code == 200


def test_fifty_rows_to_a_page_and_a_way_to_the_next(desk):
    for _number in range(51):
        make_case()

    first = desk.get("/?view=unassigned")
    second = desk.get("/?view=unassigned&page=2")

    assert len(shown(first)) == 50
    assert '?view=unassigned&amp;page=2"' in first.text
    assert len(shown(second)) == 1
    assert set(shown(first)).isdisjoint(shown(second))
    assert 'rel="next"' not in second.text


@pytest.mark.parametrize("rows", [5, 50])
def test_the_queue_costs_three_queries_besides_the_agent_whatever_its_length(desk, agent, rows):
    cause = make_cause()
    for _number in range(rows):
        make_case(assignee=agent, cause=cause)

    with CaptureQueriesContext(connection) as captured:
        response = desk.get("/")

    assert len(shown(response)) == rows
    about_cases = [query for query in captured if "cases_case" in query["sql"]]
    assert len(about_cases) == 3
    assert len(captured) <= 7  # the agent, his session, his look and what he may do


def test_htmx_gets_the_list_alone(desk):
    response = desk.get("/?view=mine", headers=HTMX)

    assert "<html" not in response.text
    assert response.text.lstrip().startswith('<section id="queue"')


def test_the_filters_are_a_plain_form_without_a_script(desk):
    page = desk.get("/").text

    assert '<form class="filters" action="/"' in page
    assert ">Filter</button>" in page


def test_a_selection_writes_its_own_address():
    selection = Selection.read(QueryDict("view=mine&status=open&q=a%20b&page=3"))

    assert selection.page == 3
    assert selection.address() == "?view=mine&status=open&q=a+b"
    assert selection.address(page=4, status="") == "?view=mine&q=a+b&page=4"


def test_the_admin_is_offered_to_administrators_only(desk, client):
    assert 'href="/admin/"' not in desk.get("/").text
    admin = make_agent("root", is_superuser=True)
    client.force_login(admin, backend=settings.AUTHENTICATION_BACKENDS[-1])
    assert 'href="/admin/"' in client.get("/").text
