"""What is found by reading, not by a column: raw mail, refused events, kept answers, addresses."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pgtrigger
from django.db.models import Q, QuerySet

from support.audit.models import Entry
from support.cases.models import Message
from support.files.models import StoredFile
from support.intake.models import IdempotencyKey, Letter, RefusedEvent
from support.lead.privacy.person import GONE, Person
from support.mailbox.models import IncomingMail
from support.notifications.models import Suppression
from support.notifications.models.suppression import folded, forgotten

# So many rows are in the memory at once: what is kept under seal may be large, answers are small.
SEALED_AT_ONCE, ANSWERS_AT_ONCE = 5, 500
# What an escape of JSON or of quoted-printable ends with is no letter of the name before.
_BEGINS = rb"(?:(?<![\w+%-])(?<![\w%+-]\.)|(?<=\\[nrtbf])|(?<=\\u[0-9a-f]{4})|(?<==[0-9a-f]{2}))"


def forget_files(person: Person) -> int:
    """Delete what was sent and received; the contents go once the transaction is done."""
    said = Message.objects.filter(person.by_words).values("pk")
    letters = Letter.objects.filter(_letters(person)).values("pk")
    rows = StoredFile.objects.filter(
        Q(messages__in=said) | Q(drafts__case__in=person.cases) | Q(letters__in=letters)
    ).distinct()
    return _delete(rows)


def forget_mail(person: Person) -> int:
    """Delete letters with the raw mail they came in, and all other mail and SMS that name them."""
    letters = Letter.objects.filter(_letters(person))
    theirs = set(letters.exclude(mail=None).values_list("mail", flat=True))
    named = _naming(person.known_by)
    for mail in _each(IncomingMail.objects.exclude(pk__in=theirs), SEALED_AT_ONCE):
        if named.search(mail.recipient.encode() + (mail.raw or b"")):
            theirs.add(mail.pk)
    by_sms = Letter.objects.exclude(sms=None).only("text")
    texts = [one.pk for one in _each(by_sms, ANSWERS_AT_ONCE) if named.search(one.text.encode())]
    forgotten_texts = _delete(Letter.objects.filter(pk__in=texts))
    return forgotten_texts + _delete(IncomingMail.objects.filter(pk__in=theirs))


def forget_refused(person: Person) -> int:
    """Delete refused events in which they are named."""
    named = _naming(person.known_by)
    theirs = [
        event.pk
        for event in _each(RefusedEvent.objects.exclude(sealed=None), SEALED_AT_ONCE)
        if named.search(event.body or b"")
    ]
    return _delete(RefusedEvent.objects.filter(pk__in=theirs))


def forget_answers(person: Person) -> int:
    """Delete answers that are kept for a week for whoever asks again, and name them."""
    named = _naming(person.known_by)
    theirs = [
        kept.pk
        for kept in _each(IdempotencyKey.objects.only("body"), ANSWERS_AT_ONCE)
        if named.search(kept.body.encode())
    ]
    return _delete(IdempotencyKey.objects.filter(pk__in=theirs))


def forget_addresses(person: Person) -> int:
    """Keep that nothing goes to an address, but no longer the address."""
    rows = Suppression.objects.filter(
        address__in=[folded(address) for address in person.emails | person.phones]
    )
    for row in rows:
        row.address, row.words = forgotten(row.address), ""
        row.save(update_fields=["address", "words"])
    return len(rows)


def forget_searches(person: Person) -> int:
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
