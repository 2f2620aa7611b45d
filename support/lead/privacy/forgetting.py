"""What is found by reading, not by a column: raw mail, refused events, kept answers, addresses."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pgtrigger
from django.db.models import Q, QuerySet

from support.audit.models import Entry
from support.cases.models import Message
from support.files.models import StoredFile
from support.inquiries.letters.posting import take_out
from support.intake.models import IdempotencyKey, Letter, RefusedEvent
from support.lead.privacy.person import GONE, Person
from support.lead.privacy.spelling import spelled_out
from support.mailbox.models import IncomingMail
from support.notifications.models import Suppression
from support.notifications.models.suppression import folded, forgotten

# So many rows are in the memory at once: what is kept under seal may be large, answers are small.
SEALED_AT_ONCE, ANSWERS_AT_ONCE = 5, 500
# What an escape of JSON or of quoted-printable ends with is no letter of the name before.
_BEGINS = rb"(?:(?<![\w+%-])(?<![\w%+-]\.)|(?<=\\[nrtbf])|(?<=\\u[0-9a-f]{4})|(?<==[0-9a-f]{2}))"


@dataclass(frozen=True)
class Reading:
    """A table whose rows have to be read one by one, by its owner's time."""

    rows: Callable[[], "QuerySet[Any]"]
    at: str
    text: Callable[[Any], bytes]
    at_once: int


READINGS = {
    "mail": Reading(
        IncomingMail.objects.all, "received_at",
        lambda mail: mail.recipient.encode() + b"\n" + spelled_out(mail.raw or b""),
        SEALED_AT_ONCE,
    ),
    "texts": Reading(
        Letter.objects.exclude(sms=None).only("text").all, "received_at",
        lambda letter: letter.text.encode(), ANSWERS_AT_ONCE,
    ),
    "refused": Reading(
        RefusedEvent.objects.exclude(sealed=None).all, "received_at",
        lambda event: event.body or b"", SEALED_AT_ONCE,
    ),
    "answers": Reading(
        IdempotencyKey.objects.only("body").all, "created_at",
        lambda kept: kept.body.encode(), ANSWERS_AT_ONCE,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Read:
    """What was read before: of rows from before `until` those with one of the `names`, by table."""

    until: datetime | None = None
    names: frozenset[str] = frozenset()
    found: Mapping[str, list[int]] = field(default_factory=dict)


def named_in(reading: Reading, rows: "QuerySet[Any]", person: Person) -> list[int]:
    """Read rows, a few in the memory at once; return those that name somebody."""
    named = _naming(person.known_by)
    found = _each(rows, reading.at_once)
    return [row.pk for row in found if named.search(reading.text(row))]


def _naming_rows(name: str, person: Person, read: Read) -> set[int]:
    reading = READINGS[name]
    rows = reading.rows()
    if read.until and person.known_by <= read.names:  # else they are known by more since
        rows = rows.filter(**{f"{reading.at}__gte": read.until})
    return {*named_in(reading, rows, person), *read.found.get(name, [])}


def forget_files(person: Person, _read: Read) -> int:
    """Delete what was sent and received; the contents go once the transaction is done."""
    said = Message.objects.filter(person.by_words).values("pk")
    letters = Letter.objects.filter(_letters(person)).values("pk")
    rows = StoredFile.objects.filter(
        Q(messages__in=said) | Q(drafts__case__in=person.cases) | Q(letters__in=letters)
    ).distinct()
    return _delete(rows)


def forget_letters_to_banks(person: Person, _read: Read) -> int:
    """Let what waits to leave for a bank say nothing of them."""
    return take_out(person.cases)


def forget_mail(person: Person, read: Read) -> int:
    """Delete letters with the raw mail they came in, and all other mail and SMS that name them."""
    letters = Letter.objects.filter(_letters(person))
    theirs = set(letters.exclude(mail=None).values_list("mail", flat=True))
    theirs |= _naming_rows("mail", person, read)
    texts = _delete(Letter.objects.filter(pk__in=_naming_rows("texts", person, read)))
    return texts + _delete(IncomingMail.objects.filter(pk__in=theirs))


def forget_refused(person: Person, read: Read) -> int:
    """Delete refused events in which they are named."""
    theirs = _naming_rows("refused", person, read)
    return _delete(RefusedEvent.objects.filter(pk__in=theirs))


def forget_answers(person: Person, read: Read) -> int:
    """Delete answers that are kept for whoever asks again, and name them."""
    theirs = _naming_rows("answers", person, read)
    return _delete(IdempotencyKey.objects.filter(pk__in=theirs))


def forget_addresses(person: Person, _read: Read) -> int:
    """Keep that nothing goes to an address, but no longer the address."""
    rows = Suppression.objects.filter(
        address__in=[folded(address) for address in person.emails | person.phones]
    )
    for row in rows:
        row.address, row.words = forgotten(row.address), ""
        row.save(update_fields=["address", "words"])
    return len(rows)


def forget_searches(person: Person, _read: Read) -> int:
    """Keep in the log that cases were exported, and no longer by which words of theirs."""
    named, told = _naming(person.known_by | person.names), 0
    with pgtrigger.ignore("audit.Entry:audit_unchanged"):
        for entry in Entry.objects.filter(kind=Entry.Kind.EXPORT_BEGUN).iterator():
            asked = entry.values["asked"]
            theirs = {name for name, words in asked.items() if named.search(words.encode())}
            if theirs:
                entry.values["asked"] = asked | dict.fromkeys(theirs, GONE)
                entry.save(update_fields=["values"])
                told += 1
    return told


def _letters(person: Person) -> Q:
    theirs = person.by_case | Q(sender__in=person.phones)
    for email in person.emails:
        theirs |= Q(sender__iexact=email)
    return theirs


def _naming(names: Iterable[str]) -> "re.Pattern[bytes]":
    """Match whatever holds one of the names, in any case; nothing where there is no name.

    Within a longer one it is another's: PAY-1 is not in PAY-10, nor is an address in a longer one.
    """
    found = b"|".join(re.escape(name.encode()) for name in names) or rb"(?!)"
    return re.compile(_BEGINS + rb"(?:" + found + rb")(?![\w@-])(?!\.[\w-])", re.IGNORECASE)


def _delete(rows: "QuerySet[Any]") -> int:
    count = 0
    for row in _each(rows, SEALED_AT_ONCE):
        row.delete()
        count += 1
    return count


def _each(rows: "QuerySet[Any]", at_once: int) -> Iterator[Any]:
    """Yield rows by their keys: behind PgBouncer a cursor has all of them in the memory."""
    keys = list(rows.order_by().values_list("pk", flat=True))
    for start in range(0, len(keys), at_once):
        yield from rows.filter(pk__in=keys[start : start + at_once])
