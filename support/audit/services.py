"""Writing the log."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from support.audit.models import Entry

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def record(kind: Entry.Kind, *, actor: "User | None", now: datetime, **values: Any) -> Entry:
    """Write a line of the log, in the caller's transaction; without an actor the machine did it."""
    name = actor.get_username() if actor else ""
    return Entry.objects.create(
        kind=kind, actor=actor, actor_name=name, values=values, happened_at=now
    )
