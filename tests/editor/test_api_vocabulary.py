"""What a script may name in a document, and a cause that it adds."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.asking import client_for, errors
from tests.editor.authors import live_tree, small_document
from tests.editor.scripting import TREE, author_api, changed, opened, read, step_of, write
from tests.factories import make_agent
from troubleshooting.causes.models import Cause

pytestmark = pytest.mark.django_db
HOLIDAY = {
    "name_en": "Bank holiday",
    "name_zh": "银行休假",
    "customer_message_en": "Banks are closed today. Payment {reference} goes out tomorrow.",
    "customer_message_zh": "今天银行休息，{reference} 将于明天处理。",
}


@pytest.fixture
def api() -> APIClient:
    live_tree()
    return author_api()


def test_a_script_learns_what_a_document_may_name(api: APIClient):
    known = read(api, f"{TREE}vocabulary/")

    results = {check["name"]: check["results"] for check in known["checks"]}
    assert "cause" in known["kinds"]["outcome"]
    assert (known["languages"], known["trees"]) == (["en", "zh-hans"], ["payout"])
    assert results
    assert all(results.values())
    assert {"solution", "case-resolved"} <= set(known["messages"])
    assert "waiting_customer" in known["statuses"]


def test_checks_are_named_in_the_readers_language(api: APIClient):
    english, chinese = (
        api.get(f"{TREE}vocabulary/", headers={"accept-language": language}).json()["checks"]
        for language in ("en", "zh-hans")
    )

    assert [check["name"] for check in english] == [check["name"] for check in chinese]
    assert [check["title"] for check in english] != [check["title"] for check in chinese]


def test_a_cause_that_the_list_lacks_is_added_and_named_by_an_outcome(api: APIClient):
    cause = write(api, f"{TREE}causes/", HOLIDAY)

    assert (cause["name_en"], cause["name_zh"]) == ("Bank holiday", "银行休假")
    assert cause["slug"] in read(api, f"{TREE}vocabulary/")["causes"]
    entry = step_of(opened(api)["document"], "wait") | {"cause": cause["slug"]}
    changed(api, 0, {"do": "set_node", "key": "wait", "entry": entry})
    assert read(api, f"{TREE}checks/")["errors"] == 0
    kinds = [line["kind"] for line in read(api, f"{TREE}log/")["results"]]
    assert kinds == ["edited", "created", "cause"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_en": ""}, "name_en"),
        ({"name_zh": 5}, "name_zh"),
        ({"customer_message_en": "x" * 301}, "customer_message_en"),
        ({"disclosure": "never"}, "disclosure"),
        ({"group": []}, "group"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_cause_with_a_wrong_field_is_refused(api: APIClient, changes: Any, field: str):
    answer = api.post(f"{TREE}causes/", {**HOLIDAY, **changes}, format="json")

    assert answer.status_code == 400
    assert [attr for _code, attr in errors(answer)] == [field]
    assert not Cause.objects.exists()


def test_who_may_only_view_adds_no_cause(api: APIClient):
    answer = client_for(make_agent()).post(f"{TREE}causes/", HOLIDAY, format="json")

    assert answer.status_code == 403
    assert not Cause.objects.exists()


@pytest.mark.parametrize("count", [0, 6])
def test_vocabulary_takes_the_same_queries_however_many_trees_there_are(
    api: APIClient, count: int, django_assert_num_queries: Any
):
    for number in range(count):
        live_tree({**small_document(), "slug": f"tree-{number}"})

    read(api, f"{TREE}vocabulary/")  # what trees in force mean is kept once it is known

    with django_assert_num_queries(5):
        assert len(read(api, f"{TREE}vocabulary/")["trees"]) == count + 1
