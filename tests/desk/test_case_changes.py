"""What an agent does with the case itself: assignment, status, resolution."""

import pytest
from django.conf import settings
from django.urls import reverse

from support.cases.models import CaseEvent, Status
from support.notifications.models import Notification
from tests.desk.walking import HTMX
from tests.factories import make_agent, make_case, make_payment

pytestmark = pytest.mark.django_db
ENDED = {"ending": "cannot_be_done", "tell": "on", "shown": "cannot_be_done"}


def address(name, case):
    return reverse(name, args=[case.reference])


def test_an_agent_takes_a_case_and_gives_it_back(desk, agent):
    case = make_case()

    taken = desk.post(address("case-assign", case), headers=HTMX)
    case.refresh_from_db()
    assert (case.assignee, case.status) == (agent, Status.OPEN)
    assert "Give back" in taken.text

    given_back = desk.post(address("case-assign", case), {"to": "nobody"}, headers=HTMX)
    case.refresh_from_db()
    assert case.assignee is None
    assert "Assign to me" in given_back.text


def test_a_status_is_chosen_by_hand(desk):
    case = make_case()

    response = desk.post(address("case-status", case), {"status": "waiting_bank"}, headers=HTMX)

    case.refresh_from_db()
    assert case.status == Status.WAITING_BANK
    assert "We are waiting for the bank" in response.text


@pytest.mark.parametrize("status", ["resolved", "closed", "new", "nonsense", ""])
def test_a_status_with_a_way_of_its_own_cant_be_chosen(desk, status):
    case = make_case()

    response = desk.post(address("case-status", case), {"status": status}, headers=HTMX)

    assert response.status_code == 422
    case.refresh_from_db()
    assert case.status == Status.NEW


def test_resolving_tells_the_customer(desk):
    case = make_case()

    desk.post(address("case-resolve", case), ENDED | {"note": "Paid by hand."}, headers=HTMX)

    case.refresh_from_db()
    assert case.status == Status.RESOLVED
    assert Notification.objects.filter(event="case-resolved").count() == 2
    assert case.events.get(kind=CaseEvent.Kind.RESOLVED).note == "Paid by hand."


def test_what_the_customer_would_read_is_shown_before_it_goes_out(desk):
    case = make_case()
    form = {"ending": "withdrawn", "tell": "on", "note": "They called."}

    shown = desk.post(address("case-resolve", case), form, headers=HTMX)
    plain = desk.post(address("case-resolve", case), form)

    case.refresh_from_db()
    assert not case.is_done
    for page in (shown.text, plain.text):
        assert "no longer need our help" in page
        assert 'name="shown" value="withdrawn"' in page
        assert "They called.</textarea>" in page
        assert "End the case and send this" in page
    assert Notification.objects.count() == 0

    desk.post(address("case-resolve", case), form | {"shown": "withdrawn"}, headers=HTMX)

    case.refresh_from_db()
    assert case.ending == "withdrawn"
    told = Notification.objects.filter(event="case-resolved", channel="email").get()
    assert "no longer need our help" in told.context["what_happened"]


UNCLEAR = "Nobody knows yet who has this money."


def test_giving_up_money_that_nobody_has_found_is_warned_of_beforehand(desk):
    unclear = make_case(payment=make_payment(status="unknown"))
    with_us = make_case(payment=make_payment(reference="PO-OTHER", status="failed"))
    given_up = {"ending": "cannot_be_done", "tell": "on"}
    withdrawn = {"ending": "withdrawn", "tell": "on"}

    assert UNCLEAR in desk.post(address("case-resolve", unclear), given_up, headers=HTMX).text
    assert UNCLEAR not in desk.post(address("case-resolve", unclear), withdrawn, headers=HTMX).text
    assert UNCLEAR not in desk.post(address("case-resolve", with_us), given_up, headers=HTMX).text


def test_another_ending_than_the_one_shown_is_shown_anew(desk):
    case = make_case()

    page = desk.post(address("case-resolve", case), ENDED | {"ending": "no_answer"}, headers=HTMX)

    case.refresh_from_db()
    assert not case.is_done
    assert "We have not heard from you" in page.text


def test_a_customer_who_is_not_to_be_told_needs_no_message_shown(desk):
    case = make_case()

    desk.post(address("case-resolve", case), {"ending": "duplicate"}, headers=HTMX)

    case.refresh_from_db()
    assert (case.ending, Notification.objects.count()) == ("duplicate", 0)


def test_credited_against_the_record_asks_how_the_agent_knows(desk):
    case = make_case()
    form = {"ending": "credited", "tell": "on"}

    refused = desk.post(address("case-resolve", case), form, headers=HTMX)

    assert refused.status_code == 422
    assert "Please note how you know that it was credited." in refused.text
    assert 'value="credited" required checked' in refused.text


def test_how_a_case_ended_stands_in_strip_and_timeline(desk):
    case = make_case()
    desk.post(address("case-resolve", case), ENDED)

    page = desk.get(address("case", case)).text

    assert '<span class="ending">Cannot be done</span>' in page
    assert "<strong>Resolved</strong> <span>Cannot be done</span>" in page


def test_resolving_twice_is_refused(desk):
    case = make_case()
    desk.post(address("case-resolve", case), ENDED)

    again = desk.post(address("case-resolve", case), ENDED, headers=HTMX)

    assert again.status_code == 422
    assert "This case is already resolved." in again.text
    assert Notification.objects.filter(event="case-resolved").count() == 2


def test_a_done_case_is_reopened_and_only_a_done_one(desk):
    case = make_case()
    assert desk.post(address("case-reopen", case)).status_code == 422
    desk.post(address("case-resolve", case), ENDED)

    page = desk.get(address("case", case)).text
    response = desk.post(address("case-reopen", case))

    assert "Reopen" in page
    assert "Assign to me" not in page
    assert response.status_code == 302
    case.refresh_from_db()
    assert case.status == Status.OPEN


def test_a_done_case_takes_no_other_status(desk):
    case = make_case()
    desk.post(address("case-resolve", case), ENDED)

    response = desk.post(address("case-status", case), {"status": "open"}, headers=HTMX)

    assert response.status_code == 422


@pytest.mark.parametrize(
    "name", ["case-reply", "case-note", "case-assign", "case-status", "case-resolve", "case-reopen"]
)
def test_only_agents_change_a_case_and_only_by_post(desk, client, name):
    case = make_case()
    form = {"body": "x", "status": "open"}

    assert desk.get(address(name, case)).status_code == 405
    desk.logout()
    assert client.post(address(name, case), form).status_code == 401  # with what was typed
    visitor = make_agent("eve", is_staff=False)
    client.force_login(visitor, backend=settings.AUTHENTICATION_BACKENDS[-1])
    assert client.post(address(name, case), form).status_code == 403
    assert not case.messages.exists()


def test_a_forged_form_changes_nothing(agent):
    from django.test import Client

    case = make_case()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(agent, backend=settings.AUTHENTICATION_BACKENDS[-1])

    assert strict.post(address("case-note", case), {"body": "x"}).status_code == 403
    assert not case.messages.exists()
