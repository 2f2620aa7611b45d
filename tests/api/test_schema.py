"""The API against its own description."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings

from support.guidance.services import start_walk
from support.payments.models import Channel
from tests.api.asking import client_for
from tests.api.describing import described_once_more, description, operations
from tests.factories import NOW, make_agent, make_case, make_payment
from tests.sampling import examples

pytestmark = pytest.mark.django_db


def test_the_description_is_made_without_a_warning_and_is_valid():
    validated = described_once_more()

    assert len(json.dumps(validated)) > 10_000
    assert description() == validated


def test_anybody_may_read_the_description():
    answer = Client().get("/api/schema/")

    assert answer.status_code == 200
    assert b"/payment-events/" in answer.content


def test_every_address_of_the_design_is_described():
    paths = description()["paths"]

    for path in (
        "payment-events/", "cases/", "cases/{reference}/", "cases/{reference}/messages/",
        "cases/{reference}/notes/", "cases/{reference}/resolution/",
        "cases/{reference}/assignment/", "cases/{reference}/walk/",
        "cases/{reference}/notifications/", "walks/{id}/", "walks/{id}/answers/",
        "walks/{id}/answers/{number}/", "walks/{id}/outcome/", "notifications/{id}/retry/",
        "channels/", "causes/", "failure-codes/", "tokens/",
    ):  # fmt: skip
        assert f"/api/v1/{path}" in paths


READS = ["cases/", "channels/", "causes/", "failure-codes/"]


@pytest.mark.parametrize("path", READS)
def test_lists_keep_what_their_description_promises(tree: object, path: str):
    make_case()
    api = client_for(make_agent())
    operation = operations()[f"/api/v1/{path}"]["GET"]

    @given(case=operation.as_strategy())
    @settings(
        max_examples=examples(15),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        answer = api.get(
            f"/api/v1/{path}", {k: v for k, v in (case.query or {}).items() if v is not None}
        )
        assert answer.status_code in (200, 400, 404), answer.content
        if answer.status_code == 200:
            assert set(answer.json()) == {"next", "previous", "results"}

    ask()


def test_what_is_answered_has_the_described_fields(tree: object):
    api = client_for(make_agent())
    channel = Channel.objects.get(code="demo-cn-instant")
    case = make_case(payment=make_payment(channel=channel, currency="CNY"))
    walk = start_walk(case, now=NOW).walk
    schemas = description()["components"]["schemas"]

    for path, name in [
        (f"cases/{case.reference}/", "CaseDetail"),
        (f"walks/{walk.pk}/", "Walk"),
        ("channels/demo-fps/", "Channel"),
        ("causes/account_closed/", "Cause"),
    ]:
        answer = api.get(f"/api/v1/{path}")
        assert answer.status_code == 200
        assert set(answer.json()) == set(schemas[name]["properties"]), name


def test_the_description_is_stable():
    assert description() == described_once_more()
