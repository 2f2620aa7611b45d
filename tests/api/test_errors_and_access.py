"""Who may ask, and how every refusal looks."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from support.cases.models import Case
from tests.api.asking import V1, basic, client_for, errors
from tests.factories import make_agent, make_case, make_channel

pytestmark = pytest.mark.django_db
LISTS = ["cases/", "channels/", "causes/", "failure-codes/"]
WALK = "walks/00000000-0000-4000-8000-000000000000/"
WRITES = [
    "cases/", "cases/CW-00000000/messages/", "cases/CW-00000000/notes/",
    "cases/CW-00000000/assignment/", "cases/CW-00000000/resolution/", "cases/CW-00000000/walk/",
    f"{WALK}answers/", f"{WALK}outcome/",
    "notifications/00000000-0000-4000-8000-000000000000/retry/",
]  # fmt: skip
READS = [*LISTS, "cases/CW-00000000/", "cases/CW-00000000/notifications/", WALK]


@pytest.mark.parametrize("path", READS)
def test_nobody_reads_without_a_token(path: str):
    answer = APIClient().get(V1 + path)

    assert (answer.status_code, errors(answer)) == (401, [("not_authenticated", None)])


@pytest.mark.parametrize("path", WRITES)
def test_nobody_writes_without_a_token(path: str):
    answer = APIClient().post(V1 + path, {})

    assert (answer.status_code, errors(answer)) == (401, [("not_authenticated", None)])


@pytest.mark.parametrize("path", READS)
def test_somebody_who_is_no_agent_reads_nothing(path: str):
    answer = client_for(make_agent(is_staff=False)).get(V1 + path)

    assert (answer.status_code, errors(answer)) == (403, [("permission_denied", None)])


@pytest.mark.parametrize("path", WRITES)
def test_somebody_who_is_no_agent_writes_nothing(path: str):
    answer = client_for(make_agent(is_staff=False)).post(V1 + path, {})

    assert (answer.status_code, errors(answer)) == (403, [("permission_denied", None)])


def test_an_agent_who_left_is_locked_out():
    agent = make_agent()
    api = client_for(agent)
    agent.is_active = False
    agent.save()

    answer = api.get(f"{V1}cases/")

    assert answer.status_code == 401


# Tokens


def test_a_name_and_a_password_are_exchanged_for_a_token_that_works():
    make_agent("amy", password="long-enough-secret")

    answer = APIClient().post(f"{V1}tokens/", headers=basic("amy", "long-enough-secret"))

    assert answer.status_code == 200
    token = answer.json()["token"]
    listed = APIClient().get(f"{V1}cases/", headers={"Authorization": f"Token {token}"})
    assert listed.status_code == 200


def test_a_token_is_stored_only_as_a_hash():
    _row, secret = AuthToken.objects.create(make_agent())

    stored = str(AuthToken.objects.values().get())

    assert secret not in stored
    assert len(AuthToken.objects.get().digest) >= 64


def test_a_token_ends_after_ninety_days():
    row, secret = AuthToken.objects.create(make_agent())
    assert row.expiry - timezone.now() > timedelta(days=89)
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))

    answer = APIClient().get(f"{V1}cases/", headers={"Authorization": f"Token {secret}"})

    assert answer.status_code == 401


@pytest.mark.parametrize(
    "given", ["Token nonsense", "Token", "Token a b", "Bearer x", "Token \u00ff"]
)
def test_a_token_that_is_none_opens_nothing(given: str):
    answer = APIClient().get(f"{V1}cases/", headers={"Authorization": given})

    assert answer.status_code == 401
    errors(answer)


def test_a_wrong_password_gets_no_token():
    make_agent("amy", password="long-enough-secret")

    answer = APIClient().post(f"{V1}tokens/", headers=basic("amy", "wrong"))

    assert answer.status_code == 401
    assert not AuthToken.objects.exists()


def test_somebody_who_is_no_agent_gets_no_token():
    make_agent("visitor", password="long-enough-secret", is_staff=False)

    answer = APIClient().post(f"{V1}tokens/", headers=basic("visitor", "long-enough-secret"))

    assert answer.status_code == 403
    assert not AuthToken.objects.exists()


def test_a_session_reads_but_does_not_write_without_its_csrf_token():
    agent, case = make_agent(), make_case()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(agent)

    assert browser.get(f"{V1}cases/").status_code == 200
    answer = browser.post(
        f"{V1}cases/{case.reference}/notes/", {"body": "x"}, content_type="application/json"
    )
    assert (answer.status_code, errors(answer)) == (403, [("permission_denied", None)])


# One form for every refusal


def test_what_is_not_there_is_not_found():
    api = client_for(make_agent())

    for path in ("cases/CW-00000000/", "channels/none/", "causes/none/", WALK, "nothing-here/"):
        answer = api.get(V1 + path)
        assert answer.status_code == 404
        assert errors(answer) == [("not_found", None)]


def test_a_method_that_is_not_offered_is_refused():
    answer = client_for(make_agent()).delete(f"{V1}cases/")

    assert (answer.status_code, errors(answer)) == (405, [("method_not_allowed", None)])


def test_a_form_is_no_json():
    answer = client_for(make_agent()).post(
        f"{V1}cases/", "subject=A", content_type="application/x-www-form-urlencoded"
    )

    assert (answer.status_code, errors(answer)) == (415, [("unsupported_media_type", None)])


@pytest.mark.parametrize("body", ["{", "nonsense", "[" * 20_000, "\ud800", ""])
def test_broken_json_is_refused(body: str):
    answer = client_for(make_agent()).post(
        f"{V1}cases/",
        body.encode("utf-8", "surrogatepass"),
        content_type="application/json",
    )

    assert answer.status_code == 400
    errors(answer)
    assert not Case.objects.exists()


def test_a_body_that_is_too_large_is_refused():
    answer = client_for(make_agent()).post(
        f"{V1}cases/", b'"' + b"x" * 1024 * 1024 + b'"', content_type="application/json"
    )

    assert answer.status_code == 413
    assert errors(answer) == [("too_large", None)]


def test_a_broken_rule_is_told_in_the_readers_language():
    case = make_case()
    api = client_for(make_agent())

    answer = api.get(f"{V1}cases/?status=lost", headers={"accept-language": "zh-hans"})

    assert answer.status_code == 400
    assert "lost" in answer.json()["errors"][0]["detail"]
    assert case.reference not in answer.content.decode()


def test_channels_show_their_present_state():
    channel = make_channel(code="bank-x")
    channel.states.create(state="down", since=timezone.now() - timedelta(hours=1))
    channel.states.create(state="normal", since=timezone.now() + timedelta(hours=1))
    make_channel(code="bank-y")

    rows = client_for(make_agent()).get(f"{V1}channels/").json()["results"]

    assert {row["code"]: row["state"] for row in rows} == {"bank-x": "down", "bank-y": "normal"}
