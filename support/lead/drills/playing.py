"""An outage of a channel, played through the whole chain and taken back.

All of it happens in one transaction that is never committed: payments, cases, walks, the incident
and the messages are real rows for as long as the play lasts, and nobody else ever sees one. So no
message can leave, no list can show a case of it, and whoever works meanwhile waits for nothing but
rows that the play makes itself: its incident is about its own payments alone, what the watch would
propose is taken back at once, and the mark of what is kept is left alone.
"""

import math
import time
from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from support.cases.models import Case
from support.customers.contacts import Contact
from support.guidance.models import CaseWalk
from support.guidance.waiting.outage import walk_linked_anew
from support.incidents.detection.series import LEARNING
from support.incidents.linking import link_earlier_of
from support.incidents.models import CaseLink, Incident
from support.incidents.recovery import hear_look_up, recover_of
from support.incidents.services import Scope, open_incident
from support.incidents.telling import tell_linked_of
from support.incidents.updating import Said, add_update
from support.incidents.watching.models import WatchedSeries
from support.incidents.watching.services import watch
from support.intake.services import Event, receive_news
from support.lead.drills.report import Report
from support.notifications.models import Notification, State, Urgency
from support.payments.ladder.rungs import Rung
from support.payments.models import Channel, Payment
from support.payments.news import PaymentNews
from support.sources.models import LookUp
from troubleshooting.marks.reading import be_apart

LANGUAGES = ("en-GB", "zh-CN")
COUNTED = timedelta(seconds=10)  # after a minute's end, when the watch counts it
MINUTES = 5  # over which the first half fails
WORDS = ("This is a drill. Nothing has happened.", "这是演练，并未发生任何故障。")


def play(channel: Channel, cases: int, *, name: str, now: datetime) -> Report:
    """Let `cases` payments of a channel fail, and go through to the last message; tell what came.

    Half fail before the incident is known, half while it is; then four of five are credited and
    the incident ends. `name` begins their references. Nothing of it stays.
    """
    report = Report()
    with transaction.atomic():
        be_apart()
        _Play(channel, cases, name, now, report).go_through()
        transaction.set_rollback(True)
    report.left_behind = (
        Payment.objects.filter(reference__startswith=f"{name}-").count()
        + Case.objects.filter(payment__reference__startswith=f"{name}-").count()
        + Notification.objects.filter(address__endswith=f"@{_host(name)}").count()
    )
    return report


def _host(name: str) -> str:
    return f"{name.lower()}.example"


class _Play:
    """One play. `at` is its own clock, which runs ahead of everybody else's."""

    def __init__(
        self, channel: Channel, cases: int, name: str, now: datetime, report: Report
    ) -> None:
        self.channel, self.count, self.name, self.began = channel, cases, name, now
        self.report, self.at = report, now

    def go_through(self) -> None:
        incident = self._detect()
        for part in (self._link, self._tell, self._recover):
            self.at += timedelta(minutes=1)
            part(incident)

    def _detect(self) -> Incident:
        """Let the first half fail, minute by minute, until the watch would propose an incident."""
        half = self.count // 2
        for minute in range(MINUTES):
            for number in range(half * minute // MINUTES, half * (minute + 1) // MINUTES):
                self._tell_of(number, Rung.FAILED)
            self.at += timedelta(minutes=1)
            if self._is_seen() and self.report.detected_after is None:
                self.report.detected_after = minute + 1
        return open_incident(self._scope(), actor=None, now=self.at)

    def _is_seen(self) -> bool:
        """Let the watch look, and take that back at once: the real one goes on meanwhile."""
        with transaction.atomic():
            watch(self.began)
            proposed = watch(self.at.replace(second=0, microsecond=0) + COUNTED)
            is_seen = any(self._is_about(incident) for incident in proposed)
            self.report.is_learned = self._is_learned()
            transaction.set_rollback(True)
        return is_seen

    def _scope(self) -> Scope:
        """Return what is only about the payments of the play: a real one is nobody's drill."""
        ours = [{"fact": "failure_message", "op": "is", "value": self.name}]
        return Scope(*WORDS, [self.channel], self.began, conditions=ours)

    def _is_learned(self) -> bool:
        minute = int(self.at.timestamp()) // 60
        rows = WatchedSeries.objects.filter(channel=self.channel)
        return any(minute - row.series.born >= LEARNING for row in rows)

    def _is_about(self, incident: Incident) -> bool:
        return incident.channels.filter(pk=self.channel.pk).exists()

    def _link(self, incident: Incident) -> None:
        begun = time.monotonic()
        link_earlier_of(incident.pk, self.at)
        while walk_linked_anew(self.at, of=incident):
            pass
        self.report.link_seconds = round(time.monotonic() - begun, 3)
        self.report.linked_before = self._links(incident).count()
        for number in range(self.count // 2, self.count):
            self._tell_of(number, Rung.FAILED)
        arrived = self._links(incident).filter(how=CaseLink.How.ARRIVED)
        self.report.linked_on_arrival = arrived.count()
        walked = CaseWalk.objects.filter(case__in=arrived.values("case")).values("case").distinct()
        self.report.walked = walked.count()
        self.report.asked_nothing = walked.filter(walk__ended_at__isnull=False).count()
        self.report.payments = self._payments().count()
        self.report.cases = Case.objects.filter(payment__in=self._payments()).count()

    def _tell(self, incident: Incident) -> None:
        self._say(incident, Incident.State.IDENTIFIED)
        rows = self._messages(incident)
        whom = Case.objects.filter(payment__in=self._payments())
        self.report.customers = whom.values("customer").distinct().count()
        self.report.told = rows.values("customer").distinct().count()
        self.report.messages = dict(Counter(rows.values_list("channel", flat=True)))
        self.report.tell_seconds = _seconds_to_leave(self.report.messages)

    def _recover(self, incident: Incident) -> None:
        for number in range(self.count):
            if number % 5:
                self._tell_of(number, Rung.CREDITED)
        self._say(incident, Incident.State.RESOLVED)
        incident.refresh_from_db()
        recover_of(incident, self.at)
        for look_up in LookUp.objects.filter(payment__in=self._payments()):
            hear_look_up(look_up, now=self.at)
        while walk_linked_anew(self.at, of=incident):
            pass
        links = self._links(incident)
        credited = Q(case__payment__status=Rung.CREDITED)
        self.report.credited = links.filter(credited).count()
        threads = links.filter(credited).values("case__reference")
        ended = Notification.objects.filter(event="case-resolved", thread__in=threads)
        self.report.told_credited = ended.values("thread").distinct().count()
        self.report.back_in_queue = links.filter(recovery=CaseLink.Recovery.BACK).count()

    def _say(self, incident: Incident, state: str) -> None:
        over = state == Incident.State.RESOLVED
        said = Said(
            state=state,
            seen=incident.updates.count(),
            customers_en=WORDS[0],
            customers_zh=WORDS[1],
            next_update_at=None if over else self.at + timedelta(hours=1),
        )
        add_update(incident, said, actor=None, now=self.at)
        tell_linked_of(incident, self.at)

    def _tell_of(self, number: int, rung: str) -> None:
        reference = f"{self.name}-{number}"
        news = PaymentNews(
            reference=reference, status=rung, occurred_at=self.at, channel=self.channel.code,
            direction=self.channel.direction, method=self.channel.method,
            failure_message=self.name if rung == Rung.FAILED else "",
            amount=str(self.channel.min_amount or 10), currency=self.channel.currency,
            created_at=self.began.isoformat(),
            contact=Contact(
                name=f"{self.name} {number}", email=f"{number}@{_host(self.name)}",
                locale=LANGUAGES[number % len(LANGUAGES)], customer_id=reference,
            ),
        )  # fmt: skip
        receive_news(Event(f"{reference}-{rung}", "payment.updated"), news, now=self.at)

    def _payments(self) -> QuerySet[Payment]:
        return Payment.objects.filter(reference__startswith=f"{self.name}-")

    def _links(self, incident: Incident) -> QuerySet[CaseLink]:
        theirs = CaseLink.objects.in_force().filter(incident=incident)
        return theirs.filter(case__payment__in=self._payments())

    def _messages(self, incident: Incident) -> QuerySet[Notification]:
        return Notification.objects.filter(
            incident=incident.reference, address__endswith=f"@{_host(self.name)}"
        )


def _seconds_to_leave(messages: dict[str, int]) -> float | None:
    """Return when the last of these leaves at the rates set, after the mass messages that wait."""
    rates = {"email": settings.EMAIL_RATE, "sms": settings.SMS_RATE}
    if not all(rates[channel] for channel in messages):
        return None
    waiting = Notification.objects.filter(state=State.QUEUED, urgency=Urgency.MASS)
    return max(
        (
            math.ceil(waiting.filter(channel=channel).count() / rates[channel])
            for channel in messages
        ),
        default=0,
    )
