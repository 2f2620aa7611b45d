"""Customers whom no message reaches: the case is raised until somebody or something reaches him."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from support.cases.locked import lock_case, lock_kept
from support.cases.models import Case, CaseEvent, log
from support.notifications.models import Channel, Notification, State
from support.notifications.signals import failing, not_reached

if TYPE_CHECKING:
    from django.contrib.auth.models import User

AT_ONCE = 200


def connect() -> None:
    failing.connect(_hold, dispatch_uid="case-locked-when-failing")
    not_reached.connect(_hear, dispatch_uid="case-raised-when-not-reached")


def _hold(sender: Any, *, notification: Notification, **_more: Any) -> None:
    """Lock the case before the outbox locks the message, as whoever tells something does."""
    Case.objects.select_for_update(no_key=True).filter(reference=notification.thread).only(
        "pk"
    ).first()


def _hear(sender: Any, *, notification: Notification, now: datetime, **_more: Any) -> None:
    raise_unreached(notification, now=now)


@transaction.atomic
def raise_unreached(notification: Notification, *, now: datetime) -> Case | None:
    """Raise the case of a message that reached the customer by no channel; None if it has none."""
    found = Case.objects.filter(reference=notification.thread).only("merged_into").first()
    if found is None:
        return None
    case = lock_kept(found)
    case.miss_customer(now)
    log(
        case,
        CaseEvent.Kind.UNREACHED,
        now=now,
        channel=notification.channel,
        event=notification.event,
        reason=notification.reason,
    )
    return case


@transaction.atomic
def record_reached(case: Case, *, now: datetime, actor: "User", note: str = "") -> Case:
    """Write down that an agent reached the customer, on the phone or otherwise.

    Raises ValidationError if nobody is waited for; so a second call is refused.
    """
    case = lock_case(case)
    if case.unreached_since is None:
        raise ValidationError(_("This customer was reached already."), code="reached")
    case.reach_customer()
    log(case, CaseEvent.Kind.REACHED, now=now, actor=actor, note=note)
    return case


def has_reached(case: Case) -> bool:
    """Tell whether any message of the case, or a person, has reached its customer so far."""
    told = Notification.objects.filter(thread=case.reference)
    arrived = Q(state=State.DELIVERED) | Q(channel=Channel.EMAIL, state=State.SENT)
    return told.filter(arrived).exists() or case.events.filter(kind=CaseEvent.Kind.REACHED).exists()


def settle_reached(now: datetime) -> int:
    """Lower the cases whose customer a later message reached; return their number.

    An SMS reaches him when its receipt says so, an e-mail when it was accepted: its bounce raises
    the case again.
    """
    waiting = Case.objects.unreached().filter(Exists(_reaching())).order_by("unreached_since")
    return sum(_settle(case, now) for case in waiting.only("pk")[:AT_ONCE])


@transaction.atomic
def _settle(case: Case, now: datetime) -> bool:
    case = lock_case(case)
    message = _reaching(case).first() if case.unreached_since else None
    if message is None:
        return False  # somebody was faster
    case.reach_customer()
    log(case, CaseEvent.Kind.REACHED, now=now, channel=message.channel, event=message.event)
    return True


def _reaching(case: Case | None = None) -> Any:
    """The messages that reached the customer after all; without a case for use in a query."""
    reference: Any = case.reference if case else OuterRef("reference")
    since: Any = case.unreached_since if case else OuterRef("unreached_since")
    return Notification.objects.filter(
        Q(state=State.DELIVERED, updated_at__gte=since)
        | Q(channel=Channel.EMAIL, state=State.SENT, sent_at__gte=since),
        thread=reference,
    ).order_by("-updated_at")
