"""What a customer chooses: kept with them, told on the case's timeline, and obeyed at once."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.locked import lock_kept
from support.cases.models import Case, CaseEvent, log
from support.cases.taking.lanes import follow_language
from support.cases.telling.messages_of_case import TRUE_IN, tell_what_is_so_now
from support.customers.models import Customer
from support.customers.services import Wishes, set_wishes
from support.notifications.models import Channel, Notification, State
from support.notifications.outbox.policy_facts import wants
from support.notifications.outbox.whereabouts import address_of
from support.notifications.services import cancel_notification, has_twin, send_by_other_channel
from support.notifications.words.events import EVENTS

DAY = timedelta(hours=24)
MOST_A_DAY = 20  # each is a line of the timeline, which is kept for ever


@transaction.atomic
def choose(case: Case, wishes: Wishes, *, now: datetime) -> Case:
    """Let the customer of a case have their wishes; the same again changes nothing.

    What still waits for them follows: it leaves in the language chosen, and by the other channel
    where they want no more of its own. Raises ValidationError as `set_wishes` does, and where they
    have changed them very often today.
    """
    before = _told(case.customer)
    customer = set_wishes(case.customer, wishes)
    case = lock_kept(case)
    case.customer = customer
    after = _told(customer)
    changes = [[name, before[name], after[name]] for name in before if before[name] != after[name]]
    if not changes:
        return case
    lately = case.events.filter(kind=CaseEvent.Kind.WISHES, happened_at__gt=now - DAY)
    if lately.count() >= MOST_A_DAY:
        raise ValidationError(
            _("You have changed this often today. Please try again tomorrow, or write to us."),
            code="too_often",
        )
    log(case, CaseEvent.Kind.WISHES, now=now, changes=changes)
    changed = {name for name, *_values in changes}
    if "language" in changed:
        follow_language(customer)
        _speak(case, now)
    if "channels" in changed:
        _go_by_what_is_wanted(case, now)
    return case


def _told(customer: Customer) -> dict[str, Any]:
    """Return what the timeline tells of somebody's wishes, as JSON takes it."""
    start, end = customer.quiet_from, customer.quiet_until
    return {
        "language": customer.chosen_language,
        "channels": [str(one) for one in Channel if wants(customer, one)],
        "quiet": f"{start:%H:%M}-{end:%H:%M}" if start and end else "",
        "zone": customer.chosen_zone,
        "few": customer.only_essential,
    }


def _speak(case: Case, now: datetime) -> None:
    """Let what waits to tell the state of a case tell it in the language that was chosen."""
    waiting = Notification.objects.filter(
        thread=case.reference, state=State.QUEUED, event__in=TRUE_IN
    )
    waiting.update(language=case.contact.language)
    tell_what_is_so_now(case, now=now)


def _go_by_what_is_wanted(case: Case, now: datetime) -> None:
    """Send by the other channel what waits on one that they want no more, and is not there too."""
    for channel in Channel:
        other = channel.other
        if wants(case.customer, channel) or not wants(case.customer, other):
            continue
        if not address_of(case.contact, other):
            continue
        waiting = Notification.objects.select_for_update().filter(
            thread__in=case.references, channel=channel, state=State.QUEUED
        )
        for row in waiting.order_by("sequence"):
            if EVENTS[row.event].is_essential and not has_twin(row):
                _move(row, now)


def _move(row: Notification, now: datetime) -> None:
    """Let the other channel carry a message; where that can't, it stays what it is."""
    with suppress(ValidationError), transaction.atomic():
        cancel_notification(row, now=now)
        send_by_other_channel(row, now=now)
