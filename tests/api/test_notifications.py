"""Messages over the API: the list, and what an agent's program does with one."""

import pytest

from support.notifications.models import Notification, Reason, State
from tests.api.asking import V1, client_for, errors
from tests.factories import make_agent
from tests.notifications.making import NOW, make_notification

pytestmark = pytest.mark.django_db
MESSAGES = f"{V1}notifications/"


@pytest.fixture
def api():
    return client_for(make_agent("amy"))


def keys(answer):
    return [row["id"] for row in answer.json()["results"]]


def test_a_message_says_by_whom_it_went_how_urgent_it_is_and_what_it_cost(api):
    failed = make_notification(state="failed", reason="refused", provider="sms-a", channel="sms")
    make_notification(
        channel="sms", urgency=0, segments=2, cost="0.1500", wording="v3", stands_in_for=failed
    )

    shown = api.get(MESSAGES).json()["results"][0]

    assert (shown["urgency"], shown["segments"], shown["cost"]) == ("urgent", 2, "0.1500")
    assert (shown["wording"], shown["stands_in_for"]) == ("v3", str(failed.pk))
    assert shown["address"] == "+86•••01"
    assert "text" not in shown
    assert "context" not in shown


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("state=failed", {"state": "failed", "reason": "refused"}),
        ("state=failed&state=sent", {"state": "sent", "sent_at": NOW}),
        ("channel=sms", {"channel": "sms"}),
        ("event=case-opened", {"event": "case-opened"}),
        ("reason=blocked", {"state": "failed", "reason": "blocked"}),
        ("thread=CW-0001", {"thread": "CW-0001"}),
    ],
)
def test_the_list_narrows_to_what_is_asked_for(api, query, columns):
    make_notification()
    wanted = make_notification(**columns)

    assert keys(api.get(f"{MESSAGES}?{query}")) == [str(wanted.pk)]


@pytest.mark.parametrize("query", ["state=x", "channel=x", "event=x", "reason=x"])
def test_a_filter_that_makes_no_sense_is_refused(api, query):
    answer = api.get(f"{MESSAGES}?{query}")

    assert answer.status_code == 400
    assert errors(answer) == [("invalid_choice", query[:-2])]


def test_pages_reach_every_one_of_many_messages_of_one_moment(api, monkeypatch):
    monkeypatch.setattr("web.cursor_pages.Pages.page_size", 7)
    for _number in range(30):
        make_notification(created_at=NOW)

    seen, address = [], MESSAGES
    while address:
        answer = api.get(address)
        seen += keys(answer)
        address = answer.json()["next"]

    assert len(seen) == len(set(seen)) == 30


def test_the_list_costs_the_same_number_of_queries_however_long_it_is(
    api, django_assert_max_num_queries
):
    for _number in range(12):
        row = make_notification()
        row.attempt_rows.create(number=1, started_at=NOW, ended_at=NOW, ok=False)

    with django_assert_max_num_queries(4):
        assert len(keys(api.get(MESSAGES))) == 12


def test_a_waiting_message_is_cancelled_once(api):
    message = make_notification()

    first = api.post(f"{MESSAGES}{message.pk}/cancellation/")
    second = api.post(f"{MESSAGES}{message.pk}/cancellation/")

    assert (first.status_code, first.json()["state"]) == (201, "cancelled")
    assert errors(second) == [("not_queued", None)]


def test_a_failed_message_is_sent_by_the_other_channel_once(api):
    message = make_notification(state="failed", reason="refused")

    first = api.post(f"{MESSAGES}{message.pk}/stand-in/")
    second = api.post(f"{MESSAGES}{message.pk}/stand-in/")

    assert first.status_code == 201
    assert (first.json()["channel"], first.json()["state"]) == ("sms", "queued")
    assert first.json()["stands_in_for"] == str(message.pk)
    assert errors(second) == [("other_channel", None)]
    assert Notification.objects.count() == 2


@pytest.mark.parametrize(("arrived", "state"), [(True, "delivered"), (False, "queued")])
def test_an_uncertain_message_is_settled_once(api, arrived, state):
    message = make_notification(channel="sms", state=State.NEEDS_PERSON, reason=Reason.UNCERTAIN)
    address = f"{MESSAGES}{message.pk}/settlement/"

    first = api.post(address, {"arrived": arrived}, format="json")
    second = api.post(address, {"arrived": arrived}, format="json")

    assert (first.status_code, first.json()["state"]) == (201, state)
    assert first.json()["attempts"][-1]["words"]
    assert errors(second) == [("not_uncertain", None)]


def test_a_settlement_without_its_word_is_refused(api):
    message = make_notification(state=State.NEEDS_PERSON, reason=Reason.UNCERTAIN)

    answer = api.post(f"{MESSAGES}{message.pk}/settlement/", {}, format="json")

    assert errors(answer) == [("required", "arrived")]


@pytest.mark.parametrize("act", ["retry", "cancellation", "stand-in", "settlement"])
def test_nobody_but_an_agent_reads_or_changes_messages(act):
    message = make_notification(state="failed", reason="refused")
    visitor = client_for(make_agent("eve", is_staff=False))

    for client, code in ((client_for(), 401), (visitor, 403)):
        assert client.get(MESSAGES).status_code == code
        assert client.post(f"{MESSAGES}{message.pk}/{act}/").status_code == code
    message.refresh_from_db()
    assert message.state == "failed"
