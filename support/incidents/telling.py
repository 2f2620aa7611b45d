"""Telling the customers of linked cases the newest update, each once; late comers too.

That it is over is told once a payment was looked up and has not arrived; else its end is the news.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery

from support.cases.models import Case
from support.cases.telling.broadcasts import tell_at_once, tell_more
from support.cases.telling.messages_of_case import LEAVES_NOT, count_as_told
from support.incidents.known import holding
from support.incidents.models import CaseLink, Incident, IncidentUpdate
from support.incidents.updating import newest_for_customers
from support.notifications.models import Broadcast, Notification, State
from support.notifications.models.notification import NotificationQuerySet
from support.notifications.outbox.broadcasts import Progress
from support.notifications.outbox.queueing import ABOUT_INCIDENTS, TELLING_STATE
from support.roster.models import Escalation
from support.roster.services import escalate
from troubleshooting.marks.resting import Set, in_sets, until_late

AT_ONCE = 1_000  # whoever replies in one of these cases waits till all are told
# What says that there is a case and that it waits, and nothing beside.
WAITING = ("case-opened", "waiting-bank")
# So long after the end somebody may still be told that it is over.
AFTERWARDS = timedelta(days=3)


@dataclass(frozen=True)
class Sent:
    """When a customer was last sent news of an incident, None where it has not left yet."""

    at: datetime | None
    is_leaving: bool


def sent_of(incident: Incident, customers: Collection[int]) -> dict[int, Sent]:
    """Return when each of these customers was sent news of an incident, in one query by index.

    To who was paid the news is the end of their case.
    """
    theirs = incident.links.in_force().filter(case__customer__in=customers)
    paid = theirs.filter(recovery=CaseLink.Recovery.PAID)
    news = Q(event__in=ABOUT_INCIDENTS, incident=incident.reference)
    news |= Q(event="case-resolved", thread__in=paid.values("case__reference"))
    leaving = Count("pk", filter=Q(state__in=(State.QUEUED, State.CLAIMED)))
    told = Notification.objects.filter(news, customer__in=customers)
    rows = told.order_by().values_list("customer")
    found = rows.annotate(at=Max("sent_at"), leaving=leaving)
    return {pk: Sent(at, at is None and leaving > 0) for pk, at, leaving in found}


def progress_at_once(incident: Incident) -> dict[int, Progress]:
    """Return how far what told an update at once is, by its number: it is in no mass message."""
    told = incident.updates.filter(written_at__lte=OuterRef("created_at"), broadcast__isnull=False)
    own = Notification.objects.filter(
        thread__in=incident.links.values("case__reference"),
        incident=incident.reference,
        event__in=ABOUT_INCIDENTS,
        broadcast=None,
    ).order_by()
    rows = own.values_list(Subquery(told.order_by("-number").values("number")[:1]), "state")
    found: dict[int, Progress] = {}
    for number, state, count in rows.annotate(count=Count("pk")):
        if number is not None:
            found.setdefault(number, Progress()).counts[state] = count
    return found


def tell_held(case: Case, event: str, *, now: datetime) -> bool:
    """Let the newest update of its incident stand for what a locked case would tell beside it.

    So whoever arrives hears once, with one time of the next news. Says whether they have it; not
    where their words wait for an answer. Who was told it of another case of theirs hears that this
    one was opened, and not again that it waits.
    """
    if event not in WAITING or case.next_answer_due_at is not None or not holding():
        return False
    links = CaseLink.objects.held().filter(case=case.pk).select_related("incident")
    link = links.order_by("-pk").first()
    known = next((one for one in holding() if link and one.pk == link.incident_id), None)
    if link is None or known is None or not known.may_explain(case):
        return False
    update = newest_for_customers(link.incident)
    if update is None or not _have_it(case, event, update, now):
        return False
    CaseLink.objects.filter(pk=link.pk).update(told=update.number)
    count_as_told(case, event, now)
    return True


def _have_it(case: Case, event: str, update: IncidentUpdate, now: datetime) -> bool:
    """Tell whether the customer of a case was told an update of it, now if not before."""
    broadcast = update.broadcast
    if broadcast is None or broadcast.state != Broadcast.State.RUNNING:
        return False
    of_theirs = Notification.objects.filter(customer=case.customer_id, incident=broadcast.incident)
    told = of_theirs.filter(created_at__gte=update.written_at).exclude(state__in=LEAVES_NOT)
    if threads := set(told.values_list("thread", flat=True)):
        return case.reference in threads or event == "waiting-bank"
    return tell_at_once(case, _as_true_now(update, broadcast, now), now=now)


def incident_told(case: Case) -> Incident | None:
    """Return the incident that holds a case and whose news its customer has, None for none.

    Where none goes on nothing is asked.
    """
    if case.is_done or not holding():
        return None
    links = CaseLink.objects.held().explained().filter(case=case.pk, told__gt=0)
    link = links.select_related("incident").order_by("-pk").first()
    return link.incident if link else None


def held_just_now() -> Q:
    """Name the cases that an incident explains, whose customers hear its news and nothing beside.

    Those are whom its updates are for, so not who is asked something or has another cause.
    """
    links = CaseLink.objects.held().explained()
    return Q(Exists(links.filter(case=OuterRef("pk"))))


def tell_linked(now: datetime, *, ends_at: float = math.inf) -> int:
    """Write the messages that are still to be written, a set of cases at a time.

    Each set is a transaction with the note that it was told, so that nobody is told twice whatever
    dies. Returns how many messages are new.
    """
    going_on = Incident.objects.holding()
    just_over = Incident.objects.filter(
        state=Incident.State.RESOLVED, ended_at__gte=now - AFTERWARDS
    )
    incidents = (going_on | just_over).order_by("pk")
    in_time = until_late(incidents, ends_at)
    return sum(tell_linked_of(incident, now, ends_at=ends_at) for incident in in_time)


def tell_linked_of(incident: Incident, now: datetime, *, ends_at: float = math.inf) -> int:
    """Write those of one incident."""
    update = newest_for_customers(incident)
    return 0 if update is None else in_sets(lambda: _tell_set(update, now), ends_at=ends_at)


@transaction.atomic
def _tell_set(update: IncidentUpdate, now: datetime) -> Set:
    """Tell the next cases."""
    links = CaseLink.objects.filter(incident=update.incident_id, told__lt=update.number)
    to_tell = links.not_helped() if update.ends_it else links.listening()
    locked = to_tell.select_for_update(skip_locked=True, of=("self",))
    found = dict(locked.values_list("pk", "case")[:AT_ONCE])
    if not found or update.broadcast is None:
        return Set(0, more=False)
    cases = Case.objects.not_done().filter(pk__in=found.values())
    if update.ends_it:
        cases = cases.exclude(Exists(_told_since(update)))
    else:
        cases = cases.exclude(Exists(_told_at_once(update.broadcast)))
    count = tell_more(cases, _as_true_now(update, update.broadcast, now), now=now)
    CaseLink.objects.filter(pk__in=found).update(told=update.number)
    return Set(count, more=len(found) == AT_ONCE)


def _as_true_now(update: IncidentUpdate, broadcast: Broadcast, now: datetime) -> Broadcast:
    """Return its message as it may be told to who comes now: with no promise that is past."""
    due = update.next_update_at
    if due is not None and due <= now:
        broadcast.words = {
            language: {name: word for name, word in words.items() if name != "next_update"}
            for language, words in broadcast.words.items()
        }  # for these alone: it is not stored
    return broadcast


def _told_since(update: IncidentUpdate) -> NotificationQuerySet:
    """Return what has told a case's customer since an update how that case stands by now."""
    since = Notification.objects.filter(created_at__gte=update.written_at, event__in=TELLING_STATE)
    return since.filter(thread=OuterRef("reference"))


def _told_at_once(broadcast: Broadcast) -> NotificationQuerySet:
    """Return what has told a case's customer the same by a message of its own."""
    own = Notification.objects.filter(incident=broadcast.incident, broadcast=None)
    own = own.filter(event=broadcast.event, created_at__gte=broadcast.created_at)
    return own.filter(customer=OuterRef("customer"))


def tell_of_late_updates(now: datetime) -> int:
    """Tell who is on duty, once, of each promised update that is late; return of how many."""
    late = Incident.objects.holding().filter(next_update_at__lt=now, late_told_at=None)
    return sum(_tell_of_late(incident, now) for incident in late)


@transaction.atomic
def _tell_of_late(incident: Incident, now: datetime) -> bool:
    mine = Incident.objects.filter(pk=incident.pk, late_told_at=None)
    if not mine.update(late_told_at=now):
        return False
    about = f"{incident.reference} · {incident.updates.count() + 1}"
    address = f"/incidents/{incident.reference}/"
    escalate(Escalation.Kind.INCIDENT, about=about, now=now, address=address)
    return True
