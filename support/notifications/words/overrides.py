"""Words that admins put in the place of the files: which are in use, and how they change.

Versions are only ever added. One without a text says that the file is used again.
"""

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from support.notifications.models import Wording
from support.notifications.words.rules import Draft, check_wording, tidied

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

CACHE_SECONDS = 3.0
Key = tuple[str, str, str]


class StaleWording(Exception):
    """Somebody saved other words since these were looked at; `latest` is what stands there now."""

    def __init__(self, latest: Wording) -> None:
        super().__init__(str(latest))
        self.latest = latest


class _Kept:
    """What this process read of the wordings in use, and when; other processes may change them."""

    wordings: Mapping[Key, Wording] = {}
    read_at = float("-inf")


def wording_in_use(event: str, language: str, channel: str) -> Wording | None:
    """Return the words to be used instead of the file's, or None where the file's are.

    A change is seen by every process within CACHE_SECONDS, by an open transaction at once. What
    a later release made unusable counts as not there.
    """
    key = (event, language, channel)
    if connection.in_atomic_block:
        rows = Wording.objects.in_use().filter(event=event, language=language, channel=channel)
        return _usable(rows).get(key)
    if time.monotonic() - _Kept.read_at > CACHE_SECONDS:
        _Kept.wordings, _Kept.read_at = _usable(Wording.objects.in_use()), time.monotonic()
    return _Kept.wordings.get(key)


def forget_wordings() -> None:
    """Read the wordings afresh when the next message is rendered by this process."""
    _Kept.read_at = float("-inf")


@transaction.atomic
def save_wording(
    draft: Draft, *, seen: int, author: "User", now: datetime, note: str = ""
) -> Wording:
    """Put words in the place of the file's, as a new version, and return it.

    `seen` is the number of the version that the author looked at, 0 for none. The words that are
    in use already change nothing. Raises StaleWording if there is a newer version, and
    ValidationError for words that would make a broken message.
    """
    draft = tidied(draft)
    latest = _latest_locked(draft)
    _refuse_stale(latest, seen)
    check_wording(draft)
    if (
        latest
        and latest.is_current
        and (latest.subject, latest.body) == (draft.subject, draft.body)
    ):
        return latest
    return _add(draft, latest, author=author, now=now, note=note, is_current=True)


@transaction.atomic
def restore_wording(wording: Wording, *, seen: int, author: "User", now: datetime) -> Wording:
    """Use an earlier version again, as a new one. Raises what `save_wording` does."""
    draft = draft_of(wording)
    note = _("Version %(version)s again") % {"version": wording.version}
    return save_wording(draft, seen=seen, author=author, now=now, note=note)


@transaction.atomic
def use_file(draft: Draft, *, seen: int, author: "User", now: datetime) -> Wording | None:
    """Go back to the file's words; return the version that says so, None if they were in use.

    Raises StaleWording if there is a newer version than the one that was seen.
    """
    latest = _latest_locked(draft)
    _refuse_stale(latest, seen)
    if latest is None or not latest.is_current:
        return None
    file = replace(draft, subject="", body="")
    return _add(file, latest, author=author, now=now, note=_("Back to the file"), is_current=False)


def latest_wording(event: str, language: str, channel: str) -> Wording | None:
    """Return the newest version, which may be the one that went back to the file."""
    return Wording.objects.history(event, language, channel).select_related("author").first()


def draft_of(wording: Wording) -> Draft:
    return Draft(wording.event, wording.language, wording.channel, wording.subject, wording.body)


def is_usable(wording: Wording) -> bool:
    """Say whether words that were saved once still make a whole message."""
    try:
        check_wording(draft_of(wording))
    except (ValidationError, KeyError):
        logger.warning("Wording %s can't be used; the file is", wording)
        return False
    return True


def _usable(rows: Iterable[Wording]) -> dict[Key, Wording]:
    return {
        (wording.event, wording.language, wording.channel): wording
        for wording in rows
        if is_usable(wording)
    }


def _latest_locked(draft: Draft) -> Wording | None:
    """Return the newest version; whoever else changes the same words waits until we are done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('wording'), hashtext(%s))",
            [f"{draft.event} {draft.language} {draft.channel}"],
        )
    return latest_wording(draft.event, draft.language, draft.channel)


def _refuse_stale(latest: Wording | None, seen: int) -> None:
    if latest is not None and latest.version != seen:
        raise StaleWording(latest)


def _add(
    draft: Draft,
    latest: Wording | None,
    *,
    author: "User",
    now: datetime,
    note: str,
    is_current: bool,
) -> Wording:
    before = Wording.objects.in_use().history(draft.event, draft.language, draft.channel)
    before.update(is_current=False)
    wording = Wording.objects.create(
        event=draft.event,
        language=draft.language,
        channel=draft.channel,
        version=latest.version + 1 if latest else 1,
        subject=draft.subject,
        body=draft.body,
        note=note.strip()[:200],
        author=author,
        created_at=now,
        is_current=is_current,
    )
    transaction.on_commit(forget_wordings)
    logger.info("Wording %s was saved by user %s", wording, author.pk)
    return wording
