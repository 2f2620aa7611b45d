"""What the page of a case says of complaints: that it is one, reads like one, or can have one."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError

from support.cases.models import Case
from support.complaints.lists import Entry, causes, reasons
from support.complaints.models import Complaint, ComplaintRule
from support.complaints.proposing import reads_like, said_before
from support.complaints.rules import rule_for
from support.complaints.services import days_to_hold


@dataclass(frozen=True)
class Panel:
    """`words` are those by which it reads like a complaint, `rule` that of one to be opened.

    `said` is what a complaint was made of that somebody opened by what the first case has.
    """

    complaint: Complaint | None
    now: datetime
    words: str = ""
    said: str = ""
    rule: ComplaintRule | None = None
    error: str = ""

    @property
    def root_causes(self) -> dict[str, Entry]:
        return causes()

    @property
    def reasons(self) -> dict[str, Entry]:
        return reasons()

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [(one.value, str(one.label)) for one in Complaint.Outcome]

    @property
    def root_cause(self) -> Entry | str:
        complaint = self.complaint
        return causes().get(complaint.root_cause, complaint.root_cause) if complaint else ""

    @property
    def held_for(self) -> Entry | str:
        complaint = self.complaint
        return reasons().get(complaint.held_for, complaint.held_for) if complaint else ""

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day until which it may be put off now, None where it may not."""
        if self.complaint is None or not self.complaint.can_be_held:
            return None
        first, last = days_to_hold(self.complaint, self.now)
        return (first, last) if first <= last else None


def panel_of(case: Case, complaint: Complaint | None, *, now: datetime, asks: bool) -> Panel:
    """Return what is said of a case and the complaint that it is; with a query at most.

    With `asks` somebody wants to open one about it, and reads first by which rule.
    """
    if complaint is not None:
        return Panel(complaint, now, said=said_before(complaint))
    if not asks:
        return Panel(None, now, words=reads_like(case))
    try:
        return Panel(None, now, rule=rule_for(case))
    except ValidationError as error:
        return Panel(None, now, error=error.messages[0])


def complaint_of(case: Case) -> Complaint | None:
    """Return what a case is as a complaint; none of a case with a payment, so nothing is asked."""
    if case.payment_id is not None:
        return None
    related = Complaint.objects.select_related("case__customer", "about__payment", "rule")
    return related.filter(case=case).first()
