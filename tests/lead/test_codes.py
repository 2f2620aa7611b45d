"""Codes that were met and that nobody knows."""

import pytest
from django.utils import timezone

from support.cases.models import Case
from support.guidance.beginning import present_walk
from support.guidance.services import start_walk
from support.guidance.waiting.learnt import walk_anew_by_code
from support.sources.models import Source
from tests.factories import make_agent, make_case, make_payment, sign_in
from troubleshooting.causes.models import FailureCode

PAGE = "/sources/codes/"


@pytest.fixture
def met(tree):
    """Three payments with two codes that nothing explains."""
    for code in ("Q-77", "Q-78", "Q-77"):
        make_payment(failure_scheme="novapay", failure_code=code, failure_message="Nope")


def test_codes_nobody_knows_stand_there_most_frequent_first(desk, met):
    page = desk.get(PAGE).text

    assert page.index("Q-77") < page.index("Q-78")
    assert "Nope" in page


def test_one_press_gives_a_code_its_cause_and_takes_it_off_the_page(desk, met):
    answer = desk.post(PAGE, {"scheme": "novapay", "code": "Q-77", "cause": "account_closed"})

    assert answer.status_code == 302
    assert FailureCode.objects.get(code="Q-77").cause.slug == "account_closed"
    page = desk.get(PAGE).text
    assert 'value="Q-77"' not in page
    assert 'value="Q-78"' in page


@pytest.mark.parametrize(
    "typed",
    [
        {"scheme": "novapay", "code": "Q-77", "cause": "nosuch"},
        {"scheme": "", "code": "Q-77", "cause": "account_closed"},
        {"scheme": "novapay", "code": "\0", "cause": "account_closed"},
        {},
    ],
)
def test_what_cannot_be_saved_says_why(desk, met, typed):
    answer = desk.post(PAGE, typed)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not FailureCode.objects.filter(code="Q-77").exists()


def test_a_code_saved_twice_is_said_to_be_known(desk, met):
    typed = {"scheme": "novapay", "code": "Q-77", "cause": "account_closed"}
    desk.post(PAGE, typed)

    assert desk.post(PAGE, typed).status_code == 422
    assert FailureCode.objects.filter(code="Q-77").count() == 1


def test_the_page_is_for_leads(client, db):
    assert sign_in(client, make_agent()).get(PAGE).status_code == 403


def test_without_such_codes_it_says_so(desk):
    assert "Every code received is known." in desk.get(PAGE).text
    assert Source.objects.count() == 0


def test_a_code_explained_lets_its_open_cases_go_on(desk, tree):
    told = {"failure_scheme": "novapay", "failure_code": "Q-77", "failure_message": ""}
    case, taken = (make_case(payment=make_payment(**told)) for _ in range(2))
    for one in (case, taken):
        start_walk(one, now=timezone.now())
    Case.objects.filter(pk=taken.pk).update(assignee=make_agent("li"))
    assert present_walk(case).position().present.cause != "account_closed"

    answer = desk.post(
        PAGE, {"scheme": "novapay", "code": "Q-77", "cause": "account_closed"}, follow=True
    )
    count = walk_anew_by_code("novapay", "Q-77", timezone.now())

    assert "1 open case with it again" in answer.text
    assert count == 1
    case.refresh_from_db()
    assert present_walk(case).position().present.cause == "account_closed"
    assert taken.walks.count() == 1
