"""What a customer's page says of complaints: that it is one, or that we have one."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from support.cases.models import Case
from support.complaints.models import Complaint
from support.complaints.telling import day_of


@dataclass(frozen=True)
class Standing:
    """`about` is the case that this one complains of, `reference` the complaint we have.

    `answer_by` is "" where that day is past or no days may be named.
    """

    about: str = ""
    reference: str = ""
    answer_by: str = ""


def standing_of(case: Case, language: str, now: datetime) -> Standing:
    """Say what there is of a case, one query."""
    known = Complaint.objects.select_related("case", "about", "rule")
    found = known.filter(Q(case=case) | Q(about=case, answered_at=None)).first()
    if found is None:
        return Standing()
    if found.case_id == case.pk:
        return Standing(about=found.about.reference)
    due = None if case.is_silent or found.answer_due_at <= now else found.answer_due_at
    return Standing(reference=found.case.reference, answer_by=day_of(found, due, language))
