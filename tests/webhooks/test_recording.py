"""What happens to cases becomes events, in the transaction in which it happens."""

import json

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from support.cases.models import CaseEvent
from support.cases.services import add_note, assign_case, resolve_case, send_reply
from support.notifications.models import Notification
from support.webhooks.models import Delivery
from support.webhooks.services import change_endpoint
from support.webhooks.topics import Topic
from tests.factories import NOW, make_agent, make_case, make_customer, make_payment
from tests.webhooks.receiving import make_receiver

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("topic", flat=True))


def test_every_event_tells_the_case_as_it_stands_who_did_it_and_what_changed():
    make_receiver(1)
    agent = make_agent("amy")
    case = make_case(payment=make_payment(reference="PAY-1"))
    assign_case(case, agent, now=NOW, actor=agent)

    resolve_case(case, now=NOW, ending="withdrawn", tells=False, actor=agent, note="She rang.")

    row = Delivery.objects.get(topic="case.resolved")
    assert row.subject == case.reference
    assert (row.body["type"], row.body["timestamp"]) == (
        "case.resolved",
        "2026-11-18T10:00:00+00:00",
    )
    data = row.body["data"]
    assert data["by"] == "amy"
    assert data["change"] == {"before": "open", "after": "resolved", "ending": "withdrawn"}
    shown = data["case"]
    assert (shown["status"], shown["ending"], shown["assignee"]) == ("resolved", "withdrawn", "amy")
    assert (shown["payment"], shown["payment_status"]) == ("PAY-1", "failed")
    assert shown["resolved_at"] == "2026-11-18T10:00:00+00:00"
    assert told() == ["case.opened", "case.assigned", "case.resolved"]


def test_no_word_of_the_customer_and_no_way_to_them_is_in_a_body():
    make_receiver(1)
    agent = make_agent()
    customer = make_customer(name="Mock Elder", email="elder@example.net", phone="+447700900777")
    case = make_case(customer=customer, subject="Rent is late")
    add_note(case, "Sounds upset", now=NOW, actor=agent)
    send_reply(case, "We look into it.", now=NOW, actor=agent, context={"status_url": "/s/x"})

    bodies = json.dumps(list(Delivery.objects.values_list("body", flat=True)))

    assert "case.reply" in bodies
    for word in ("Elder", "elder", "7700900777", "Rent", "upset", "look into", "/s/x"):
        assert word not in bodies


@pytest.mark.parametrize(
    ("state", "topic"),
    [("sent", "message.sent"), ("delivered", "message.delivered"), ("failed", "message.failed")],
)
def test_what_becomes_of_a_message_is_told_by_whatever_road(state, topic):
    case = make_case()
    agent = make_agent()
    send_reply(case, "We look into it.", now=NOW, actor=agent, context={})
    make_receiver(1)
    message = Notification.objects.for_thread(case.reference).first()

    for _ in range(2):
        Notification.objects.filter(pk=message.pk).update(
            state=state, sent_at=NOW, reason="no_address"
        )

    row = Delivery.objects.get()
    assert (row.topic, row.subject) == (topic, case.reference)
    told_of = row.body["data"]["message"]
    assert (told_of["id"], told_of["event"], told_of["state"]) == (
        str(message.pk), "agent-reply", state,
    )  # fmt: skip
    assert "address" not in told_of


def test_what_is_rolled_back_is_told_to_nobody():
    make_receiver(1)

    with transaction.atomic():
        make_case()
        assert told() == ["case.opened"]
        transaction.set_rollback(True)

    assert told() == []


def test_only_who_wants_it_and_is_on_is_told_and_all_under_one_id():
    endpoint = make_receiver(1, "off")
    change_endpoint(endpoint, is_on=False, actor=make_agent(), now=NOW)
    make_receiver(1, "resolved", topics=[Topic.RESOLVED])
    make_receiver(1, "a")
    make_receiver(1, "b")

    make_case()

    rows = Delivery.objects.all()
    assert {row.endpoint.name for row in rows} == {"a", "b"}
    assert len({row.message_id for row in rows}) == 1


def test_nothing_more_is_asked_of_the_database():
    case, agent = make_case(), make_agent()
    with CaptureQueriesContext(connection) as without:
        add_note(case, "x", now=NOW, actor=agent)
    make_receiver(1)
    with CaptureQueriesContext(connection) as with_one:
        add_note(case, "x", now=NOW, actor=agent)

    assert len(with_one) == len(without)


def test_every_kind_of_line_that_is_told_is_one_of_the_timeline():
    kinds = {f"case.{kind}" for kind in CaseEvent.Kind.values}

    assert {topic for topic in Topic.values if topic.startswith("case.")} < kinds
