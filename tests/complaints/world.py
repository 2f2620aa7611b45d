"""Complaints to test with."""

from datetime import date, timedelta
from typing import Any

from support.cases.models import Case
from support.complaints.models import Complaint
from support.complaints.services import Answer, answer_complaint, open_complaint
from tests.factories import NOW, make_agent, make_case

DAY = timedelta(days=1)
LATE = date(2026, 12, 18)
WORDS = "We have sent the money again."


def make_complaint(about: Case | None = None, **given: Any) -> Complaint:
    """Open a complaint by its service."""
    return open_complaint(about or make_case(), now=given.pop("now", NOW), actor=make_agent())


def answer_of(**given: Any) -> Answer:
    return Answer(**{"words": WORDS, "outcome": "upheld", "root_cause": "not_paid"} | given)


def answered(complaint: Complaint, **given: Any) -> Complaint:
    """Answer a complaint a day later."""
    now = given.pop("now", complaint.received_at + DAY)
    return answer_complaint(complaint, answer_of(**given), now=now, actor=make_agent())
