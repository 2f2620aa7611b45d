"""Walks over the API: the same panel that the page shows."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from support.cases.models import Case
from support.guidance.api import shown
from support.notifications.models import Notification
from support.payments.models import Channel
from tests.api.asking import V1, client_for, errors
from tests.factories import make_agent, make_case, make_payment
from troubleshooting.walks.models import Walk
from web.answers import Plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(tree: object) -> APIClient:
    return client_for(make_agent("amy", first_name="Amy"))


@pytest.fixture
def case(tree: object) -> Case:
    channel = Channel.objects.get(code="demo-cn-instant")
    payment = make_payment(
        channel=channel, failure_scheme="", failure_code="", failure_message="",
        bank_latency_ms=None,
    )  # fmt: skip
    return make_case(payment=payment)


@pytest.fixture
def walk(api: APIClient, case: Case) -> dict[str, Any]:
    answer = api.post(f"{V1}cases/{case.reference}/walk/")
    assert answer.status_code == 201, answer.json()
    content: dict[str, Any] = answer.json()
    return content


def url_of(walk: dict[str, Any], part: str = "") -> str:
    return f"{V1}walks/{walk['id']}/{part}"


def answer_step(api: APIClient, walk: dict[str, Any], **body: Any) -> Any:
    present = walk["present"] or {"node": ""}
    return api.post(
        url_of(walk, "answers/"), {"node": present["node"], "seen": walk["seen"]} | body
    )


@pytest.mark.parametrize("is_at_outcome", [False, True])
def test_a_walk_is_sent_as_the_framework_sends_it(
    api: APIClient, case: Case, monkeypatch: pytest.MonkeyPatch, *, is_at_outcome: bool
):
    about = make_case(payment=make_payment(channel=case.payment.channel)) if is_at_outcome else case
    begun = api.post(f"{V1}cases/{about.reference}/walk/").json()
    walk = Walk.objects.get(pk=begun["id"])

    sent = shown(about, walk)
    monkeypatch.delattr(Plain, "to_representation")

    assert sent == shown(about, walk)
    assert sent["path"]
    assert bool(sent["outcome"]) is is_at_outcome


def test_a_walk_says_where_it_stands_and_how_it_came_there(walk: dict[str, Any], case: Case):
    assert walk["case"] == case.reference
    assert (walk["tree"], walk["version"], walk["state"]) == ("payout-not-received", 1, "open")
    assert walk["seen"] == len(walk["path"]) > 10
    assert walk["remaining"] == 1
    assert walk["present"]["node"] == "system_load"
    assert [option["key"] for option in walk["present"]["options"]] == [
        "healthy",
        "overloaded",
        "misconfigured",
    ]
    assert walk["outcome"] is None
    first = walk["path"][0]
    assert (first["node"], first["source"], first["kind"]) == ("known_outage", "check", "answered")
    assert first["evidence"]["sentence"]
    assert any(step["evidence"]["values"] for step in walk["path"])


def test_an_answer_returns_the_next_step(api: APIClient, walk: dict[str, Any]):
    answer = answer_step(api, walk, option="healthy", note="All quiet")

    assert answer.status_code == 201
    content = answer.json()
    assert content["present"]["node"] == "simulated_payment"
    taken = content["path"][-1]
    assert (taken["node"], taken["actor"], taken["note"]) == ("system_load", "Amy", "All quiet")
    assert content["seen"] == walk["seen"] + 1


def test_a_stale_answer_is_told_the_present_state_and_changes_nothing(
    api: APIClient, walk: dict[str, Any]
):
    answer_step(api, walk, option="healthy")

    stale = answer_step(api, walk, option="overloaded")

    assert stale.status_code == 409
    content = stale.json()
    assert content["errors"][0]["code"] == "stale"
    assert content["walk"]["seen"] == walk["seen"] + 1
    assert content["walk"]["present"]["node"] == "simulated_payment"
    assert Walk.objects.get().answers_seen == walk["seen"] + 1


@pytest.mark.parametrize("part", ["answers/1/", "outcome/"])
def test_every_write_on_an_old_view_is_a_conflict(api: APIClient, walk: dict[str, Any], part: str):
    answer_step(api, walk, option="overloaded")
    old = {"seen": walk["seen"]}

    stale = (api.delete if "answers" in part else api.post)(url_of(walk, part), old)

    assert stale.status_code == 409
    assert stale.json()["walk"]["outcome"]["node"] == "out_server_overload"
    assert Walk.objects.get().is_open


@pytest.mark.parametrize(
    ("body", "code", "attr"),
    [
        ({"option": "nonsense"}, "unknown_option", None),
        ({"node": "nowhere", "option": "x"}, "unknown_node", None),
        ({"node": "risk_signs", "option": "none"}, "not_on_path", None),
        ({"kind": "skipped"}, "reason_needed", None),
        ({"node": "known_outage", "option": "down"}, "reason_needed", None),
        ({"kind": "guessed"}, "invalid_choice", "kind"),
        ({"kind": "retracted"}, "invalid_choice", "kind"),
        ({"seen": -1, "option": "healthy"}, "min_value", "seen"),
        ({"seen": None, "option": "healthy"}, "null", "seen"),
        ({"node": None, "option": "healthy"}, "null", "node"),
    ],
)
def test_an_answer_the_step_does_not_take_is_refused(
    api: APIClient, walk: dict[str, Any], body: dict[str, Any], code: str, attr: str
):
    answer = answer_step(api, walk, **body)

    assert answer.status_code == 400
    assert errors(answer) == [(code, attr)]
    assert Walk.objects.get().answers_seen == walk["seen"]


def test_skipping_not_knowing_and_overruling_are_written_down(api: APIClient, walk: dict[str, Any]):
    skipped = answer_step(api, walk, kind="skipped", reason="Asked this morning").json()
    unknown = answer_step(api, skipped, kind="cant_say").json()
    overruled = answer_step(
        api, unknown, node="known_outage", option="down", reason="The bank rang"
    ).json()

    assert [step["kind"] for step in unknown["path"][-2:]] == ["skipped", "cant_say"]
    assert overruled["outcome"]["cause"] == "bank_system_failure"
    assert overruled["path"][0]["is_overruled"] is True
    assert "system_load" in overruled["off_path"]


def test_an_answer_is_taken_back_by_its_number(api: APIClient, walk: dict[str, Any]):
    after = answer_step(api, walk, option="healthy").json()
    number = after["path"][-1]["number"]

    answer = api.delete(url_of(walk, f"answers/{number}/"), {"seen": after["seen"]})

    assert answer.status_code == 200
    assert answer.json()["present"]["node"] == "system_load"


def test_what_was_seen_may_stand_in_the_address(api: APIClient, walk: dict[str, Any]):
    after = answer_step(api, walk, option="healthy").json()
    number = after["path"][-1]["number"]

    answer = api.delete(f"{url_of(walk, f'answers/{number}/')}?seen={after['seen']}")

    assert answer.status_code == 200


@pytest.mark.parametrize("body", [[], [1], "text", 7])
def test_a_body_that_is_no_object_is_refused(api: APIClient, walk: dict[str, Any], body: object):
    answer = api.delete(url_of(walk, "answers/1/"), body, format="json")

    assert answer.status_code == 400
    errors(answer)


def test_confirming_applies_what_was_previewed(api: APIClient, walk: dict[str, Any], case: Case):
    at_outcome = answer_step(api, walk, option="overloaded").json()
    assert at_outcome["outcome"]["cause"] == "server_overload"
    assert [preview["channel"] for preview in at_outcome["outcome"]["previews"]] == [
        "email",
        "sms",
    ]

    answer = api.post(url_of(walk, "outcome/"), {"seen": at_outcome["seen"]})

    assert answer.status_code == 201
    assert answer.json()["state"] == "concluded"
    case.refresh_from_db()
    assert (case.cause.slug, case.status) == ("server_overload", "open")
    told = Notification.objects.exclude(event="case-opened")
    assert {row.event for row in told} == {at_outcome["outcome"]["message"]}
    assert {row.channel for row in told} == {"email", "sms"}


def test_confirming_too_early_or_twice_is_refused(api: APIClient, walk: dict[str, Any]):
    early = api.post(url_of(walk, "outcome/"), {"seen": walk["seen"]})
    assert errors(early) == [("not_at_an_outcome", None)]

    seen = answer_step(api, walk, option="overloaded").json()["seen"]
    api.post(url_of(walk, "outcome/"), {"seen": seen})
    twice = api.post(url_of(walk, "outcome/"), {"seen": seen})

    assert (twice.status_code, errors(twice)) == (400, [("walk_ended", None)])


def test_reading_a_walk_reads_its_facts_anew(api: APIClient, walk: dict[str, Any], case: Case):
    channel = case.payment.channel
    channel.states.create(state="down", since=case.payment.initiated_at, note="Told late")

    content = api.get(url_of(walk)).json()

    assert [step["node"] for step in content["path"] if step["is_changed"]] == ["known_outage"]


def test_a_walk_is_read_in_the_language_asked_for(api: APIClient, walk: dict[str, Any]):
    content = api.get(url_of(walk), headers={"accept-language": "zh-hans"}).json()

    assert content["path"][0]["title"] == "该通道当时状态如何？"


def test_a_walk_nobody_has_is_not_found(api: APIClient):
    answer = api.get(f"{V1}walks/00000000-0000-4000-8000-000000000000/")

    assert (answer.status_code, errors(answer)) == (404, [("not_found", None)])
    assert api.post(f"{V1}cases/CW-00000000/walk/").status_code == 404


def test_in_bulk_an_outcome_is_left_where_the_record_says_something_else_by_now(
    api: APIClient, walk: dict[str, Any], case: Case
):
    seen = answer_step(api, walk, option="overloaded").json()["seen"]
    channel = case.payment.channel
    channel.states.create(state="down", since=case.payment.initiated_at, note="Told late")
    chosen = [{"case": case.reference, "seen": f"{walk['id']}:{seen}"}]

    response = api.post("/api/v1/cases/bulk/", {"deed": "outcome", "cases": chosen})

    assert response.json()["done"] == []
    assert [left["code"] for left in response.json()["left"]] == ["changed"]
    case.refresh_from_db()
    assert case.outcome_since is not None


def test_somebody_who_knows_the_cause_goes_there_at_once(api: APIClient, walk: dict[str, Any]):
    causes = api.get(url_of(walk, "causes/")).json()
    chosen = next(one for one in causes if one["cause"] == "bank_system_failure")
    body = {"kind": "jumped", "option": chosen["node"]}

    refused = answer_step(api, walk, **body)
    jumped = answer_step(api, walk, **body, reason="Their desk said so on the phone")

    assert errors(refused)[0][0] == "reason_needed"
    assert jumped.status_code == 201
    assert jumped.json()["outcome"]["cause"] == "bank_system_failure"
    assert jumped.json()["path"][-1]["kind"] == "jumped"
    assert [one["title"] for one in causes] == sorted(
        (one["title"] for one in causes), key=str.casefold
    )
