"""How a case ends, and what may not be said of its payment."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from support.cases.models import Case, Ending
from support.cases.models.ending import ending_of_record, machine_may_end
from support.cases.services import change_status, resolve_case, send_reply
from support.guidance.hearing import hear_customer
from support.guidance.proof import reopen_case
from support.notifications.models import Notification
from tests.factories import NOW, make_agent, make_case, make_payment

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def case_of(status: str) -> Case:
    return make_case(payment=make_payment(status=status))


@pytest.mark.parametrize("ending", Ending.values)
def test_a_case_keeps_how_it_ended_until_it_is_taken_up_again(ending: str):
    case = resolve_case(
        make_case(), now=NOW, ending=ending, actor=make_agent(), note="They told me."
    )
    assert Case.objects.get().ending == ending
    assert case.events.get(kind="resolved").values["ending"] == ending

    reopen_case(case, now=NOW + HOUR)

    assert Case.objects.get().ending == ""


@pytest.mark.parametrize("ending", ["", "solved"])
def test_a_case_is_not_done_without_an_ending(ending: str):
    with pytest.raises(ValidationError) as refusal:
        resolve_case(make_case(), now=NOW, ending=ending)

    assert refusal.value.code == "ending"
    assert Case.objects.get().resolved_at is None


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_no_other_way_leads_to_the_end(status: str):
    with pytest.raises(ValidationError):
        change_status(make_case(), status, now=NOW)


def test_whose_words_wait_for_an_answer_has_not_failed_to_answer(client):
    client.force_login(make_agent("kim"))
    case = make_case()
    hear_customer(case, "Where is it?", now=NOW)
    with pytest.raises(ValidationError) as refusal:
        resolve_case(case, now=NOW, ending="no_answer", actor=make_agent("mo"), note="Silent.")
    assert refusal.value.code == "unanswered"

    page = client.get(f"/cases/{case.reference}/").content.decode()
    assert 'value="cannot_be_done"' in page
    assert 'value="no_answer"' not in page
    send_reply(case, "It is here.", now=NOW, actor=make_agent("ann"), context={})
    assert 'value="no_answer"' in client.get(f"/cases/{case.reference}/").content.decode()
    assert resolve_case(case, now=NOW, ending="no_answer").ending == "no_answer"


@pytest.mark.parametrize("status", ["failed", "rejected", "returned", "cancelled"])
def test_against_the_record_money_is_credited_only_where_a_person_notes_it(status: str):
    case, agent = case_of(status), make_agent()
    for actor, note in ((None, "The bank's file"), (agent, ""), (agent, "  ")):
        with pytest.raises(ValidationError):
            resolve_case(case, now=NOW, ending="credited", actor=actor, note=note)

    case = resolve_case(case, now=NOW, ending="credited", actor=agent, note="They see it.")

    assert case.ending == "credited"


@pytest.mark.parametrize("status", ["sent", "accepted", "delivered", "pending", "unknown"])
def test_sent_is_never_arrived_but_for_a_person_who_knows(status: str):
    case = case_of(status)
    with pytest.raises(ValidationError) as refusal:
        resolve_case(case, now=NOW, ending="credited")
    assert refusal.value.code == "not_credited"

    assert resolve_case(case, now=NOW, ending="credited", actor=make_agent()).is_done


def test_whoever_ends_a_case_may_leave_the_customer_untold():
    case = resolve_case(make_case(), now=NOW, ending="duplicate", tells=False)

    assert not Notification.objects.for_thread(case.reference).exists()


def test_the_record_proves_one_ending_and_a_machine_may_say_any_other():
    assert ending_of_record("credited") == "credited"
    assert {ending_of_record(status) for status in ("sent", "failed", None)} == {""}
    assert machine_may_end("credited", "credited")
    assert not machine_may_end("credited", "sent")
    assert machine_may_end("cannot_be_done", "failed")
