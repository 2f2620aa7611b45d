"""What a case's page says of the incident that holds it."""

from dataclasses import dataclass
from datetime import datetime

from support.cases.models import Case
from support.cases.viewing.counts import in_words
from support.incidents.known import are_any
from support.incidents.models import CaseLink, Incident
from support.incidents.telling import Sent, sent_of
from troubleshooting.checks.families.channel import MOST_COUNTED


@dataclass(frozen=True)
class Banner:
    """An incident, how many cases it explains, and when this one's customer was written to."""

    incident: Incident
    cases: int
    sent: Sent | None
    is_late: bool

    @property
    def count(self) -> str:
        return in_words(self.cases, MOST_COUNTED)


def banner_of(case: Case, now: datetime) -> Banner | None:
    """Return the incident that holds a case; nothing is asked where there never was one."""
    if case.is_done or not are_any():
        return None
    links = CaseLink.objects.held().filter(case=case).select_related("incident")
    link = links.order_by("-pk").first()
    if link is None:
        return None
    incident = link.incident
    sent = sent_of(incident, [case.customer_id]) if link.told else {}
    return Banner(
        incident,
        incident.links.in_force().cases(),
        sent.get(case.customer_id),
        incident.is_late(now),
    )
