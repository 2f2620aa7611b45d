"""What somebody gets who asks what we hold of them: one archive, for people and machines.

It has their own data and what was said in both directions. Who of us wrote is not in it, and what
we wrote for ourselves only if a lead wants it; that goes for a cause that may not be told as well.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, ForeignKey, Model, Q
from django.template.loader import render_to_string
from django.utils.translation import override

from support.audit.models import Entry
from support.audit.services import record
from support.cases.models import Case, Message
from support.customers.models import Customer
from support.files.models import StoredFile
from support.files.reading import NotReadable, content_of
from support.lead.privacy.holdings import HOLDINGS
from support.lead.privacy.person import Person, person_of, references_of
from support.payments.models import Payment

if TYPE_CHECKING:
    from django.contrib.auth.models import User

IN_MEMORY = 8 * 1024 * 1024
PIECE = 64 * 1024
# Of machines, and what would let somebody else in.
HIDDEN = {
    "salt", "digest", "key", "dedupe_key", "message_id", "provider_id", "claimed_by", "html",
    "counterparty_digest", "counterparty_older_digests", "moved", "version", "whole",
    "number_digest", "sealed",
}  # fmt: skip
# Of us, for ourselves; whoever reads that only people may write to them is warned by it.
INTERNAL = {"silent_since", "left_out", "tags", "skill", "priority", "root_cause"}
# What tells why a payment failed: not handed out where its cause may not be told.
WHY = {
    "failure_scheme", "failure_code", "failure_message", "scheme", "code", "said", "message",
    "contradiction", "unread", "cause_words", "subject",
}  # fmt: skip


def answer_for(
    customer: Customer, *, with_notes: bool, actor: "User", now: datetime
) -> Iterator[bytes]:
    """Yield the archive in pieces: data.json, index.html and the files.

    It is composed when the first piece is asked for, and logged without anybody's name. One file is
    in the memory at once and the archive outside of it where it is large; what tables tell of one
    customer is in it whole.
    """
    person = person_of(customer)
    with SpooledTemporaryFile(IN_MEMORY) as kept:
        _compose(kept, customer, person, with_notes=with_notes, now=now)
        told_of = {"customer": customer.pk, "cases": references_of(person)}
        record(Entry.Kind.CUSTOMER_TOLD, actor=actor, now=now, **told_of)
        kept.seek(0)
        while piece := kept.read(PIECE):
            yield piece


def _compose(
    kept: IO[bytes], customer: Customer, person: Person, *, with_notes: bool, now: datetime
) -> None:
    with override(customer.language):
        tables = list(_tables(person, with_notes=with_notes))
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        data: dict[str, list[Any]] = {}
        for table in tables:
            data.setdefault(table["label"], []).extend(table["rows"])
        told = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        archive.writestr("data.json", told)
        with override(customer.language):
            page = {"tables": tables, "at": now, "language": customer.language}
            archive.writestr("index.html", render_to_string("lead/privacy/archive.html", page))
        for number, row in enumerate(_files(person, with_notes=with_notes), start=1):
            try:
                archive.writestr(f"files/{number:03} {row.name}", content_of(row))
            except NotReadable:
                archive.writestr(f"files/{number:03} {row.name} (lost).txt", b"")


def _tables(person: Person, *, with_notes: bool) -> Iterator[dict[str, Any]]:
    untold = frozenset() if with_notes else _untold(person)
    hidden = HIDDEN if with_notes else HIDDEN | INTERNAL
    for holding in HOLDINGS:
        if holding.is_ours and not with_notes:
            continue
        rows = holding.rows(person)
        fields = _fields(rows.model, hidden)
        if rows.model is Message and not with_notes:
            rows = rows.exclude(kind=Message.Kind.NOTE)
        found = [_told(row, fields, untold) for row in rows.order_by("pk")]
        if found:
            heads = [str(field.verbose_name) for field in fields]
            label = rows.model._meta.label  # noqa: SLF001 - its public API
            yield {"label": label, "name": str(holding.name), "heads": heads, "rows": found}


def _untold(person: Person) -> frozenset[tuple[type[Model], int | None]]:
    """Return the cases whose cause may not be told, and their payments."""
    cases = Case.objects.filter(pk__in=person.cases).select_related("cause")
    closed = [one for one in cases if one.is_silent or (one.cause and not one.cause.is_open)]
    named = [(Case, one.pk) for one in closed] + [(Payment, one.payment_id) for one in closed]
    return frozenset(named)


def _told(
    row: Model, fields: "list[Field[Any, Any]]", untold: frozenset[tuple[type[Model], int | None]]
) -> dict[str, Any]:
    own = (type(row), row.pk)
    hides = own in untold or (Payment, getattr(row, "payment_id", None)) in untold
    return {
        field.name: "" if hides and field.name in WHY else getattr(row, field.attname)
        for field in fields
    }


def _fields(model: type[Model], hidden: set[str]) -> "list[Field[Any, Any]]":
    """Return the columns that say something of somebody, and when."""
    return [
        field
        for field in model._meta.concrete_fields  # noqa: SLF001 - its public API
        if not isinstance(field, ForeignKey) and field.name not in hidden and not field.primary_key
    ]


def _files(person: Person, *, with_notes: bool) -> Iterator[StoredFile]:
    said = Message.objects.filter(person.by_case)
    if not with_notes:
        said = said.exclude(kind=Message.Kind.NOTE)
    rows = StoredFile.objects.filter(Q(messages__in=said)).distinct()
    yield from (row for row in rows.order_by("created_at", "pk") if row.is_cleared)
