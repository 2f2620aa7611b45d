"""Keeping what somebody asks until they have proven where they are reached."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from support.cases.telling.masked import Told, as_told
from support.guidance.models import HelpWalk
from support.notifications.models import Channel
from support.portal.asking.models import TYPED, Ask, Asker
from support.portal.writing.services import as_kept

# Asks of one contact: more than one connection can enter within an hour, so that who asks after a
# prank is kept, and shown first by the link.
MOST_WAITING = 100


@dataclass(frozen=True)
class Asked:
    """What a form says: `key` is its own, `typed` has what of `TYPED` it asked."""

    key: UUID
    channel: Channel
    address: str
    language: str
    typed: Mapping[str, str]
    about: str = ""
    walk: HelpWalk | None = None

    @property
    def kept_key(self) -> UUID:
        """Tell the same form from one that somebody went back to and corrected.

        Of its words nothing can be guessed by it: the form's own key is not kept.
        """
        said = [self.channel, self.address, self.about, *(self.typed.get(one, "") for one in TYPED)]
        return uuid5(self.key, json.dumps(said))


@transaction.atomic
def keep_ask(asked: Asked, *, now: datetime) -> None:
    """Keep what somebody asks and owe their contact a text; the same form again changes nothing.

    Beyond the bound nothing is kept. The page that follows says so to everybody: whether there are
    so many is told to nobody, for whoever asks may be anybody.
    """
    key = asked.kept_key
    if Ask.objects.filter(key=key).exists():
        return
    of = {"channel": asked.channel, "address": asked.address}
    made, _is_new = Asker.objects.get_or_create(
        **of, defaults={"language": asked.language, "entered_at": now}
    )
    # The night may just have taken away who had nothing left here.
    asker = Asker.objects.select_for_update().filter(pk=made.pk).first()
    if asker is None or asker.asks.waiting().count() >= MOST_WAITING:
        return
    typed, told = without_secrets(asked.typed)
    kept = {**typed, "about": asked.about, "walk": asked.walk, "masked": told, "asked_at": now}
    _ask, is_new = Ask.objects.get_or_create(key=key, defaults={"asker": asker, **kept})
    if is_new:
        asker.owe_text(asked.language, now)


@transaction.atomic
def drop_ask(ask: Ask, *, now: datetime) -> None:
    """Let go of what whoever has the contact did not ask."""
    locked = Ask.objects.select_for_update().waiting().filter(pk=ask.pk).first()
    if locked is not None:
        locked.settle(None, now)


def without_secrets(typed: Mapping[str, str]) -> tuple[dict[str, str], list[Told]]:
    """Return what may be kept of what was typed, and what that leaves out."""
    masked = {name: as_kept(typed.get(name, "")) for name in TYPED}
    hidden = [one for text in masked.values() for one in text.hidden]
    return {name: text.text for name, text in masked.items()}, as_told(hidden)
