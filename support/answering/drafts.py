"""Words that somebody is writing, kept until they are sent or thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from support.answering.models import Draft
from support.cases.models import Case, Message

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST = 20_000
# A keystroke's copy may come later than the press that sent the words.
LATE = timedelta(minutes=1)
SAID_AS = {Draft.Kind.REPLY: Message.Kind.OUTGOING, Draft.Kind.NOTE: Message.Kind.NOTE}


def keep_draft(case: Case, kind: str, body: str, *, author: "User", now: datetime) -> None:
    """Keep what somebody has typed so far; nothing typed is no draft. The last word counts.

    What comes late, of words that were sent a moment ago, is not kept again.
    """
    mine = Draft.objects.filter(author=author, case=case, kind=kind)
    if not body.strip():
        mine.delete()
        return
    values = {"body": body[:LONGEST], "updated_at": now}
    if mine.update(**values) or _was_sent(case, kind, body, author, now):
        return
    Draft.objects.update_or_create(author=author, case=case, kind=kind, defaults=values)


def _was_sent(case: Case, kind: str, body: str, author: "User", now: datetime) -> bool:
    said = case.messages.filter(
        kind=SAID_AS[Draft.Kind(kind)], author=author, written_at__gt=now - LATE,
        body__startswith=body.strip(),
    )  # fmt: skip
    return said.exists()


@contextmanager
def sending(case: Case, kind: str, author: "User") -> Iterator[None]:
    """Let what is sent within take its draft with it: both, or none."""
    with transaction.atomic():
        yield
        Draft.objects.filter(author=author, case=case, kind=kind).delete()
