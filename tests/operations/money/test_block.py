"""The block of the source on a case: its last word, two people, and what became of it."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from support.cases.models import CaseEvent
from support.desk.case.money.panel import SENT_AGAIN
from support.operations.money.models import MoneyStep, State
from support.operations.money.sending import send_orders
from support.sources.kinds.simulator.book import Mood
from support.sources.models import Access, LookUp
from support.staff.roles import Role
from tests.desk.walking import answer, make_cause, make_walk
from tests.factories import make_agent, make_case, make_payment, sign_in
from tests.operations.money.steps import asked, confirmed, failed_case, look
from troubleshooting.causes.models import Cause

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    return sign_in(client, make_agent("dora"))


@pytest.fixture
def lead_desk(client):
    lead = make_agent("lena")
    lead.groups.add(Group.objects.get(name=Role.LEAD))
    return sign_in(client, lead)


def block(desk, case):
    page = html.unescape(desk.get(f"/cases/{case.reference}/parts/money/").text)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def press(desk, case, path, **typed):
    return desk.post(f"/cases/{case.reference}/{path}", typed)


def test_the_source_is_asked_by_a_press_and_its_word_stands_with_its_age(simulator, book, desk):
    case = failed_case(book)
    assert "It has not been asked yet." in block(desk, case)

    assert press(desk, case, "look-up/").status_code == 302
    assert "It is being asked…" in block(desk, case)
    look(timezone.now())

    assert re.search(r"Asked .+: failed", block(desk, case), re.I)
    assert LookUp.objects.get().why == LookUp.Why.BY_HAND


def test_of_a_source_that_cannot_be_reached_there_is_no_block(desk):
    assert block(desk, make_case()) == ""


def test_leads_are_told_that_no_source_can_be_asked(lead_desk):
    said = "No source is set up that can look this payment up."

    assert block(lead_desk, make_case()) == said
    assert block(lead_desk, make_case(payment=None)) == ""


def test_a_source_that_takes_orders_alone_is_not_said_to_be_asked_yet(simulator, book, desk):
    case = failed_case(book)
    Access.objects.update(look_up_address="")

    assert "No source is set up" in block(desk, case)
    assert "It has not been asked yet." not in block(desk, case)


def test_of_a_source_that_cannot_be_asked_no_day_is_said_to_have_passed(simulator, book, desk):
    case = failed_case(book)
    Access.objects.update(look_up_address="")
    asked(case, timezone.now())

    said = block(desk, case)
    assert "Not done: Its source gave no answer." in said
    assert "this source cannot be asked" in said


def test_an_agent_asks_and_a_lead_confirms(simulator, book, desk, client):
    case = failed_case(book)
    assert press(desk, case, "money/", deed="send_again").status_code == 302
    look(timezone.now())
    assert "A lead who did not ask for it has to confirm it." in block(desk, case)
    step = MoneyStep.objects.get()
    assert press(desk, case, f"money/{step.pk}/confirmation/").status_code == 403

    lead = make_agent("lena")
    lead.groups.add(Group.objects.get(name=Role.LEAD))
    sign_in(client, lead)
    assert press(client, case, f"money/{step.pk}/confirmation/").status_code == 302
    send_orders()

    assert "Taken by the source" in block(client, case)
    line = case.events.filter(kind=CaseEvent.Kind.MONEY).order_by("pk").last()
    assert line.values["step"] == State.DONE


def test_a_lead_who_asked_sees_no_way_to_confirm_and_has_none(simulator, book, lead_desk):
    case = failed_case(book)
    press(lead_desk, case, "money/", deed="send_again")
    look(timezone.now())

    step = MoneyStep.objects.get()
    assert "Confirm " not in block(lead_desk, case)
    refused = press(lead_desk, case, f"money/{step.pk}/confirmation/")
    assert refused.status_code == 422
    assert "another person" in refused.text


def test_what_cannot_be_is_refused_with_a_sentence(simulator, book, desk):
    case = failed_case(book, status="sent")
    case.payment.status = "sent"
    case.payment.save()

    refused = press(desk, case, "money/", deed="send_again")

    assert refused.status_code == 422
    assert "may still be on its way" in refused.text
    assert press(desk, case, "money/", deed="steal").status_code == 422


def test_a_payee_check_is_written_down(simulator, book, desk):
    case = failed_case(book)

    press(desk, case, "payee/", result="no_match")

    assert "Payee check: The name is not that of the account" in block(desk, case)
    refused = press(desk, case, "money/", deed="send_again")
    assert "correct the details first" in refused.text


def test_of_an_unknown_order_the_attempt_is_looked_up(simulator, book, desk):
    case = failed_case(book)
    step = confirmed(case, timezone.now())
    book.mood = Mood.DIES_AFTER
    send_orders()
    LookUp.objects.update(state=LookUp.State.FAILED)
    book.mood = Mood.WELL
    assert "It is never ordered a second time." in block(desk, case)

    press(desk, case, "look-up/")
    look(timezone.now() + timedelta(seconds=1))

    step.refresh_from_db()
    assert (step.state, book.ordered()) == (State.DONE, [step.key])


def test_it_is_withdrawn(simulator, book, desk):
    case = failed_case(book)
    step = asked(case, timezone.now())

    press(desk, case, f"money/{step.pk}/withdrawal/")

    assert "It was withdrawn." in block(desk, case)


def test_the_block_costs_two_queries_and_none_where_the_source_is_not_reached(
    simulator, book, desk, django_assert_num_queries
):
    case, other = failed_case(book), make_case(payment=make_payment(source="elsewhere"))
    for one in (case, other):
        block(desk, one)

    with django_assert_num_queries(5):
        block(desk, other)
    with django_assert_num_queries(7):
        block(desk, case)
    Access.objects.update(look_up_address="", order_address="")
    assert block(desk, case) == ""


def outcome_of_walk(desk, case, cause):
    found = make_cause()
    if cause != found.slug:
        found.pk, found.slug = None, cause
        found.save()
    walk = make_walk(1, case=case, cause=cause)[1]
    press(desk, case, "walk/answers/", **answer(walk, "q1"))
    return desk.get(f"/cases/{case.reference}/").text


def test_an_outcome_that_is_mended_by_sending_again_points_to_where_that_is_asked(
    simulator, book, desk
):
    case = failed_case(book)

    page = outcome_of_walk(desk, case, "counterparty_not_recognised")
    assert page.count('href="#send-again"') == page.count('id="send-again"') == 1

    press(desk, case, "money/", deed="send_again")
    page = desk.get(f"/cases/{case.reference}/").text
    assert page.count('href="#send-again"') == page.count('id="send-again"') == 1


def test_no_other_outcome_points_there(simulator, book, desk):
    assert 'href="#send-again"' not in outcome_of_walk(desk, failed_case(book), "test_slow")


def test_nor_one_of_a_payment_that_may_still_arrive(simulator, book, desk):
    case = failed_case(book)
    case.payment.status = "sent"
    case.payment.save()

    page = outcome_of_walk(desk, case, "payout_returned")

    assert 'href="#send-again"' not in page


@pytest.mark.usefixtures("tree")
def test_the_causes_that_are_mended_so_are_known():
    assert Cause.objects.filter(slug__in=SENT_AGAIN).count() == len(SENT_AGAIN)
