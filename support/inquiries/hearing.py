"""What a bank wrote to us, by a mail that proves to answer a letter of ours."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from support.cases.locked import lock_kept
from support.cases.models import Message, Wake
from support.cases.taking.snoozing import hear_answer
from support.cases.telling.saying import say
from support.files.models import StoredFile
from support.inquiries.answering import Given, answer_inquiry, ours_again
from support.inquiries.clock import note, set_clock
from support.inquiries.models import BankLetter, Inquiry
from support.inquiries.proposing import proposed, structured
from support.mailbox.expecting import mails_asked

LONG_ENOUGH = 20  # characters of a line that nobody writes by chance as we did


def connect() -> None:
    """Have what answers a letter to a bank read before strangers' mail."""
    mails_asked.connect(_is_one_of_ours, dispatch_uid="letters-to-banks")


def _is_one_of_ours(sender: Any, *, keys: set[UUID], **_more: Any) -> bool:
    return BankLetter.objects.filter(pk__in=keys).exists()


def letter_called(thread: str) -> BankLetter | None:
    """Return the letter whose signed address says so, None for any other."""
    return BankLetter.objects.select_related("bank").filter(thread=thread).first()


@transaction.atomic
def hear_bank(
    inquiries: Sequence[Inquiry],
    text: str,
    *,
    now: datetime,
    files: Sequence[StoredFile] = (),
    is_automatic: bool = False,
    asked: BankLetter | None = None,
) -> list[Inquiry]:
    """Write down what a bank said to these inquiries, in the cases of those that it names.

    A code in a line of its own is believed and answers; words wait for a person, with a guess.
    What no person wrote is kept as a note and changes nothing else: most of it is an absence.
    What a mail has of the letter that it answers, `asked`, names and proposes nothing.
    """
    answers = structured(text)
    theirs = _without_ours(text, asked) if asked else text
    named = [one for one in inquiries if _names(theirs, one)] or list(inquiries)
    for inquiry in sorted(named, key=lambda one: one.case_id):
        part = _part_of(text, inquiry, inquiries)
        message = _hear(inquiry, part, files, now, is_automatic=is_automatic)
        if not is_automatic:
            guess = proposed(_part_of(theirs, inquiry, inquiries))
            _take_up(inquiry, message, guess, now)
        code = "" if is_automatic else answers.get(inquiry.reference, "")
        if code:
            _believe(inquiry, code, now)
    return named


def _hear(
    inquiry: Inquiry, text: str, files: Sequence[StoredFile], now: datetime, *, is_automatic: bool
) -> Message:
    case = lock_kept(inquiry.case)
    body = f"{inquiry.bank.name_for(case.language)}:\n{text}"
    message = say(case, Message.Kind.NOTE, body, now=now, actor=None, files=files)
    note(case, inquiry, "automatic" if is_automatic else "heard", now=now)
    return message


def _take_up(inquiry: Inquiry, message: Message, guess: str, now: datetime) -> None:
    case = message.case
    judged = Inquiry.objects.filter(pk=inquiry.pk, withdrawn=False)
    judged.update(heard=message, proposed=guess)
    set_clock(case, now)
    if not case.is_done:
        hear_answer(case, Wake.BANK, now=now)
        ours_again(case, now)


def _believe(inquiry: Inquiry, code: str, now: datetime) -> None:
    """Take a code for the answer, unless one stands there already: then a person judges."""
    try:
        answer_inquiry(inquiry, Given(code), now=now)
    except ValidationError:
        return


def _without_ours(text: str, asked: BankLetter) -> str:
    """Leave out the lines that a mail has of our letter, however its program broke them."""
    subject = " ".join(asked.subject.split())
    ours = " ".join(asked.text.split())
    lines = {" ".join(line.split()) for line in asked.text.splitlines()}

    def is_ours(line: str) -> bool:
        plain = " ".join(line.lstrip("> \t").split())
        if plain.isascii() and " " not in plain:
            return False  # a name alone says of whom the next line speaks
        is_broken = len(plain) >= LONG_ENOUGH and plain in ours
        return plain in lines or is_broken or (bool(subject) and plain.endswith(subject))

    return "\n".join(line for line in text.splitlines() if not is_ours(line))


def _names(text: str, inquiry: Inquiry) -> bool:
    """Tell whether a name of it stands there as a whole: PAY-12 does not name PAY-1."""
    values = [inquiry.reference, *(one["value"] for one in inquiry.quoted)]
    return any(
        re.search(rf"(?<![0-9a-z]){re.escape(value)}(?![0-9a-z])", text, re.IGNORECASE | re.ASCII)
        for value in values
    )


def _part_of(text: str, inquiry: Inquiry, all_asked: Sequence[Inquiry]) -> str:
    """Leave out the lines that speak of other customers' payments alone."""
    others = [one for one in all_asked if one.pk != inquiry.pk]
    if not others:
        return text
    lines = [
        line
        for line in text.splitlines()
        if _names(line, inquiry) or not any(_names(line, one) for one in others)
    ]
    return "\n".join(lines).strip() or text
