"""Cases worked on over the API."""

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from support.cases.models import Case, Message
from support.notifications.models import Notification
from tests.api.asking import V1, client_for, errors
from tests.factories import make_agent, make_case, make_customer

pytestmark = pytest.mark.django_db
CASES = f"{V1}cases/"


@pytest.fixture
def agent() -> User:
    return make_agent("amy")


@pytest.fixture
def api(agent: User) -> APIClient:
    return client_for(agent)


def test_a_reply_reaches_the_customer(api: APIClient, agent: User):
    case = make_case()

    answer = api.post(f"{CASES}{case.reference}/messages/", {"body": "Please check the number."})

    assert answer.status_code == 201
    content = answer.json()
    assert (content["kind"], content["author"], content["body"]) == (
        "outgoing",
        "amy",
        "Please check the number.",
    )
    sent = Notification.objects.for_thread(case.reference)
    assert {row.channel for row in sent} == {"email", "sms"}
    assert all("/s/" in row.context["status_url"] for row in sent)


def test_a_note_reaches_nobody(api: APIClient):
    case = make_case()

    answer = api.post(f"{CASES}{case.reference}/notes/", {"body": "Rings a bell"})

    assert (answer.status_code, answer.json()["kind"]) == (201, "note")
    assert not Notification.objects.exists()


@pytest.mark.parametrize("part", ["messages", "notes"])
@pytest.mark.parametrize("body", [{}, {"body": ""}, {"body": "  "}, {"body": "x" * 20_001}])
def test_words_that_cannot_be_are_refused(api: APIClient, part: str, body: dict[str, str]):
    case = make_case()

    answer = api.post(f"{CASES}{case.reference}/{part}/", body)

    assert answer.status_code == 400
    assert errors(answer)[0][1] == "body"
    assert not Message.objects.exists()


def test_a_case_is_assigned_and_given_back(api: APIClient):
    case, bob = make_case(), make_agent("bob")
    url = f"{CASES}{case.reference}/assignment/"

    given = api.post(url, {"assignee": "bob"})
    assert (given.status_code, given.json()["assignee"]) == (201, bob.username)
    assert given.json()["status"] == "open"

    back = api.post(url, {"assignee": None})
    assert back.json()["assignee"] is None


def test_a_case_is_not_given_to_somebody_who_has_left(api: APIClient):
    case = make_case()
    make_agent("gone", is_active=False)

    answer = api.post(f"{CASES}{case.reference}/assignment/", {"assignee": "gone"})

    assert (answer.status_code, errors(answer)[0][1]) == (400, "assignee")


def test_a_case_is_not_given_to_somebody_who_is_no_agent(api: APIClient):
    case = make_case()
    make_agent("visitor", is_staff=False)

    answer = api.post(f"{CASES}{case.reference}/assignment/", {"assignee": "visitor"})

    assert (answer.status_code, errors(answer)[0][1]) == (400, "assignee")
    case.refresh_from_db()
    assert case.assignee is None


def test_a_case_is_resolved_once(api: APIClient):
    case = make_case()
    url = f"{CASES}{case.reference}/resolution/"

    first = api.post(url, {"note": "Released", "ending": "credited"})
    second = api.post(url, {"note": "Released", "ending": "credited"})

    assert (first.status_code, first.json()["ending"]) == (201, "credited")
    assert (second.status_code, errors(second)) == (400, [("resolved", None)])
    assert Notification.objects.filter(channel="email").count() == 1


def test_the_messages_of_a_case_are_listed_with_hidden_addresses(api: APIClient):
    case = make_case(customer=make_customer(email="secret@example.net", phone="+447700900321"))
    api.post(f"{CASES}{case.reference}/messages/", {"body": "Hello"})

    answer = api.get(f"{CASES}{case.reference}/notifications/")

    assert answer.status_code == 200
    assert {row["channel"] for row in answer.json()} == {"email", "sms"}
    assert {row["state"] for row in answer.json()} == {"queued"}
    assert "secret@" not in answer.content.decode()
    assert "+447700900321" not in answer.content.decode()


def test_a_failed_message_is_sent_again_and_only_a_failed_one(api: APIClient):
    case = make_case()
    api.post(f"{CASES}{case.reference}/messages/", {"body": "Hello"})
    row = Notification.objects.get(channel="email")
    url = f"{V1}notifications/{row.pk}/retry/"

    assert api.post(url).status_code == 400

    Notification.objects.filter(pk=row.pk).update(state="failed", reason="technical")
    answer = api.post(url)
    assert (answer.status_code, answer.json()["state"]) == (201, "queued")


def test_customers_are_joined_and_parted_over_the_api(api: APIClient):
    case = make_case(customer=make_customer(name="Mock Alder", email="a@example.net"))
    other = make_case(customer=make_customer(name="M Alder", email="A@example.net"))

    (found,) = api.get(f"{CASES}{case.reference}/lookalikes/").json()
    joined = api.post(f"{CASES}{case.reference}/joining/", {"case": other.reference})

    assert found == {
        "name": "M Alder",
        "case": other.reference,
        "shares_email": True,
        "shares_phone": False,
    }
    assert joined.status_code == 201
    assert Case.objects.get(pk=other.pk).customer_id == case.customer_id
    again = api.post(f"{CASES}{case.reference}/joining/", {"case": other.reference})
    assert again.status_code == 400

    parted = api.post(f"{CASES}{case.reference}/parting/", {"case": other.reference})

    assert parted.status_code == 201
    assert Case.objects.get(pk=other.pk).customer_id == other.customer_id
    again = api.post(f"{CASES}{case.reference}/parting/", {"case": other.reference})
    assert again.status_code == 400


def test_only_customers_alike_are_joined_over_the_api(api: APIClient):
    case = make_case()

    answer = api.post(f"{CASES}{case.reference}/joining/", {"case": make_case().reference})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "unlike"
