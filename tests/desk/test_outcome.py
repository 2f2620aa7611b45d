"""The end of a walk: what one press does; reports, facts read again, a walk begun."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import formats, timezone

from support.cases.models import Case, Ending, Status
from support.cases.services import resolve_case
from support.guidance.services import start_walk
from support.notifications.models import Notification
from tests.desk.walking import HTMX, answer, chain, make_cause, make_walk
from tests.factories import make_case, make_payment
from tests.reference import publish
from troubleshooting.causes.models import Cause
from troubleshooting.walks.models import StepReport, Walk

pytestmark = pytest.mark.django_db


def address(name, case):
    return reverse(name, args=[case.reference])


def test_a_wrong_step_is_reported_and_the_walk_stays(desk):
    case, walk = make_walk()
    form = {"walk": str(walk.pk), "seen": 0, "node": "q1", "report": "It asks for the wrong day."}

    response = desk.post(address("walk-report", case), form, headers=HTMX)

    assert "The author of the guide has your report" in response.text
    assert "Question 1?" in response.text
    assert StepReport.objects.get().note == "It asks for the wrong day."


def test_a_report_without_words_is_refused(desk):
    case, walk = make_walk()
    form = {"walk": str(walk.pk), "seen": 0, "node": "q1", "report": " "}

    response = desk.post(address("walk-report", case), form, headers=HTMX)

    assert response.status_code == 422
    assert not StepReport.objects.exists()


def test_the_outcome_shows_exactly_what_one_press_does(desk):
    case, walk = make_walk(1)

    response = desk.post(address("walk-answer", case), answer(walk, "q1"), headers=HTMX)

    page = response.text
    assert "Record the cause <strong>Bank is slow</strong>" in page
    assert "Set the case to <strong>Waiting for customer</strong>" in page
    assert f"<strong>E-mail</strong> to {case.customer.email}" in page
    assert f"<strong>SMS</strong> to {case.customer.phone}" in page
    assert page.count('type="checkbox" name="deed"') == 4
    assert page.count(" checked data-needs") == 4
    assert "Do all 4" in page
    assert "The bank needs longer for" in page
    assert not Notification.objects.filter(event="solution").exists()


@pytest.mark.parametrize(("status", "is_left_out"), [("sent", True), ("failed", False)])
def test_a_message_that_leaves_the_cause_out_is_not_said_to_tell_it(desk, status, is_left_out):
    case, walk = make_walk(1, case=make_case(payment=make_payment(status=status)))
    Cause.objects.update(of_money="not_made")

    page = desk.post(address("walk-answer", case), answer(walk, "q1"), headers=HTMX).text

    assert ("so the message says nothing of it" in page) is is_left_out
    assert ("The bank needs longer for" in page) is not is_left_out


def test_without_a_script_the_letters_are_shown_with_words_of_ones_own(desk):
    case, walk = make_walk(1)
    desk.post(address("walk-answer", case), answer(walk, "q1"), headers=HTMX)
    form = {"walk": str(walk.pk), "seen": 1, "previews": "1", "sentence": "Mine are the words."}

    page = desk.post(address("walk-outcome", case), form).text

    assert page.count("Mine are the words.") > 1
    assert Case.objects.get().cause is None


def test_one_press_applies_cause_status_and_messages(desk):
    case, walk = make_walk(1)
    desk.post(address("walk-answer", case), answer(walk, "q1"))
    walk.refresh_from_db()
    form = {"walk": str(walk.pk), "seen": walk.answers_seen, "note": "Sure"}

    response = desk.post(address("walk-outcome", case), form, headers=HTMX)

    case.refresh_from_db()
    assert (case.cause.slug, case.status) == ("test_slow", Status.WAITING_CUSTOMER)
    assert Notification.objects.filter(event="solution").count() == 2
    assert "This outcome was applied." in response.text
    for part in ("strip", "stream"):
        assert f"{part}-changed" in response["HX-Trigger"]


def test_pressing_twice_applies_once(desk):
    case, walk = make_walk(1)
    desk.post(address("walk-answer", case), answer(walk, "q1"))
    walk.refresh_from_db()
    form = {"walk": str(walk.pk), "seen": walk.answers_seen}
    desk.post(address("walk-outcome", case), form)

    again = desk.post(address("walk-outcome", case), form, headers=HTMX)

    assert again.status_code == 422
    assert Notification.objects.filter(event="solution").count() == 2


def test_an_outcome_over_which_the_case_was_settled_later_orders_nothing_any_more(desk, agent):
    case, walk = make_walk(1)
    desk.post(address("walk-answer", case), answer(walk, "q1"))
    walk.refresh_from_db()
    form = {"walk": str(walk.pk), "seen": walk.answers_seen, "note": "Sure"}
    assert "Ask the bank." in desk.post(address("walk-outcome", case), form, headers=HTMX).text

    told = {"actor": agent, "note": "They see it."}
    resolve_case(case, ending=Ending.CREDITED, now=timezone.now(), **told)

    page = desk.get(reverse("case-part", args=[case.reference, "guide"])).text
    assert "Settled since: Money credited" in page
    day = formats.date_format(timezone.localtime(), "DATE_FORMAT")
    assert f"Earlier outcome ({day}): Slow bank" in page
    assert "Ask the bank." not in page


def test_a_record_that_does_not_exist_is_not_read_out(desk):
    tree = chain(1)
    options = [{**one, "key": key} for one, key in zip(
        tree["nodes"][0]["options"], ("refund", "payment"), strict=True)]  # fmt: skip
    tree["nodes"][0] |= {"kind": "check", "check": "record_is_refund", "options": options}
    make_cause()
    publish(tree)
    case = make_case(payment=None)
    start_walk(case, now=timezone.now())

    page = desk.get(reverse("case-part", args=[case.reference, "guide"])).text

    assert "There is no payment record yet. Ask the customer for the reference first." in page
    assert "weak evidence" not in page


def test_an_outcome_cant_be_applied_before_it_is_reached(desk):
    case, walk = make_walk()

    form = {"walk": str(walk.pk), "seen": 0}
    response = desk.post(address("walk-outcome", case), form, headers=HTMX)

    assert response.status_code == 422
    case.refresh_from_db()
    assert case.cause is None


def test_a_case_without_a_walk_offers_to_begin_one(desk):
    publish(chain(2))
    case = make_case()

    before = desk.get(address("case", case)).text
    after = desk.post(address("walk-start", case), headers=HTMX).text

    assert "Start the guide" in before
    assert "Question 1?" in after


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_guide_of_a_done_case_begins_only_after_reopening(desk, headers):
    case, walk = make_walk(1)
    ended = {"ending": "cannot_be_done", "tell": "on", "shown": "cannot_be_done"}
    desk.post(address("case-resolve", case), ended)

    refused = desk.post(address("walk-start", case), headers=headers)

    assert refused.status_code == 422
    assert "Reopen it first." in refused.text
    assert "Start the guide" not in refused.text
    assert case.walks.get().walk == walk
    assert not Notification.objects.filter(event="case-opened", thread=case.reference)[2:]

    desk.post(address("case-reopen", case))

    assert desk.post(address("walk-start", case), headers=HTMX).status_code == 200


def test_old_facts_are_read_again_when_somebody_opens_the_case(desk):
    case, walk = make_walk()
    fresh = desk.get(address("case", case)).text
    Walk.objects.update(facts_read_at=timezone.now() - timedelta(hours=1))

    old = desk.get(address("case", case)).text
    desk.post(address("walk-facts", case), headers=HTMX)

    assert 'hx-trigger="submit"' in fresh
    assert 'hx-trigger="submit, load"' in old
    walk.refresh_from_db()
    assert timezone.now() - walk.facts_read_at < timedelta(minutes=1)
