"""What becomes of a mail that was read: the customer's words in their case, or a person's to see.

Nothing here answers anybody: an automatic mail opens and wakes nothing, a stranger changes nothing.
"""

import logging
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Unpack

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from support.cases.locked import lock_kept
from support.cases.models import Case, Message
from support.cases.telling.masked import as_told, log_masked
from support.cases.telling.saying import Came, say
from support.files.models import StoredFile
from support.files.services import Upload, check_kind, storing
from support.guidance.hearing import hear_customer
from support.inquiries.hearing import hear_bank
from support.intake.letters.banks import answered_letter, is_of_a_bank, note_bounce, speaks_for
from support.intake.letters.believing import Belonging, belonging_of, is_from_us
from support.intake.letters.letter import Letter
from support.intake.letters.machines import is_automatic, reads_like_one
from support.intake.letters.reports import record, speaks_of_ours
from support.mailbox.models import IncomingMail
from support.mailbox.reading import kinds
from support.mailbox.reading.letters import with_subject
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
    if kind not in (kinds.BOUNCE, kinds.COMPLAINT) and not is_from_us(letter):
        _take_letter(mail, found, now)
    elif not note_bounce(found["report"], mail.recipient, now):
        _take_report(mail, found, now)
    have_read(mail)
    logger.info("Mail %s is read: %s", mail, kind)


def _take_report(mail: IncomingMail, found: Mapping[str, Any], now: datetime) -> None:
    """Record a report on a mail of ours; one that nobody understands waits for a person.

    Who quotes what a server wrote to them has written a letter.
    """
    taken = record(found["report"], now, recipient=mail.recipient)
    if taken not in NOT_RECORDED or found["kind"] != kinds.BOUNCE:
        return
    belonging = belonging_of(found["letter"], mail.recipient)
    is_ours = speaks_of_ours(found["report"], mail.recipient)
    if not is_ours and _is_report_by_words_alone(found) and not is_from_us(found["letter"]):
        _take_letter(mail, found, now)
    elif is_ours or belonging.had_token:
        case = belonging.case if belonging.had_token else None
        _keep(mail, found["letter"], Letter.Why.BOUNCE, case)


def _is_report_by_words_alone(found: Mapping[str, Any]) -> bool:
    report = found["report"]
    is_form = report["is_report"] or report["recipients"] or report["failed_recipients"]
    is_machines = is_form or report["is_auto_reply"] or kinds.ROBOT.search(report["from"])
    return bool(found["letter"]["sender"]) and not is_machines


def _take_of_bank(
    mail: IncomingMail, letter: Mapping[str, Any], now: datetime, *, is_machines: bool
) -> bool:
    """Hear a bank that answers a letter of ours; whether a mail is an answer to one.

    Who has such a letter and writes from elsewhere waits for a person; a machine there does not.
    """
    asked = answered_letter(letter, mail.recipient)
    inquiries = list(asked.inquiries.select_related("case", "bank")) if asked else []
    if asked is None or not inquiries:
        return False
    is_banks = speaks_for(letter["sender"], asked.bank)
    if is_machines and not is_banks:
        return True
    with _stored(letter, now) as (files, refused):
        left_out = [_masked(name) for name in (*letter["left_out"], *refused)]
        if not is_banks:
            kept = _keep(mail, letter, Letter.Why.BANK, inquiries[0].case)
            kept.asked, kept.left_out = asked, left_out
            kept.save(update_fields=["asked", "left_out"])
            kept.files.set(files)
            return True
        words = _masked(with_subject(letter["subject"], letter["new_text"]))
        words = words or _masked(letter["subject"])
        said = "\n".join([words, *(f"[✕ {name}]" for name in left_out)]).strip() or "–"
        hear_bank(inquiries, said, now=now, files=files, is_automatic=is_machines, asked=asked)
    return True


def _take_letter(mail: IncomingMail, found: Mapping[str, Any], now: datetime) -> None:
    """Write what a customer says into their case, or keep it for a person.

    An automatic mail is a note there, which wakes nobody; what no person sent and answers no case
    is not kept.
    """
    letter, is_machines = found["letter"], is_automatic(found)
    if _take_of_bank(mail, letter, now, is_machines=is_machines):
        return
    belonging = belonging_of(letter, mail.recipient)
    if found["kind"] in kinds.MACHINES and not belonging.answers_case:
        return
    with _stored(letter, now) as (files, refused):
        left_out = [_masked(name) for name in (*letter["left_out"], *refused)]
        own = letter["new_text"] or letter["subject"]
        if not is_machines:
            own = with_subject(letter["subject"], letter["new_text"])
        words = mask(own, OurNames())
        case, why = belonging.case, ""
        if not belonging.is_believed:
            why = Letter.Why.BANK if is_of_a_bank(letter["sender"]) else _unproven(belonging)
        elif not (words.text or files):
            why = Letter.Why.EMPTY
        elif case is not None:
            why = _doubt(case.merged_into or case, found, words.text, belonging.answered_at, now)
        if case is None or why:
            kept = _keep(mail, letter, why, case)
            kept.left_out = left_out
            kept.save(update_fields=["left_out"])
            kept.files.set(files)
            return
        said = "\n".join([words.text, *(f"[✕ {name}]" for name in left_out)])
        writes = _note_automatic if is_machines else hear_customer
        message = writes(case, said, now=now, medium=Message.Medium.EMAIL, files=files)
        log_masked(message.case, as_told(words.hidden), where="words", now=now)


def _note_automatic(case: Case, words: str, *, now: datetime, **came: Unpack[Came]) -> Message:
    return say(lock_kept(case), Message.Kind.NOTE, words, now=now, actor=None, **came)


def _unproven(belonging: Belonging) -> Letter.Why:
    if belonging.had_token:
        return Letter.Why.OTHER_SENDER if belonging.case else Letter.Why.NO_CASE
    return Letter.Why.NO_TOKEN


def _doubt(
    case: Case, found: Mapping[str, Any], words: str, answered_at: datetime | None, now: datetime
) -> str:
    """Return why a proven letter waits for a person all the same, "" where it does not."""
    if _came_lately(case, now) >= MOST_IN_AN_HOUR:
        return Letter.Why.MANY
    if is_automatic(found):
        return ""
    if found["kind"] == kinds.GENERATED:
        return Letter.Why.MACHINE
    times = {"written_at": found["report"]["at"], "answered_at": answered_at}
    return Letter.Why.MACHINE if reads_like_one(words, case, **times) else ""


def _came_lately(case: Case, now: datetime) -> int:
    """Return how many letters came into a case within the last hour."""
    by_mail = case.messages.filter(medium=Message.Medium.EMAIL)
    return by_mail.filter(written_at__gt=now - HOUR, author=None).count()


def _keep(mail: IncomingMail, letter: Mapping[str, Any], why: str, case: Case | None) -> Letter:
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
