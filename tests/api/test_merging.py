"""Merging, taking apart and linking over the API."""

import pytest
from rest_framework.test import APIClient

from support.cases.models import Case
from tests.factories import make_agent, make_case, make_customer

pytestmark = pytest.mark.django_db
CASES = "/api/v1/cases/"


@pytest.fixture
def api() -> APIClient:
    client = APIClient()
    client.force_authenticate(make_agent())
    return client


@pytest.fixture
def pair() -> tuple[Case, Case]:
    customer = make_customer()
    return make_case(customer=customer), make_case(customer=customer, payment=None)


def test_merging_answers_with_the_kept_case_and_the_merged_one_says_where_it_is(
    api: APIClient, pair: tuple[Case, Case]
):
    kept, merged = pair
    api.post(f"{CASES}{merged.reference}/notes/", {"body": "Before"})

    answer = api.post(f"{CASES}{kept.reference}/merge/", {"case": merged.reference})

    assert (answer.status_code, answer.json()["reference"]) == (201, kept.reference)
    assert answer.json()["merged_references"] == [merged.reference]
    assert [(row["body"], row["case"]) for row in answer.json()["messages"]] == [
        ("Before", merged.reference)
    ]
    shown = api.get(f"{CASES}{merged.reference}/").json()
    assert (shown["merged_into"], shown["status"]) == (kept.reference, "closed")


def test_words_for_the_merged_case_stand_in_the_kept_one_which_the_answer_names(
    api: APIClient, pair: tuple[Case, Case]
):
    kept, merged = pair
    api.post(f"{CASES}{kept.reference}/merge/", {"case": merged.reference})

    answer = api.post(f"{CASES}{merged.reference}/notes/", {"body": "After"})

    assert (answer.status_code, answer.json()["case"]) == (201, kept.reference)


def test_a_merge_is_taken_back_and_a_second_time_refused(api: APIClient, pair: tuple[Case, Case]):
    kept, merged = pair
    api.post(f"{CASES}{kept.reference}/merge/", {"case": merged.reference})

    answers = [api.delete(f"{CASES}{merged.reference}/merge/") for _twice in "12"]

    assert [answer.status_code for answer in answers] == [200, 400]
    assert answers[0].json()["merged_into"] is None
    assert answers[1].json()["errors"][0]["code"] == "not_merged"


def test_two_customers_need_a_reason(api: APIClient):
    kept, other = make_case(), make_case()

    refused = api.post(f"{CASES}{kept.reference}/merge/", {"case": other.reference})
    done = api.post(
        f"{CASES}{kept.reference}/merge/", {"case": other.reference, "reason": "They rang"}
    )

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "reason")
    assert done.status_code == 201


def test_related_cases_are_named_linked_and_unlinked(api: APIClient, pair: tuple[Case, Case]):
    case, other = pair
    address = f"{CASES}{case.reference}/related/"

    found = api.get(address).json()
    linked = api.post(address, {"case": other.reference, "kind": "duplicate"}).json()
    unlinked = api.post(address, {"case": other.reference, "kind": ""}).json()

    assert [(row["case"], row["why"]) for row in found] == [(other.reference, ["customer"])]
    assert linked[0]["why"] == ["duplicate", "customer"]
    assert unlinked == found
