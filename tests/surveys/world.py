"""Cases that have ended, and whose customers were told so."""

from datetime import timedelta
from typing import Any

from support.cases.models import Case, Status
from support.surveys.models import Survey
from tests.factories import NOW, make_case, make_customer
from tests.portal.world import make_message

DAY = timedelta(hours=24)


def ended_case(*, is_told: bool = True, **overrides: Any) -> Case:
    """Make a case that ended at NOW, and the message that told it."""
    values = {"status": Status.RESOLVED, "ending": "credited", "resolved_at": NOW}
    case = make_case(
        customer=overrides.pop("customer", None) or make_customer(), **values | overrides
    )
    if is_told:
        make_message(case, 0, event="case-resolved")
    return case


def answer(case: Case, stars: int, **overrides: Any) -> Survey:
    """Make an answer as it is stored."""
    values = {"considered_at": NOW, "asked_at": NOW, "rated_at": NOW, "times": 1}
    payment = case.payment
    values |= {"cause": case.cause, "channel": payment.channel if payment else None}
    return Survey.objects.create(case=case, stars=stars, **values | overrides)
