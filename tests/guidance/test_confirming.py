"""What the payment did afterwards confirms or refutes what a walk found."""

from typing import Any

import pytest

from support.cases.models import Case
from support.cases.services import resolve_case
from support.guidance.beginning import present_walk
from support.guidance.proof import confirm_by_success, reopen_case
from support.guidance.services import start_walk
from tests.desk.walking import HTMX
from tests.editor.authors import signed_in
from tests.factories import NOW, follow_up, payment_event
from tests.guidance.desk import HOUR, Desk
from tests.intake.signing import send
from troubleshooting.walks.models import Walk

pytestmark = pytest.mark.django_db


def credited(event: dict[str, Any]) -> dict[str, Any]:
    return follow_up(event, "payment.updated", status="credited")


def found(desk: Desk, simulated: str = "bank_error") -> Walk:
    """Lead the walk to an outcome and apply it."""
    desk.answer("healthy")
    desk.answer(simulated)
    desk.confirm()
    return desk.walk


def verdict(walk: Walk) -> bool | None:
    return Walk.objects.get(pk=walk.pk).confirmed


def test_an_outcome_is_confirmed_once_the_money_is_credited(tree: Any):
    event = payment_event()
    send(event)
    walk = Walk.objects.get()
    assert (walk.state, walk.confirmed) == ("concluded", None)

    send(credited(event))

    assert verdict(walk) is True


def test_an_outcome_is_confirmed_also_if_its_case_was_done_before(desk: Desk):
    walk = found(desk)
    resolve_case(desk.case, now=NOW + HOUR, ending="cannot_be_done", actor=desk.agent)

    confirm_by_success(desk.case.payment)
    confirm_by_success(desk.case.payment)

    assert verdict(walk) is True


def test_a_walk_under_way_is_not_judged_by_a_success(desk: Desk):
    desk.answer("healthy")

    confirm_by_success(desk.case.payment)

    assert verdict(desk.walk) is None


def test_a_success_after_another_failure_says_nothing_of_the_first_outcome(tree: Any):
    event = payment_event()
    send(event)
    first = Walk.objects.get()
    other = follow_up(event, failure_scheme="", failure_code="", bank_latency_ms=None)
    send(other)
    assert present_walk(Case.objects.get()) != first

    send(credited(other))

    assert verdict(first) is None


def test_an_outcome_is_refuted_when_its_case_is_reopened(desk: Desk):
    walk = found(desk)
    resolve_case(desk.case, now=NOW + HOUR, ending="cannot_be_done", actor=desk.agent)

    case = reopen_case(desk.case, now=NOW + 2 * HOUR, actor=desk.agent, note="Still nothing.")

    assert not case.is_done
    assert verdict(walk) is False


def test_what_was_refuted_stays_so_when_the_money_comes_in_the_end(desk: Desk):
    walk = found(desk)
    resolve_case(desk.case, now=NOW + HOUR, ending="cannot_be_done", actor=desk.agent)
    reopen_case(desk.case, now=NOW + 2 * HOUR, actor=desk.agent)

    confirm_by_success(desk.case.payment)

    assert verdict(walk) is False


def test_a_confirmed_outcome_is_refuted_when_its_case_is_reopened_after_all(desk: Desk):
    walk = found(desk)
    resolve_case(desk.case, now=NOW + HOUR, ending="cannot_be_done", actor=desk.agent)
    confirm_by_success(desk.case.payment)

    reopen_case(desk.case, now=NOW + 2 * HOUR, actor=desk.agent)

    assert verdict(walk) is False


def test_another_cause_for_the_same_failure_refutes_the_outcome_before(desk: Desk):
    first = found(desk)
    start_walk(desk.case, now=NOW + 2 * HOUR, actor=desk.agent)
    desk.answer("overloaded")
    desk.confirm()

    assert desk.walk != first
    assert verdict(first) is False
    assert verdict(desk.walk) is None


def test_the_same_cause_again_refutes_nothing(desk: Desk):
    first = found(desk)
    start_walk(desk.case, now=NOW + 2 * HOUR, actor=desk.agent)
    found(desk)

    assert desk.walk != first
    assert verdict(first) is None


def test_another_cause_of_another_failure_refutes_nothing(desk: Desk):
    first = found(desk)
    payment = desk.case.payment
    payment.failure_message = "Something new"
    payment.save(update_fields=["failure_message"])
    start_walk(desk.case, now=NOW + 2 * HOUR, actor=desk.agent)
    desk.answer("overloaded")
    desk.confirm()

    assert verdict(first) is None


def test_a_case_without_a_walk_is_reopened_all_the_same(desk: Desk):
    desk.case.walks.all().delete()
    resolve_case(desk.case, now=NOW, ending="cannot_be_done", actor=desk.agent)

    assert not reopen_case(desk.case, now=NOW + HOUR, actor=desk.agent).is_done


def test_reopening_at_the_desk_refutes_the_outcome(desk: Desk):
    walk = found(desk)
    resolve_case(desk.case, now=NOW + HOUR, ending="cannot_be_done", actor=desk.agent)

    address = f"/cases/{desk.case.reference}/reopening/"
    answer = signed_in(desk.agent).post(address, headers=HTMX)

    assert answer.status_code == 200
    assert verdict(walk) is False
