"""Nobody waits for a bank to say where money is that came back."""

import pytest
from django.core.exceptions import ValidationError

from support.cases.models import Case, Status
from support.cases.telling.recording import record_of
from support.claims.composing import compose
from support.claims.record import Occasion
from support.guidance.services import start_walk
from support.notifications.models import Notification
from tests.desk.walking import both, chain, make_cause, publish
from tests.factories import NOW, make_case, make_payment
from tests.guidance.test_deeds import at_outcome, confirm, panel_of
from troubleshooting.causes.models import Cause

pytestmark = pytest.mark.django_db
WAITING = {"status": "waiting_bank", "message": "waiting-bank"}


def make_slow_bank() -> None:
    make_cause()
    Cause.objects.update(of_money=Cause.OfMoney.UNDER_WAY)


def paid(status: str) -> Case:
    return make_case(payment=make_payment(status=status, direction="payin"))


@pytest.mark.parametrize("deeds", [(), ("cause",), ("status",)])
def test_an_outcome_that_waits_for_the_bank_is_refused_where_the_money_came_back(deeds):
    make_slow_bank()
    case, walk = at_outcome(paid("returned"), **WAITING)
    warned = panel_of(case, walk).refusal

    with pytest.raises(ValidationError) as refused:
        confirm(case, walk, *deeds)

    assert refused.value.code == "came_back"
    assert refused.value.messages == [warned]
    assert not Notification.objects.filter(event="waiting-bank").exists()


@pytest.mark.parametrize("status", ["failed", "sent", "unknown"])
def test_it_is_not_refused_where_the_bank_may_still_say_something_else(status):
    make_slow_bank()
    case, walk = at_outcome(paid(status), **WAITING)

    assert panel_of(case, walk).refusal == ""
    assert confirm(case, walk).status == Status.WAITING_BANK


def test_what_waits_for_nobody_is_not_refused():
    make_slow_bank()
    case, walk = at_outcome(paid("returned"))

    assert panel_of(case, walk).refusal == ""
    assert confirm(case, walk).status == Status.WAITING_CUSTOMER


def test_no_machine_applies_it_either():
    make_slow_bank()
    tree = chain(1, **WAITING, automatic=True)
    ends = ("open", "refused", "returned", "cancelled")
    options = [{"key": end, "label": both(end), "to": "out"} for end in ends]
    tree["nodes"][0] |= {"kind": "check", "check": "payment_ending", "options": options}
    publish(tree)

    ended = [start_walk(paid(status), now=NOW).automatic for status in ("returned", "sent")]

    assert ended == [False, True]


@pytest.mark.parametrize("direction", ["payin", "payout"])
def test_a_letter_of_what_came_back_waits_for_nothing_but_the_reason(direction):
    payment = make_payment(status="returned", direction=direction)
    case = make_case(payment=payment, status=Status.WAITING_BANK)

    said = compose(record_of(case, now=NOW), Occasion.MOVED)

    assert "next_bank_why" in said.keys
    assert "next_bank" not in said.keys
