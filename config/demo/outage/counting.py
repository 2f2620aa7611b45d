"""What stands in the database after the play, beside what was simulated."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from config.demo.outage.playing import Course
from config.demo.outage.world import World
from support.cases.models import Case, Ending
from support.guidance.models import CaseWalk
from support.incidents.models import CaseLink, CaseLinkQuerySet
from support.notifications.models import Notification
from support.notifications.models.notification import NotificationQuerySet
from support.sources.models import LookUp


@dataclass(frozen=True)
class Row:
    """One line of the table; `at_most` where fewer are as well."""

    what: str
    simulated: int
    stored: int
    at_most: bool = False

    @property
    def holds(self) -> bool:
        return self.stored <= self.simulated if self.at_most else self.stored == self.simulated


def rows(world: World, course: Course, false_alarms: int) -> Iterator[Row]:
    incident, people = course.incident, world.people
    links = CaseLink.objects.in_force().filter(incident=incident)
    seconds = int((course.detected_at - world.began).total_seconds())
    yield Row("false alarms in the calm days", 0, false_alarms)
    yield Row("seconds until it was detected", 120, seconds, at_most=True)
    yield Row("cases linked", people, links.count())
    arrived = links.filter(how=CaseLink.How.ARRIVED).count()
    yield Row("… of these as they arrived", people - course.opened_after, arrived)
    yield Row("guides that asked nobody anything", people, _unasked(links))
    yield Row("cases of the other channel linked", 0, _others(world))
    for event in ("incident-opened", "incident-updated"):
        once = _once(_of(event, incident.reference))
        yield Row(f"customers told once: {event}", people, once)
    credited = sum(entry.status == "credited" for entry in world.book.payments.values())
    asked = sum(one["method"] == "GET" for one in world.book.asked)
    looked_up = LookUp.objects.filter(payment__cases__incident_links__in=links, state="answered")
    yield Row("payments looked up", asked, looked_up.count())
    paid = links.filter(
        recovery=CaseLink.Recovery.PAID, case__ending=Ending.CREDITED, case__status="resolved"
    )
    yield Row("credited: done", credited, paid.count())
    paid_customers = paid.values("case__customer")
    told = Notification.objects.filter(event="case-resolved", customer__in=paid_customers)
    yield Row("credited: told", credited, _once(told))
    over = _of("incident-resolved", incident.reference)
    yield Row("still stuck: told that it is over", people - credited, _once(over))
    yield Row("customers told once how it ended", people, _once(told | over))
    back = links.filter(recovery=CaseLink.Recovery.BACK, case__status="open")
    yield Row("still stuck: back in the queue", people - credited, back.count())


def _unasked(links: CaseLinkQuerySet) -> int:
    """Count cases whose first guide in the outage ended by checks, at the step of the outage."""
    held = CaseWalk.objects.filter(
        case__incident_links__in=links, walk__facts__has_key="incident_since"
    )
    return held.exclude(walk__outcome_node="").values("case").distinct().count()


def _others(world: World) -> int:
    return Case.objects.filter(payment__channel=world.other, incident_links__isnull=False).count()


def _of(event: str, incident: str) -> NotificationQuerySet:
    return Notification.objects.filter(event=event, incident=incident)


def _once(messages: NotificationQuerySet) -> int:
    """Count the customers who have exactly one e-mail of these."""
    by_customer = messages.filter(channel="email").values("customer")
    return by_customer.annotate(count=Count("pk")).filter(count=1).count()
