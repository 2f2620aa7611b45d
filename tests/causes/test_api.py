"""Causes and failure codes over the API."""

import pytest
from django.contrib.auth import get_user_model
from rest_framework.test import APIRequestFactory, force_authenticate

from tests.codes import table
from tests.every import every
from troubleshooting.causes.api import CauseViewSet, FailureCodeViewSet, SchemeViewSet
from troubleshooting.causes.models import FailureCode


@pytest.fixture
def tables(tree):
    """All causes and codes of fixtures/."""


@pytest.fixture
def ask(db):
    agent = get_user_model().objects.create_user("agent", is_staff=True)

    def get(viewset, action="list", query=None, user=agent, **kwargs):
        request = APIRequestFactory().get("/", query or {})
        force_authenticate(request, user=user)
        return viewset.as_view({"get": action})(request, **kwargs)

    return get


def rows_of_all_pages(ask, viewset):
    query = {}
    while query is not None:
        page = ask(viewset, query=query).data
        yield from page["results"]
        cursor = page["next"] and page["next"].split("cursor=")[1].replace("%3D", "=")
        query = {"cursor": cursor} if cursor else None


def test_causes_are_listed_by_slug_in_both_languages(ask, tables):
    rows = list(rows_of_all_pages(ask, CauseViewSet))

    assert [row["slug"] for row in rows] == sorted(row["slug"] for row in rows)
    assert len(rows) == 78
    assert rows[0]["name_en"]
    assert rows[0]["name_zh"]


def test_a_cause_is_read_by_its_slug(ask, tables):
    answer = ask(CauseViewSet, "retrieve", slug="fraud_risk")

    assert answer.data["disclosure"] == "general"
    assert answer.data["group"] == "risk_compliance"


def test_causes_are_filtered_by_what_customers_may_learn(ask, tables):
    answer = ask(CauseViewSet, query={"disclosure": "silent"})

    assert [row["slug"] for row in answer.data["results"]] == [
        "holder_deceased",
        "sanctions_match",
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"scheme": "iso20022", "code": "ac04"}, {("iso20022", "AC04", "account_closed")}),
        ({"scheme": "nowhere"}, set()),
    ],
)
def test_codes_are_found_by_scheme_and_code_in_any_case(ask, tables, query, expected):
    rows = ask(FailureCodeViewSet, query=query).data["results"]

    assert {(row["scheme"], row["code"], row["cause"]) for row in rows} == expected


def test_codes_are_found_by_their_cause(ask, tables):
    rows = ask(FailureCodeViewSet, query={"cause": "holder_deceased"}).data["results"]

    assert rows
    assert {row["cause"] for row in rows} == {"holder_deceased"}


def test_pages_by_cursor_show_every_code_once(ask, tables):
    seen = [(row["scheme"], row["code"]) for row in rows_of_all_pages(ask, FailureCodeViewSet)]

    assert len(seen) == len(set(seen)) == len(table("failure_codes.csv"))
    assert seen == sorted(seen)


def test_a_page_costs_the_same_queries_with_many_codes(ask, tables, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(ask(FailureCodeViewSet).data["results"]) == 50


@pytest.mark.parametrize("viewset", [CauseViewSet, FailureCodeViewSet, SchemeViewSet])
def test_nobody_but_staff_reads_them(viewset):
    assert [permission.__name__ for permission in viewset.permission_classes] == ["ByRole"]


@every("viewset", [CauseViewSet, FailureCodeViewSet, SchemeViewSet])
@every("action", ["create", "update", "destroy"])
def test_nothing_is_written_over_the_api(viewset, action):
    assert not hasattr(viewset, action)


def test_a_scheme_is_read_with_what_it_falls_back_to(ask, tables, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = ask(SchemeViewSet).data["results"]

    parents = {row["slug"]: row["parent"] for row in rows}
    assert (parents["sepa"], parents["iso20022"]) == ("iso20022", None)
    assert "pain.002*" in ask(SchemeViewSet, "retrieve", slug="iso20022").data["aliases"]


def test_a_code_tells_what_else_it_is_documented_for(ask, tables):
    FailureCode.objects.filter(scheme="nacha", code="R16").update(other_causes=["account_frozen"])

    (row,) = ask(FailureCodeViewSet, query={"scheme": "nacha", "code": "R16"}).data["results"]

    assert row["other_causes"] == ["account_frozen"]
