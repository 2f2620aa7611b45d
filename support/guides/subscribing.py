"""Who wants new articles by e-mail: asked once a day at most, confirmed by a press, left by one."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support.customers.contacts import KnownContact, read_email
from support.customers.models import Customer
from support.customers.services import record_customer
from support.guides.models import Announcement, Subscriber, Topic
from support.notifications.models import Channel, Notification, State
from support.notifications.outbox.whereabouts import addresses_of_nobody, sent_to_nobody
from support.notifications.services import cancel_notification, queue_message
from support.retention.kinds import Kind, Table, register

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
# What a flood can cost us and those whose addresses it names; who comes beyond tries again.
MOST_AN_HOUR = 300
CONFIRM, NEWS = "news-confirm", "guide-published"
UNCONFIRMED_DAYS = 7
# Whose an address is, nobody knows: messages to subscribers are of this one, who is nobody.
_NOBODY = KnownContact(customer_id="nobody")
_SOURCE = "/guides/"  # as no source can be called


def subscriber_of(token: str) -> Subscriber | None:
    """Return whose link it is, also of who left; None for one that is none of ours."""
    try:
        key = UUID(_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    return Subscriber.objects.filter(key=key).first()


def link_of(subscriber: Subscriber) -> str:
    """Return the address at which a subscriber confirms, chooses and leaves. It never ends."""
    token = _signer().sign(subscriber.key.hex)
    return settings.PUBLIC_URL + reverse("article-news-own", args=[token])


@transaction.atomic
def ask_to_subscribe(typed: str, language: str, *, now: datetime) -> None:
    """Send the one fixed text to an address, unless it had one within a day.

    Whether it is known changes nothing that one could see. Raises ValidationError for what is no
    address, and while very many ask.
    """
    email = read_email(typed)
    if not email or len(email) > 254:
        raise ValidationError(_("Please enter an e-mail address."), code="email")
    if Subscriber.objects.filter(texted_at__gt=now - HOUR).count() >= MOST_AN_HOUR:
        raise ValidationError(
            _("Very many ask just now. Please try again in an hour."), code="full"
        )
    made = Subscriber(email=email, language=language, asked_at=now, texted_at=now)
    Subscriber.objects.bulk_create([made], ignore_conflicts=True)  # two at once
    found = Subscriber.objects.at_addresses([email]).select_for_update().get()
    if found.key != made.key:
        if found.texted_at > now - DAY:
            return
        found.texted_at = now
        found.save(update_fields=["texted_at"])
    queue_message(
        nobody(),
        CONFIRM,
        channel=Channel.EMAIL,
        dedupe_key=f"{CONFIRM}-{found.pk}-{now:%Y%m%d%H%M%S}",
        context={"confirm_url": link_of(found)},
        now=now,
        contact=contact_of(found),
    )


@transaction.atomic
def choose_topics(
    subscriber: Subscriber, topics: Sequence[str], language: str, *, now: datetime
) -> Subscriber:
    """Confirm, or choose anew; who chooses no topic hears of all. Who left asks anew first."""
    locked = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if locked.left_at is None:
        locked.topics = [topic for topic in Topic.values if topic in topics]
        locked.language, locked.confirmed_at = language, locked.confirmed_at or now
        locked.save(update_fields=["topics", "language", "confirmed_at"])
    return locked


@transaction.atomic
def leave(subscriber: Subscriber, *, now: datetime) -> Subscriber:
    """Send no more, also not what waits; the address is forgotten. Twice changes nothing."""
    locked = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if locked.left_at is not None:
        return locked
    waiting = Notification.objects.filter(
        customer=nobody(), event=NEWS, address=locked.email, state=State.QUEUED
    )
    for row in waiting:
        cancel_notification(row, now=now)
    locked.email, locked.topics, locked.left_at = "", [], now
    locked.save(update_fields=["email", "topics", "left_at"])
    if locked.told_last_id is not None:
        Announcement.objects.filter(pk=locked.told_last_id).update(left=F("left") + 1)
    return locked


def nobody() -> Customer:
    """Return whom messages to subscribers are of."""
    return record_customer(_NOBODY, source=_SOURCE)


def messages_to(emails: Collection[str]) -> QuerySet[Notification]:
    """Return what was sent to subscribers at some addresses, in any case."""
    smalls = [Lower(Value(email)) for email in emails]
    return sent_to_nobody(_SOURCE).alias(small=Lower("address")).filter(small__in=smalls)


def contact_of(subscriber: Subscriber) -> KnownContact:
    return KnownContact(email=subscriber.email, language=subscriber.language)


def _signer() -> Signer:
    return Signer(salt="article-news", sep=".")


register(
    Kind(
        "subscribers",
        gettext_lazy("Subscribers who did not confirm, and who left"),
        gettext_lazy(
            "Time to find the mail that asks them; of who left no address is kept. Then what was "
            "sent to subscribers is forgotten too, but for its time and how it went."
        ),
        usual=UNCONFIRMED_DAYS,
        least=2,
        most=30,
        tables=(
            Table(lambda: Subscriber.objects.filter(confirmed_at=None), "asked_at"),
            Table(lambda: Subscriber.objects.filter(left_at__isnull=False), "left_at"),
            addresses_of_nobody(_SOURCE),
        ),
    )
)
