"""The files of a case: which one somebody may have, and that they took it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.db.models.fields.json import KT
from django.http import HttpResponse

from support.audit.models import Entry
from support.audit.services import record
from support.cases.models import Case, Message
from support.files.models import StoredFile
from support.files.serving import as_download

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LOGGED_ONCE_IN = timedelta(days=1)


def file_of(case: Case, pk: UUID, *, reader: "User") -> StoredFile | None:
    """Find a file of a message in a case, or in what was merged into it, or of one's own draft."""
    said = Q(messages__in=Message.objects.filter(case.with_merged))
    mine = Q(drafts__case=case, drafts__author=reader)
    return StoredFile.objects.filter(said | mine, pk=pk).first()


def hand_out(
    row: StoredFile, reference: str, *, method: str | None, actor: "User | None", now: datetime
) -> HttpResponse:
    """Answer with a file of a case, "" for none yet, and write down who took it; without an actor
    its customer did.

    Who takes it again within a day stands there already, and who asks for its headers took nothing.
    The log keeps no name of a file: it is the customer's, and the log is kept for ever.
    """
    answer = as_download(row)
    logged = Entry.objects.alias(of_file=KT("values__file"))
    known = logged.filter(
        kind=Entry.Kind.FILE_TAKEN, of_file=str(row.pk), actor=actor,
        happened_at__gt=now - LOGGED_ONCE_IN,
    )  # fmt: skip
    if method == "GET" and not known.exists():
        record(Entry.Kind.FILE_TAKEN, actor=actor, now=now, name=reference, file=str(row.pk))
    return answer
