"""Erasing a customer in the background: first all is read, a few rows a step, then they go at once.

Each step is a transaction of its own: whoever is killed in one has done nothing of it, and the next
goes on where the last one ended. Nothing of the customer is taken away before everything was read.
"""

import hashlib
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from support.customers.models import Customer
from support.lead.privacy.erasing import erase, erase_rest, refuse_complaint
from support.lead.privacy.forgetting import READINGS, Read, Reading, named_in
from support.lead.privacy.models import Erasure
from support.lead.privacy.person import Person, person_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet

logger = logging.getLogger(__name__)

A_STEP = 100  # rows, so that the page can tell how far it is
# What is younger is read at the end: its transaction may still have been open when we looked.
SETTLED = timedelta(minutes=10)
# Those that have a number, and so may have written something, without our own. A server's other
# databases share its numbers: what goes on there says nothing of our customers.
UNDER_WAY = """
    SELECT EXISTS (
        SELECT 1 FROM pg_snapshot_xip(pg_current_snapshot()) AS one
        WHERE one::text::bigint < %s AND NOT EXISTS (
            SELECT 1 FROM pg_locks JOIN pg_stat_activity AS who USING (pid)
            WHERE locktype = 'transactionid' AND granted AND mode = 'ExclusiveLock'
            AND transactionid = one::xid AND who.datname <> current_database()
        )
    )
"""


@transaction.atomic
def ask_erasure(customer: Customer, *, actor: "User", now: datetime, why: str) -> Erasure:
    """Begin to erase a customer; a second call finds what has begun.

    Raises ValidationError for somebody who is erased, and while a complaint is to be answered.
    """
    rows = Customer.objects.select_for_update(no_key=True)
    root = rows.get(pk=customer.joined_into_id or customer.pk)
    if root.erased_at is not None:
        raise ValidationError(_("This customer is erased already."), code="erased")
    refuse_complaint(person_of(root))
    begun, _is_new = Erasure.objects.get_or_create(
        customer=root,
        defaults={
            "actor": actor, "why": why, "asked_at": now,
            "to_look_at": sum(_settled(reading, now).count() for reading in READINGS.values()),
        },
    )  # fmt: skip
    return begun


def take_steps() -> None:
    """Take every erasure as far as it goes; one that fails keeps no other from its turn."""
    for pk in list(Erasure.objects.order_by("pk").values_list("pk", flat=True)):
        try:
            while take_step(pk, now=timezone.now()):
                pass
        except (DatabaseError, ValidationError):
            logger.exception("Erasure %s failed, and is tried again", pk)


def take_step(pk: int, *, now: datetime) -> bool:
    """Take an erasure one step further; tell whether another can be taken at once.

    None can where somebody else is at it, while the customer may not be erased yet, and until
    those are done who were under way when the customer was erased.
    """
    with transaction.atomic():
        rows = Erasure.objects.select_for_update(skip_locked=True, of=("self",))
        work = rows.select_related("customer", "actor").filter(pk=pk).first()
        if work is None:
            return False
        if work.customer.erased_at is not None:
            return _settle(work, now)
        person = person_of(work.customer)
        return _begin_anew(work, person) or _read_on(work, person) or _erase(work, person, now)


def _begin_anew(work: Erasure, person: Person) -> bool:
    """Read everything once more where they are known by other names than before."""
    names = hashlib.sha256("\n".join(sorted(person.known_by)).encode()).hexdigest()
    if names == work.names:
        return False
    work.names, work.read_to, work.found, work.looked_at = names, {}, {}, 0
    work.save(update_fields=["names", "read_to", "found", "looked_at"])
    return True


def _read_on(work: Erasure, person: Person) -> bool:
    for name, reading in READINGS.items():
        rows = _settled(reading, work.asked_at).filter(pk__gt=work.read_to.get(name, 0))
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:A_STEP])
        if keys:
            named = named_in(reading, reading.rows().filter(pk__in=keys), person)
            work.found[name] = work.found.get(name, []) + named
            work.read_to[name] = keys[-1]
            work.looked_at += len(keys)
            work.save(update_fields=["found", "read_to", "looked_at"])
            return True
    return False


def _erase(work: Erasure, person: Person, now: datetime) -> bool:
    read = Read(until=work.asked_at - SETTLED, names=person.known_by, found=work.found)
    try:
        erase(work.customer, actor=work.actor, now=now, why=work.why, read=read)
    except ValidationError as error:
        if error.code not in Erasure.WaitsFor.values:
            raise
        work.waits_for = error.code
        work.save(update_fields=["waits_for"])
        return False
    return True


def _settle(work: Erasure, now: datetime) -> bool:
    """Wait for whoever still writes of the customer, as they knew them; then take that out too."""
    with connection.cursor() as cursor:
        if work.ends_after is None:
            cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
            work.ends_after = cursor.fetchone()[0]
            work.save(update_fields=["ends_after"])
            return True
        cursor.execute(UNDER_WAY, [work.ends_after])
        if cursor.fetchone()[0]:
            return False
    since = work.asked_at - SETTLED
    erase_rest(work.customer, actor=work.actor, now=now, since=since)
    work.delete()
    return False


def _settled(reading: Reading, asked_at: datetime) -> "QuerySet[Any]":
    return reading.rows().filter(**{f"{reading.at}__lt": asked_at - SETTLED})
