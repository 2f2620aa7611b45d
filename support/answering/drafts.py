"""Words that somebody is writing, kept until they are sent or thrown away."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from support.answering.models import Draft
from support.cases.models import Case, Message
from support.files.models import StoredFile
from support.files.services import Upload, check_together, storing

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST = 20_000
# A keystroke's copy may come later than the press that sent the words.
LATE = timedelta(minutes=1)
SAID_AS = {Draft.Kind.REPLY: Message.Kind.OUTGOING, Draft.Kind.NOTE: Message.Kind.NOTE}


def keep_draft(
    case: Case, kind: str, body: str, *, author: "User", now: datetime, drops: bool = False
) -> None:
    """Keep what somebody has typed so far; the last word counts.

    Nothing typed and no file is no draft, nor is one that somebody `drops`.
    What comes late, of words that were sent a moment ago, is not kept again.
    """
    mine = Draft.objects.filter(author=author, case=case, kind=kind)
    if drops:
        mine.delete()
        return
    values = {"body": body[:LONGEST], "updated_at": now}
    if not body.strip():
        with transaction.atomic():
            mine.update(**values)  # which locks it: no file comes in between
            mine.filter(files=None).delete()
        return
    if mine.update(**values) or _was_sent(case, kind, body, author, now):
        return
    Draft.objects.update_or_create(author=author, case=case, kind=kind, defaults=values)


def _was_sent(case: Case, kind: str, body: str, author: "User", now: datetime) -> bool:
    said = case.messages.filter(
        kind=SAID_AS[Draft.Kind(kind)], author=author, written_at__gt=now - LATE,
        body__startswith=body.strip(),
    )  # fmt: skip
    return said.exists()


def add_files(
    case: Case, kind: str, uploads: Sequence[Upload], *, author: "User", now: datetime
) -> None:
    """Keep files with what somebody writes, all or none.

    Raises ValidationError as `files.services` does, for too many before any of them is kept.
    """
    if not uploads:
        return
    mine = {"author": author, "case": case, "kind": kind}
    kept = StoredFile.objects.filter(drafts__in=Draft.objects.filter(**mine))
    check_together([*kept, *uploads])
    with storing(uploads, now=now, uploader=author) as rows:
        # One that is being sent is waited for, and another begun: its files have left.
        locked = Draft.objects.select_for_update()
        draft, _is_new = locked.get_or_create(**mine, defaults={"updated_at": now})
        check_together([*draft.files.all(), *rows])
        draft.files.add(*rows)


@transaction.atomic
def take_file(case: Case, kind: str, pk: UUID, *, author: "User") -> None:
    """Take a file out of what somebody writes; what is of nothing then is purged at night."""
    mine = Draft.objects.filter(author=author, case=case, kind=kind)
    for draft in mine.select_for_update():
        draft.files.remove(*draft.files.filter(pk=pk))
        if not (draft.body.strip() or draft.files.exists()):
            draft.delete()


@contextmanager
def sending(case: Case, kind: str, author: "User") -> Iterator[list[StoredFile]]:
    """Let what is sent within take its draft with it, both or none; gives the draft's files.

    A file that is attached meanwhile stays on the draft.
    """
    with transaction.atomic():
        mine = Draft.objects.filter(author=author, case=case, kind=kind)
        files = list(StoredFile.objects.filter(drafts__in=mine))
        yield files
        # Locked last: whoever takes a reply back has the case first, and then the draft.
        for draft in mine.select_for_update():
            draft.files.remove(*files)
            if draft.files.exists():
                mine.update(body="")
            else:
                draft.delete()
