"""Words that somebody is writing, kept until they are sent or thrown away."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from support.answering.models import Draft
from support.cases.models import Case, Message
from support.cases.telling.masked import Told, log_masked
from support.files.models import StoredFile
from support.files.services import Upload, check_together, storing
from troubleshooting.discretion.hidden import MARKS

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet

LONGEST = 20_000
# A keystroke's copy may come later than the press that sent the words.
LATE = timedelta(minutes=1)
SAID_AS = {Draft.Kind.REPLY: Message.Kind.OUTGOING, Draft.Kind.NOTE: Message.Kind.NOTE}


class Besides(TypedDict, total=False):
    """Whether a draft is thrown away, and what the door masked of its words."""

    drops: bool
    masked: Sequence[Told]


def keep_draft(
    case: Case, kind: str, body: str, *, author: "User", now: datetime, **more: Unpack[Besides]
) -> list[Told]:
    """Keep what somebody has typed so far; the last word counts. Return what is masked in it.

    Nothing typed and no file is no draft, nor is one that somebody `drops`, nor any of somebody
    who was erased.
    What comes late, of words that were sent a moment ago, is not kept again.
    """
    mine = Draft.objects.filter(author=author, case=case, kind=kind)
    # A page may still be open with words of somebody who was erased.
    if more.get("drops") or case.customer.erased_at:
        mine.delete()
        return []
    body = body.replace("\0", "")
    masked = [*_still_masked(mine, body), *more.get("masked", ())]
    values = {"body": body[:LONGEST], "masked": masked, "updated_at": now}
    if not body.strip():
        with transaction.atomic():
            mine.update(**values)  # which locks it: no file comes in between
            mine.filter(files=None).delete()
    elif not (mine.update(**values) or _was_sent(case, kind, body, author, now)):
        Draft.objects.update_or_create(author=author, case=case, kind=kind, defaults=values)
    return masked


def _still_masked(mine: "QuerySet[Draft]", body: str) -> list[Told]:
    """Return what was masked before and still stands so in the words; hardly any have such."""
    if MARKS not in body:
        return []
    return [one for draft in mine for one in draft.masked if MARKS + one["end"] in body]


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
def sending(
    case: Case, kind: str, author: "User", *, masked: Sequence[Told] = ()
) -> Iterator[list[StoredFile]]:
    """Let what is sent within take its draft with it, both or none; gives the draft's files.

    A file that is attached meanwhile stays on the draft. What was masked of what is sent, and of
    the draft before, is said on the timeline.
    """
    told = []
    with transaction.atomic():
        mine = Draft.objects.filter(author=author, case=case, kind=kind)
        files = list(StoredFile.objects.filter(drafts__in=mine))
        yield files
        # Locked last: whoever takes a reply back has the case first, and then the draft.
        for draft in mine.select_for_update():
            told += draft.masked
            draft.files.remove(*files)
            if draft.files.exists():
                mine.update(body="", masked=[])
            else:
                draft.delete()
        kept = case.merged_into or case
        log_masked(kept, [*told, *masked], where=kind, now=timezone.now(), actor=author)
