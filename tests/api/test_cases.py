"""Cases over the API: made, listed, filtered, paged, worked on."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from support.cases.models import Case, Status
from support.cases.search.indexing import take_in_changes
from support.cases.services import add_note
from support.customers.models import Customer
from tests.api.asking import V1, client_for, errors
from tests.factories import NOW, make_agent, make_case, make_channel, make_customer, make_payment
from troubleshooting.causes.models import Cause

pytestmark = pytest.mark.django_db
CASES = f"{V1}cases/"


@pytest.fixture
def agent() -> User:
    return make_agent("amy")


@pytest.fixture
def api(agent: User) -> APIClient:
    return client_for(agent)


def found(api: APIClient, **query: object) -> set[str]:
    answer = api.get(CASES, query)
    assert answer.status_code == 200, answer.json()
    return {row["reference"] for row in answer.json()["results"]}


# Making


def test_a_case_is_opened_for_a_known_payment(api: APIClient, agent: User):
    payment = make_payment()

    answer = api.post(CASES, {"subject": "Where is it?", "payment": payment.reference})

    assert answer.status_code == 201
    case = Case.objects.get()
    assert (case.payment, case.customer) == (payment, payment.customer)
    content = answer.json()
    assert content["reference"] == case.reference
    assert content["status"] == "new"
    assert content["customer_wording"] == "We have opened your case and are looking into it"
    assert content["payment"]["reference"] == payment.reference
    assert case.events.get().actor == agent


def test_opening_for_the_same_payment_again_returns_the_open_case(api: APIClient):
    payment = make_payment()
    body = {"subject": "Where is it?", "payment": payment.reference}
    first = api.post(CASES, body)

    second = api.post(CASES, body)

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["reference"] == first.json()["reference"]
    assert Case.objects.count() == 1


def test_a_case_is_opened_for_a_customer_without_a_payment(api: APIClient):
    answer = api.post(
        CASES,
        {
            "subject": "出款未到账",
            "priority": "urgent",
            "customer": {"name": "李测试", "email": "li@example.com", "locale": "zh-Hans"},
        },
    )

    assert answer.status_code == 201
    case = Case.objects.get()
    assert (case.customer.email, case.priority, case.payment) == ("li@example.com", "urgent", None)


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "subject"),
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 201, "customer": {"name": "A"}}, "subject"),
        ({"subject": "A"}, "customer"),
        ({"subject": "A", "customer": {}}, "customer"),
        ({"subject": "A", "customer": {"name": " ", "locale": "en"}}, "customer"),
        ({"subject": "A", "payment": "PAY-none"}, "payment"),
        ({"subject": "A", "payment": "PAY\u0000"}, "payment"),
        ({"subject": "A", "customer": {}, "priority": "now"}, "priority"),
        ({"subject": "A", "customer": {"email": "x"}}, "customer.email"),
        (
            {"subject": "A", "customer": {"email": "a@b.example\nBcc: c@d.example"}},
            "customer.email",
        ),
        ({"subject": "A", "customer": {"time_zone": "Mars/Phobos"}}, "customer.time_zone"),
        ({"subject": "A", "customer": {"time_zone": "../../etc/passwd"}}, "customer.time_zone"),
        ({"subject": "A", "customer": {"phone": "1" * 60}}, "customer.phone"),
        ({"subject": "A", "customer": "Li"}, "customer.non_field_errors"),
        ([], "non_field_errors"),
    ],
)
def test_a_case_that_cannot_be_is_refused_by_its_field(api: APIClient, body: object, attr: str):
    answer = api.post(CASES, body, format="json")

    assert answer.status_code == 400
    assert attr in [name for _code, name in errors(answer)]
    assert not Case.objects.exists()
    assert not Customer.objects.exists()


# Finding


def test_each_filter_finds_its_cases(api: APIClient, agent: User, tree: object):
    channel = make_channel(code="bank-x")
    cause = Cause.objects.get(slug="account_closed")
    late = timezone.now() - timedelta(days=400)
    plain = make_case(now=timezone.now() + timedelta(days=30))
    mine = make_case(assignee=agent, due_at=None)
    theirs = make_case(assignee=make_agent("bob"), status=Status.OPEN, due_at=None)
    paused = make_case(status=Status.WAITING_BANK, due_at=None)
    done = make_case(status=Status.RESOLVED, resolved_at=NOW, due_at=None)
    there = make_case(payment=make_payment(channel=channel), due_at=None)
    caused = make_case(cause=cause, due_at=None)
    overdue = make_case(due_at=late)
    worded = make_case(subject="退汇说明", due_at=None)
    everything = {c.reference for c in Case.objects.all()}

    def refs(*cases: Case) -> set[str]:
        return {case.reference for case in cases}

    assert found(api) == everything
    assert found(api, status="waiting_bank") == refs(paused)
    assert found(api, status=["waiting_bank", "resolved"]) == refs(paused, done)
    assert found(api, **{"class": "paused"}) == refs(paused)
    assert found(api, **{"class": "done"}) == refs(done)
    assert found(api, **{"class": "active"}) == everything - refs(paused, done)
    assert found(api, assignee="me") == refs(mine)
    assert found(api, assignee="bob") == refs(theirs)
    assert found(api, assignee="none") == everything - refs(mine, theirs)
    assert found(api, assignee="nobody-at-all") == set()
    assert found(api, channel="bank-x") == refs(there)
    assert found(api, cause="account_closed") == refs(caused)
    assert found(api, overdue="true") == refs(overdue)
    assert found(api, overdue="false") == everything
    take_in_changes()
    assert found(api, q="退汇") == refs(worded)
    assert found(api, q=plain.reference.lower()) == refs(plain)
    assert found(api, q="退汇", status="new") == refs(worded)
    assert found(api, q="退汇", status="open") == set()


@pytest.mark.parametrize(
    ("query", "attr"),
    [
        ({"status": "lost"}, "status"),
        ({"class": "lost"}, "class"),
        ({"q": "a\0"}, "q"),
        ({"overdue": "banana"}, "overdue"),
        ({"unreached": "1"}, "unreached"),
        ({"statuss": "open"}, "statuss"),
    ],
)
def test_a_filter_that_cannot_be_is_refused_by_name(
    api: APIClient, query: dict[str, str], attr: str
):
    answer = api.get(CASES, query)

    assert answer.status_code == 400
    assert errors(answer)[0][1] == attr


@pytest.mark.parametrize("rows", [1, 50])
def test_a_page_costs_the_same_for_one_row_and_for_fifty(
    api: APIClient, django_assert_num_queries, rows: int
):
    customer = make_customer()
    for _number in range(rows):
        make_case(customer=customer, payment=make_payment(customer=customer))

    with django_assert_num_queries(3):  # the token with its user, the time, the page
        answer = api.get(CASES)

    assert len(answer.json()["results"]) == rows


@pytest.mark.parametrize("messages", [1, 20])
def test_a_case_costs_the_same_for_one_message_and_for_twenty(
    api: APIClient, agent: User, django_assert_num_queries, messages: int
):
    case = make_case()
    for number in range(messages):
        add_note(case, f"Note {number}", now=NOW, actor=agent)

    with django_assert_num_queries(3):
        answer = api.get(f"{CASES}{case.reference}/")

    assert len(answer.json()["messages"]) == messages


def test_pages_follow_one_another_without_gap_or_repetition(api: APIClient):
    customer = make_customer()
    made = [
        make_case(customer=customer, payment=None, now=NOW + timedelta(minutes=number // 3))
        for number in range(60)
    ]

    first = api.get(CASES).json()
    second = api.get(first["next"]).json()

    assert (len(first["results"]), len(second["results"])) == (50, 10)
    assert (first["previous"], second["next"]) == (None, None)
    seen = [row["reference"] for row in first["results"] + second["results"]]
    assert (
        seen == [case.reference for case in sorted(made, key=lambda c: (c.opened_at, c.pk))][::-1]
    )
    assert api.get(second["previous"]).json()["results"] == first["results"]


def test_a_case_that_arrives_meanwhile_does_not_shift_the_next_page(api: APIClient):
    customer = make_customer()
    for number in range(51):
        make_case(customer=customer, payment=None, now=NOW - timedelta(seconds=number))
    first = api.get(CASES).json()
    make_case(customer=customer, payment=None, now=NOW + timedelta(hours=1))

    second = api.get(first["next"]).json()

    assert len(second["results"]) == 1
    assert second["results"][0] not in first["results"]


@pytest.mark.parametrize("cursor", ["nonsense", "AAAA", "%00", "cD0lMDA="])
def test_a_cursor_that_is_none_of_ours_is_refused(api: APIClient, cursor: str):
    make_case()

    answer = api.get(CASES, {"cursor": cursor})

    assert answer.status_code in (200, 400, 404)
    if answer.status_code != 200:
        errors(answer)


@pytest.mark.parametrize("reference", ["CW-00000000", "nonsense", "CW-%00", "a" * 300, "到账"])
def test_a_case_nobody_has_is_not_found(api: APIClient, reference: str):
    answer = api.get(f"{CASES}{reference}/")

    assert answer.status_code == 404
