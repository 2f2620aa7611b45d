"""The one text that proves a contact: the same for everybody, and with nothing that was typed."""

from datetime import datetime, timedelta

from django.core.signing import BadSignature
from django.db import connection, transaction

from support.cases.clocks import MARKETS
from support.customers.contacts import Contact, KnownContact
from support.customers.models import Customer
from support.customers.reading import read_contact, zone_of_phone
from support.customers.services import record_customer
from support.notifications.addresses.providers import provider_urls
from support.notifications.models import Channel, Suppression
from support.notifications.services import queue_message
from support.notifications.words.events import FORM_LINK
from support.portal.asking.models import SOURCE, Ask, Asker, form_rules, signer

# What a flood can cost; what is beyond it waits its turn, and nothing is lost.
MOST_AN_HOUR = {Channel.EMAIL: 600, Channel.SMS: 120}
HOUR = timedelta(hours=1)
LOCALES = {"en": "en", "zh-hans": "zh-Hans"}
_ALONE = 7_305_001  # of one round of texts
# Who asks is nobody's customer before the link is opened, so all texts are of this one, of whom
# nothing is known.
_NOBODY = KnownContact(customer_id="nobody")


def channels_taken() -> list[Channel]:
    """Return by which channels a contact can be proven here."""
    return [channel for channel in Channel if provider_urls(channel)]


def is_open() -> bool:
    """Tell whether there is a public form: leads may end it, and it needs a way to send links."""
    return bool(channels_taken()) and form_rules().is_on


def find_asker(token: str) -> Asker | None:
    """Return who has a link, None for a token that is none of ours or has ended."""
    try:
        key = signer().unsign(token)
    except BadSignature:
        return None
    return Asker.objects.filter(key=key).first()


def present_ask(asker: Asker, now: datetime) -> Ask | None:
    """Return the newest of what an asker has not settled, else the newest at all, in one query."""
    kept = list(asker.asks.reached(now))
    return next((ask for ask in kept if ask.settled_at is None), kept[0] if kept else None)


def contact_of(asker: Asker, name: str = "") -> Contact:
    """Return how an asker is reached, as if a payment had said it.

    Whose clock no phone tells has that of the market that reads their language.
    """
    way = "email" if asker.channel == Channel.EMAIL else "phone"
    zone = zone_of_phone(asker.address) if way == "phone" else ""
    return Contact(
        name=name,
        locale=LOCALES[asker.language],
        time_zone=zone or MARKETS[asker.language].time_zone,
        **{way: asker.address},
    )


@transaction.atomic
def send_texts(now: datetime) -> int:
    """Make the texts that are due, as many as an hour may have; return how many.

    Whoever comes while somebody is at it makes none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ALONE])
        if not cursor.fetchone()[0]:
            return 0
    due = [asker for channel in Channel for asker in _due(channel, now)]
    nobody = record_customer(_NOBODY, source=SOURCE) if due else None
    for asker in due:
        if nobody is not None and not _is_suppressed(asker):
            _send(asker, nobody, now)
        asker.due_at, asker.sent_at = None, now
        asker.save(update_fields=["due_at", "sent_at"])
    return len(due)


def _due(channel: Channel, now: datetime) -> list[Asker]:
    sent = Asker.objects.filter(channel=channel, sent_at__gt=now - HOUR).count()
    room = max(MOST_AN_HOUR[channel] - sent, 0)
    # Whoever just asks once more is locked: theirs is sent with the next round.
    return list(Asker.objects.due(channel, now).select_for_update(skip_locked=True)[:room])


def _is_suppressed(asker: Asker) -> bool:
    return Suppression.objects.holding(asker.channel, asker.address).exists()


def _send(asker: Asker, nobody: Customer, now: datetime) -> None:
    queue_message(
        nobody,
        FORM_LINK,
        channel=asker.channel,
        dedupe_key=f"form-link-{asker.pk}-{now:%Y%m%d%H%M%S}",
        context={"proof_url": asker.url},
        now=now,
        contact=read_contact(contact_of(asker)),
    )
