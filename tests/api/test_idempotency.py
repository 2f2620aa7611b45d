"""The same POST sent twice is done once."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from support.cases.models import Case, Message
from support.intake.models import IdempotencyKey
from tests.api.asking import V1, basic, client_for, errors
from tests.factories import make_agent, make_case

pytestmark = pytest.mark.django_db
CASES = f"{V1}cases/"
BODY = {"subject": "Where is it?", "customer": {"email": "a@example.net"}}


@pytest.fixture
def api() -> APIClient:
    return client_for(make_agent())


def post(api: APIClient, body: Any = BODY, key: str = "key-1", url: str = CASES) -> Any:
    return api.post(url, body, format="json", headers={"Idempotency-Key": key})


def test_the_same_request_is_answered_the_same_and_done_once(api: APIClient):
    first = post(api)
    second = post(api)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Case.objects.count() == 1


def test_another_body_under_the_same_key_is_refused(api: APIClient):
    post(api)

    answer = post(api, {**BODY, "subject": "Something else"})

    assert answer.status_code == 422
    assert errors(answer) == [("idempotency_key_reused", "Idempotency-Key")]
    assert Case.objects.count() == 1


def test_another_address_under_the_same_key_is_refused(api: APIClient):
    case = make_case()
    body = {"body": "Hello"}
    post(api, body, url=f"{CASES}{case.reference}/notes/")

    answer = post(api, body, url=f"{CASES}{case.reference}/messages/")

    assert answer.status_code == 422
    assert Message.objects.count() == 1


def test_a_refused_request_may_be_tried_again_under_its_key(api: APIClient):
    assert post(api, {"subject": ""}).status_code == 400
    assert not IdempotencyKey.objects.exists()

    assert post(api).status_code == 201


def test_a_failure_inside_keeps_neither_row_nor_key(api: APIClient, monkeypatch):
    def breaks(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    api.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr("support.cases.api.open_case", breaks)
        assert post(api).status_code == 500
    assert not IdempotencyKey.objects.exists()

    assert post(api).status_code == 201
    assert Case.objects.count() == 1


def test_other_keys_are_other_requests(api: APIClient):
    first, second = post(api, key="one").json(), post(api, key="two").json()

    assert first["reference"] != second["reference"]


def test_without_a_key_everything_is_done_each_time(api: APIClient):
    for _time in range(2):
        assert api.post(CASES, BODY, format="json").status_code == 201

    assert Case.objects.count() == 2
    assert not IdempotencyKey.objects.exists()


def test_the_keys_of_two_callers_do_not_meet(api: APIClient):
    other = client_for(make_agent())

    first, second = post(api).json(), post(other).json()

    assert first["reference"] != second["reference"]


def test_somebody_without_rights_learns_nothing_by_a_known_key(api: APIClient):
    post(api)

    answer = post(APIClient())

    assert answer.status_code == 401
    assert not IdempotencyKey.objects.exclude(status_code=201).exists()


def test_a_key_is_of_no_use_once_its_token_has_ended(api: APIClient):
    agent = make_agent()
    theirs = client_for(agent)
    post(theirs)
    agent.auth_token_set.all().delete()

    assert post(theirs).status_code == 401


@pytest.mark.parametrize(("length", "status"), [(255, 201), (256, 400)])
def test_a_key_has_a_length(api: APIClient, length: int, status: int):
    assert post(api, key="k" * length).status_code == status


def test_reading_takes_no_key(api: APIClient):
    answer = api.get(CASES, headers={"Idempotency-Key": "key-1"})

    assert answer.status_code == 200
    assert not IdempotencyKey.objects.exists()


def test_a_large_body_under_a_key_is_refused_like_every_other(api: APIClient):
    answer = api.post(
        CASES, b"x" * 1024 * 1024, content_type="application/json",
        headers={"Idempotency-Key": "key-1"},
    )  # fmt: skip

    assert answer.status_code == 413
    assert errors(answer) == [("too_large", None)]


def test_a_fresh_token_is_never_kept_for_repetition():
    make_agent("amy", password="long-enough-secret")
    headers = {**basic("amy", "long-enough-secret"), "Idempotency-Key": "key-1"}

    answers = [APIClient().post(f"{V1}tokens/", headers=headers) for _time in range(2)]

    assert {answer.status_code for answer in answers} == {200}
    assert not IdempotencyKey.objects.exists()
