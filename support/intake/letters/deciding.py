"""What becomes of a mail that was read: the customer's words in their case, or a person's to see.

Nothing here answers anybody: an automatic mail opens nothing, and a stranger changes nothing.
"""

import logging
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from support.cases.models import Case, Message
from support.cases.telling.masked import as_told, log_masked
from support.files.models import StoredFile
from support.files.services import Upload, check_kind, storing
from support.guidance.hearing import hear_customer
from support.inquiries.hearing import hear_bank
from support.intake.letters.banks import answered_letter, is_of_a_bank, note_bounce, speaks_for
from support.intake.letters.believing import Belonging, belonging_of, is_from_us
from support.intake.letters.letter import Letter
from support.intake.letters.reports import record, speaks_of_ours
from support.mailbox.models import IncomingMail
from support.mailbox.reading import kinds
from support.mailbox.services import have_read
from support.notifications.returns.bounces import Taken
from support.payments.references.ours import OurNames
from troubleshooting.discretion.masking import mask

logger = logging.getLogger(__name__)

MOST_IN_AN_HOUR = 30  # into one case by themselves; a machine may hold a token too
HOUR = timedelta(hours=1)
NOT_RECORDED = (Taken.NO_REPORT, Taken.UNKNOWN)


@transaction.atomic
def decide(mail: IncomingMail, found: Mapping[str, Any], now: datetime) -> None:
    """Do what a mail asks for, and write down that it is read; both or nothing."""
    kind, letter = found["kind"], found["letter"]
    if kind == kinds.PERSON and not is_from_us(letter):
        _take_letter(mail, letter, now)
    elif kind == kinds.AUTOMATIC and not is_from_us(letter):
        _take_of_bank(mail, letter, now, is_automatic=True)
    elif note_bounce(found["report"], mail.recipient, now):
        pass
    elif _is_unclear_report(mail, found, now):
        _keep(mail, letter, Letter.Why.BOUNCE, None)
    have_read(mail)
    logger.info("Mail %s is read: %s", mail, kind)


def _is_unclear_report(mail: IncomingMail, found: Mapping[str, Any], now: datetime) -> bool:
    """Record a report on a mail of ours; whether it is one that nobody understands."""
    taken = record(found["report"], now, recipient=mail.recipient)
    is_unclear = taken in NOT_RECORDED and found["kind"] == kinds.BOUNCE
    return is_unclear and speaks_of_ours(found["report"], mail.recipient)


def _take_of_bank(
    mail: IncomingMail, letter: Mapping[str, Any], now: datetime, *, is_automatic: bool
) -> bool:
    """Hear a bank that answers a letter of ours; whether a mail is an answer to one.

    Who has such a letter and writes from elsewhere waits for a person; a machine there does not.
    """
    asked = answered_letter(letter, mail.recipient)
    inquiries = list(asked.inquiries.select_related("case", "bank")) if asked else []
    if asked is None or not inquiries:
        return False
    is_banks = speaks_for(letter["sender"], asked.bank)
    if is_automatic and not is_banks:
        return True
    with _stored(letter, now) as (files, refused):
        left_out = [_masked(name) for name in (*letter["left_out"], *refused)]
        if not is_banks:
            kept = _keep(mail, letter, Letter.Why.BANK, inquiries[0].case)
            kept.asked, kept.left_out = asked, left_out
            kept.save(update_fields=["asked", "left_out"])
            kept.files.set(files)
            return True
        words = _masked(letter["new_text"]) or _masked(letter["subject"])
        said = "\n".join([words, *(f"[✕ {name}]" for name in left_out)]).strip() or "–"
        hear_bank(inquiries, said, now=now, files=files, is_automatic=is_automatic)
    return True


def _take_letter(mail: IncomingMail, letter: Mapping[str, Any], now: datetime) -> None:
    if _take_of_bank(mail, letter, now, is_automatic=False):
        return
    belonging = belonging_of(letter, mail.recipient)
    with _stored(letter, now) as (files, refused):
        left_out = [*letter["left_out"], *refused]
        words = mask(letter["new_text"], OurNames())
        case = belonging.case if belonging.is_believed and (words.text or files) else None
        has_many = case is not None and _came_lately(case, now) >= MOST_IN_AN_HOUR
        if case and not has_many:
            names = [f"[✕ {_masked(name)}]" for name in left_out]
            message = hear_customer(
                case,
                "\n".join([words.text, *names]),
                now=now,
                medium=Message.Medium.EMAIL,
                files=files,
            )
            log_masked(message.case, as_told(words.hidden), where="words", now=now)
            return
        why = Letter.Why.BANK if is_of_a_bank(letter["sender"]) else _why(belonging)
        why = Letter.Why.MANY if has_many else why
        kept = _keep(mail, letter, why, belonging.case)
        kept.left_out = [_masked(name) for name in left_out]
        kept.save(update_fields=["left_out"])
        kept.files.set(files)


def _came_lately(case: Case, now: datetime) -> int:
    """Return how many letters were heard within the last hour, where the case is or was merged."""
    by_mail = (case.merged_into or case).messages.filter(medium=Message.Medium.EMAIL)
    return by_mail.filter(written_at__gt=now - HOUR, author=None).count()


def _why(belonging: Belonging) -> Letter.Why:
    if belonging.is_believed:
        return Letter.Why.EMPTY
    if belonging.had_token:
        return Letter.Why.OTHER_SENDER if belonging.case else Letter.Why.NO_CASE
    return Letter.Why.NO_TOKEN


def _keep(
    mail: IncomingMail, letter: Mapping[str, Any], why: Letter.Why, case: Case | None
) -> Letter:
    return Letter.objects.create(
        mail=mail,
        sender=letter["sender"],
        sender_name=_masked(letter["sender_name"])[:200],
        subject=_masked(letter["subject"])[:300],
        text=_masked(letter["text"]),
        new_text=_masked(letter["new_text"]),
        why=why,
        suggested=case,
        received_at=mail.received_at,
    )


@contextmanager
def _stored(
    letter: Mapping[str, Any], now: datetime
) -> Iterator[tuple[list[StoredFile], list[str]]]:
    """Keep the files of a letter for what is done within; others are named."""
    taken: list[Upload] = []
    refused: list[str] = []
    for name, body in letter["files"]:
        upload = SimpleUploadedFile(_masked(name) or "file", b64decode(body))
        try:
            check_kind(upload, now=now)
        except ValidationError:
            refused.append(name)
        else:
            taken.append(upload)
    with storing(taken, now=now) as rows:
        yield rows, refused


def _masked(text: str) -> str:
    """Return a text without card numbers and the like: the one way in for what mail says."""
    return mask(text, OurNames()).text
