"""An SMS comes in once; a long one is taken when all of its parts are there, or no more come."""

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from support.files.sealing import digests_of, open_sealed, seal
from support.intake.texts.deciding import decide
from support.intake.texts.sms import LOST, NUMBERS, PATIENCE, IncomingSms
from support.notifications.returns.stopping import numbers_of
from support.notifications.signals import Incoming, sms_came

logger = logging.getLogger(__name__)

PURPOSE = "incoming SMS"  # of seal and digest
LONGEST, LONGEST_NAME = 5_000, 200
MOST_AT_ONCE = 100


def connect() -> None:
    sms_came.connect(_take_at_once, dispatch_uid="an SMS is taken")


def _take_at_once(*, incoming: Incoming, now: datetime, **_signal: Any) -> None:
    """Keep an SMS for good, then decide: what fails now is taken once more by the timetable."""
    take(receive(incoming, now), now)


def receive(incoming: Incoming, now: datetime) -> IncomingSms:
    """Store an SMS, and return its row. The same one again changes nothing.

    Where a provider gives no id two of the same words are two.
    """
    name = incoming.provider_id[:LONGEST_NAME] or str(uuid4())
    digests = digests_of(f"{incoming.provider}\0{name}".encode(errors="replace"), PURPOSE)
    made = IncomingSms.objects.filter(digest__in=digests).first()
    if made is None:
        made, _is_new = IncomingSms.objects.get_or_create(
            digest=digests[0], defaults=_columns(incoming, digests[0], now)
        )
        logger.info("SMS %s came in", made)
    return made


@transaction.atomic
def take(sms: IncomingSms, now: datetime) -> None:
    """Decide upon an SMS with its other parts. One that was decided upon stays as it is."""
    _wait_for_others(sms.whole)
    rows = list(IncomingSms.objects.filter(whole=sms.whole, became="").order_by("pk"))
    parts = {row.part: row for row in rows}
    is_late = any(row.received_at < now - PATIENCE for row in rows)
    if not rows or (len(parts) < sms.parts and not is_late):
        return
    became = decide(_joined(parts, sms.parts), rows[0], now)
    kept = IncomingSms.objects.filter(pk__in=[row.pk for row in rows])
    if not kept.update(became=became, sealed=b""):
        transaction.set_rollback(True)  # who sent it was erased meanwhile, and this with them
    logger.info("SMS %s became %s", rows[0], became)


def _wait_for_others(whole: str) -> None:
    """Let one at a time be at a text.

    No row is locked for it: whoever erases a customer has locked their cases first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [whole])


def take_left() -> int:
    """Take what failed when it came, and texts of which parts are missing; return how many.

    A fault of ours ends the round, and its SMS comes last when the next one begins.
    """
    taken = 0
    while taken < MOST_AT_ONCE and (sms := IncomingSms.objects.left(timezone.now()).first()):
        IncomingSms.objects.filter(pk=sms.pk).update(attempts=F("attempts") + 1)
        take(sms, timezone.now())
        taken += 1
    return taken


def _columns(incoming: Incoming, digest: str, now: datetime) -> dict[str, Any]:
    numbers = numbers_of(incoming.phone)
    number = digests_of((numbers or [incoming.phone])[0].encode(errors="replace"), NUMBERS)[0]
    part = incoming.part
    named = f"{number}\0{part.reference}\0{part.of}" if part else ""
    told = [incoming.phone, incoming.text, incoming.to, incoming.understood]
    return {
        "whole": digests_of(named.encode(), PURPOSE)[0] if part else digest,
        "number_digest": number,
        "part": part.number if part else 1,
        "parts": part.of if part else 1,
        "sealed": seal(json.dumps([_plain(one) for one in told]).encode(), PURPOSE),
        "received_at": now,
    }


def _joined(parts: Mapping[int, IncomingSms], of: int) -> Incoming:
    opened = {number: _opened(row) for number, row in parts.items()}
    words = [opened[number].text if number in opened else LOST for number in range(1, of + 1)]
    return replace(next(iter(opened.values())), text="".join(words)[:LONGEST])


def _opened(row: IncomingSms) -> Incoming:
    """Return an SMS as it came; one of nobody, without words, if the key of its seal is gone."""
    raw = open_sealed(bytes(row.sealed), PURPOSE)
    phone, text, to, understood = json.loads(raw) if raw else ("", "", "", "")
    return Incoming(phone, text, to=to, understood=understood)


def _plain(text: str) -> str:
    """Return a text without what no database keeps."""
    return text.replace("\0", "")[:LONGEST].encode(errors="replace").decode()
