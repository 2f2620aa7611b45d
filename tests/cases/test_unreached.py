"""Customers whom no message reaches: the case is raised, and lowered when somebody reaches him."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from support.cases.models import Case, CaseEvent, Status
from support.cases.models.queued import AWAKE
from support.cases.tasks import lower_reached
from support.cases.telling.unreached import raise_unreached, record_reached, settle_reached
from support.notifications.models import Notification, Reason, State
from support.notifications.outbox.suppressions import release, suppress
from support.notifications.services import retry_notification
from support.notifications.signals import not_reached
from tests.factories import NOW, make_agent, make_case, make_customer
from tests.notifications.making import CONTEXT, make_notification, send

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def message_of(case, **columns):
    columns = {"state": State.FAILED, "reason": Reason.REFUSED} | columns
    return make_notification(
        case.customer, thread=case.reference, context=CONTEXT, now=NOW, **columns
    )


def unreached_case(**columns):
    return make_case(unreached_since=NOW, **columns)


def kinds(case):
    return [event.kind for event in case.events.order_by("pk")]


def test_a_message_that_nobody_gets_raises_its_case_and_says_why():
    case = make_case()
    message = message_of(case, channel="sms")

    not_reached.send(sender=Notification, notification=message, now=LATER)

    case.refresh_from_db()
    assert case.unreached_since == LATER
    told = case.events.get(kind=CaseEvent.Kind.UNREACHED)
    assert told.values == {"channel": "sms", "event": "solution", "reason": "refused"}
    assert told.actor is None


def test_the_first_failure_counts_and_every_one_is_on_the_timeline():
    case = make_case()
    raise_unreached(message_of(case), now=NOW)
    raise_unreached(message_of(case), now=LATER)

    case.refresh_from_db()
    assert case.unreached_since == NOW
    assert kinds(case).count("unreached") == 2


def test_from_an_address_that_gets_nothing_to_a_retry_that_reaches_him():
    case = make_case(customer=make_customer(phone=""))
    suppressed = suppress(
        "email", case.customer.email, why="bounced", words="550 gone", now=timezone.now()
    )

    message = send(make_notification(case.customer, thread=case.reference))
    case.refresh_from_db()
    assert (message.state, message.reason) == (State.FAILED, Reason.SUPPRESSED)
    assert case.unreached_since is not None

    release(suppressed, actor=None, now=timezone.now())
    retry_notification(message, now=timezone.now())
    assert send(message).state == State.SENT
    assert settle_reached(timezone.now()) == 1
    case.refresh_from_db()
    assert case.unreached_since is None
    assert kinds(case)[-2:] == ["unreached", "reached"]


@pytest.mark.parametrize("thread", ["", "CW-GONE"])
def test_a_message_of_no_case_raises_none(thread):
    case = make_case()
    message = make_notification(case.customer, thread=thread, state="failed", reason="refused")

    assert raise_unreached(message, now=NOW) is None
    assert not Case.objects.unreached().exists()


def test_a_resolved_case_is_raised_too_because_nobody_told_the_customer():
    case = make_case(status=Status.RESOLVED, resolved_at=NOW)

    raise_unreached(message_of(case, event="case-resolved"), now=NOW)

    assert list(Case.objects.unreached()) == [case]


def test_who_was_not_reached_stands_above_what_is_due_first():
    due = make_case(due_at=NOW - timedelta(days=1))
    second = make_case(unreached_since=LATER)
    first = make_case(unreached_since=NOW, due_at=None)

    assert list(Case.objects.for_list()) == [first, second, due]


def test_the_queues_order_is_read_from_an_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        order = Case.objects.for_list().query.order_by
        plan = Case.objects.filter(AWAKE).order_by(*order)[:50].explain()

    assert "case_open" in plan


def test_an_agent_who_called_lowers_the_case_with_his_note():
    case, agent = unreached_case(), make_agent("amy")

    record_reached(case, now=LATER, actor=agent, note="He will look.")

    case.refresh_from_db()
    assert case.unreached_since is None
    told = case.events.get(kind=CaseEvent.Kind.REACHED)
    assert (told.actor, told.note, told.happened_at) == (agent, "He will look.", LATER)


def test_a_second_call_is_refused():
    case, agent = unreached_case(), make_agent()
    record_reached(case, now=LATER, actor=agent)

    with pytest.raises(ValidationError) as refused:
        record_reached(case, now=LATER, actor=agent)

    assert refused.value.code == "reached"
    assert kinds(case).count("reached") == 1


@pytest.mark.parametrize(
    ("channel", "state"),
    [("email", State.SENT), ("email", State.DELIVERED), ("sms", State.DELIVERED)],
)
def test_a_later_message_that_reached_him_lowers_the_case_by_itself(channel, state):
    case = unreached_case()
    message_of(case, channel=channel, state=state, reason="", sent_at=LATER, updated_at=LATER)

    assert settle_reached(LATER) == 1

    case.refresh_from_db()
    assert case.unreached_since is None
    told = case.events.get(kind=CaseEvent.Kind.REACHED)
    assert (told.actor, told.values["channel"]) == (None, channel)
    assert settle_reached(LATER) == 0


def test_an_sms_that_was_merely_accepted_is_no_proof_that_it_arrived():
    case = unreached_case()
    message_of(case, channel="sms", state="sent", reason="", sent_at=LATER, updated_at=LATER)

    assert settle_reached(LATER) == 0
    assert Case.objects.unreached().count() == 1


def test_a_receipt_that_comes_afterwards_counts_though_the_sms_left_before():
    case = unreached_case()
    earlier = NOW - timedelta(minutes=1)
    message_of(case, channel="sms", state="delivered", reason="", sent_at=earlier, updated_at=LATER)

    assert settle_reached(LATER) == 1


def test_what_went_out_before_the_failure_lowers_nothing():
    case = unreached_case()
    before = NOW - timedelta(hours=1)
    message_of(case, state="sent", reason="", sent_at=before, updated_at=LATER)

    assert settle_reached(LATER) == 0


def test_a_message_of_another_case_lowers_nothing():
    case, other = unreached_case(), make_case()
    message_of(other, state="sent", reason="", sent_at=LATER, updated_at=LATER)

    assert settle_reached(LATER) == 0
    case.refresh_from_db()
    assert case.unreached_since == NOW


def test_the_sweep_costs_one_query_while_everybody_is_reached(django_assert_num_queries):
    make_case()

    with django_assert_num_queries(1):
        lower_reached()
