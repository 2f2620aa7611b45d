"""What becomes of an alarm: an incident is proposed, and whoever is on duty told at their desk."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from support.cases.models import Case
from support.incidents.detection.series import Alarm
from support.incidents.models import Incident
from support.incidents.services import propose_incident
from support.incidents.watching.counting import Key, key_of
from support.payments.models import Channel, TestPayment
from support.payments.surroundings import TEST_WINDOW
from support.roster.models import Escalation
from support.roster.services import escalate
from troubleshooting.walks.codes import Said

MOST_CASES = 1_000  # the others are found once somebody opens the incident
MOST_CODES = 10
# A payment fails after it was made: one made so long before its news is of the same outage.
MADE_BEFORE = timedelta(minutes=15)


def propose(key: Key, alarm: Alarm, *, now: datetime) -> Incident:
    """Propose an incident for an alarm, with the cases opened since by what it is about."""
    channel, since = Channel.objects.get(pk=key.channel), _at(alarm.since)
    found = _cases(key, channel, since)
    made = (case.payment.initiated_at for case in found if case.payment is not None)
    incident = propose_incident(
        channels=[channel],
        began_at=min((at for at in made if at and at > since - MADE_BEFORE), default=since),
        evidence=_evidence(key, alarm, found) | _tests(channel, since),
        cases=found,
        now=now,
    )
    if incident.state == Incident.State.PROPOSED:
        escalate(
            Escalation.Kind.PROPOSED,
            about=incident.reference,
            now=now,
            address=f"/incidents/{incident.reference}/",
        )
    return incident


def _cases(key: Key, channel: Channel, since: datetime) -> list[Case]:
    """Return the cases of a series that were opened since then."""
    opened = Case.objects.filter(opened_at__gte=since, payment__channel=channel)
    newest = opened.select_related("payment").order_by("-opened_at", "-pk")[:MOST_CASES]
    return [case for case in newest if key_of(channel.pk, _said(case, channel)) == key]


def _said(case: Case, channel: Channel) -> Said:
    payment = case.payment
    if payment is None:
        return Said()
    return Said(
        payment.failure_scheme, payment.failure_code, None, payment.direction, channel.schemes
    )


def _evidence(key: Key, alarm: Alarm, cases: list[Case]) -> dict[str, Any]:
    """Return what speaks for an alarm: rates by the minute, and the codes of its cases."""
    codes = Counter(case.payment.failure_code for case in cases if case.payment is not None)
    return {
        "cause": key.cause,
        "scheme": key.scheme,
        "since": _at(alarm.since).isoformat(),
        "until": _at(alarm.until).isoformat(),
        "usual": round(alarm.usual, 2),
        "now": round(alarm.now, 2),
        "count": alarm.count,
        "codes": [[code, count] for code, count in codes.most_common(MOST_CODES)],
    }


def _tests(channel: Channel, since: datetime) -> dict[str, Any]:
    """Return how the channel's test payments ended from shortly before it began, if any did."""
    ends = TestPayment.objects.ends_since(channel.pk, since - TEST_WINDOW)
    return {"tests": [[state, count] for state, count in ends.items()]} if ends else {}


def _at(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)
