"""The silence budget: what follows another message about the same matter too closely waits."""

from datetime import time, timedelta
from typing import Any

import pytest

from support.notifications.models import Reason, State
from support.notifications.outbox.queueing import FOLD
from tests.notifications.making import NOW, make_customer
from tests.notifications.test_queueing import tell, was_sent

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_what_follows_too_closely_waits_for_others() -> None:
    was_sent(tell("case-opened"))

    first = tell("waiting-bank", now=NOW + MINUTE)
    second = tell("bank-overdue", now=NOW + 2 * MINUTE)

    assert (first.not_before, first.reason) == (NOW + FOLD, Reason.FOLDED)
    assert (second.not_before, second.reason) == (NOW + FOLD, Reason.FOLDED)
    first.refresh_from_db()
    assert (first.state, first.superseded_by_id) == (State.SUPERSEDED, second.pk)


FOLDING: list[tuple[str, str, dict[str, Any], dict[str, Any], bool]] = [
    # sent before, told now, how the first and the second differ from the rest, whether it waits
    ("case-opened", "waiting-bank", {}, {}, True),
    ("case-opened", "waiting-bank", {}, {"now": NOW + FOLD - timedelta(seconds=1)}, True),
    ("case-opened", "waiting-bank", {}, {"now": NOW + FOLD}, False),
    ("case-opened", "waiting-bank", {}, {"thread": "CW-OTHER"}, False),
    ("case-opened", "waiting-bank", {}, {"channel": "sms"}, False),
    ("case-opened", "waiting-bank", {"thread": ""}, {"thread": ""}, False),
    ("case-opened", "solution", {}, {}, False),
    ("case-opened", "case-resolved", {}, {}, False),
    ("agent-reply", "waiting-bank", {}, {}, False),
    ("incident-opened", "incident-updated", {"incident": "I"}, {"incident": "I"}, True),
    (
        "incident-opened", "incident-updated",
        {"incident": "I", "thread": "CW-1"}, {"incident": "I", "thread": "CW-2"}, True,
    ),
    (
        "incident-opened", "incident-updated",
        {"incident": "I", "thread": ""}, {"incident": "J", "thread": ""}, False,
    ),
    ("incident-opened", "incident-resolved", {"incident": "I"}, {"incident": "I"}, False),
    ("incident-opened", "waiting-bank", {"incident": "I"}, {}, True),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "before", "after", "waits"), FOLDING)
def test_only_what_is_about_the_same_matter_waits(
    first: str, second: str, before: dict[str, Any], after: dict[str, Any], waits: bool
) -> None:
    customer = make_customer()
    was_sent(tell(first, customer=customer, **before))

    message = tell(second, customer=customer, **after)

    assert (message.reason == Reason.FOLDED) == waits
    assert (message.not_before == NOW + FOLD) == (waits or after.get("now") == NOW + FOLD)


def test_quiet_hours_that_last_longer_than_the_budget_count() -> None:
    customer = make_customer(quiet_from=time(9, 1), quiet_until=time(10))
    was_sent(tell("case-opened", customer=customer))

    message = tell("waiting-bank", customer=customer, now=NOW + MINUTE)

    assert (message.reason, message.not_before) == (Reason.QUIET, NOW + 60 * MINUTE)
