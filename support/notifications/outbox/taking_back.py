"""Taking back what was told a moment ago, before anybody could read it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from support.notifications.models import Attempt, Notification, Reason, State

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# In these states nobody was handed a message; what failed at once has no attempt.
AT_HOME = (State.QUEUED, State.CANCELLED, State.SUPERSEDED, State.FAILED)


def take_back_told(
    thread: str, *, told_at: datetime, now: datetime, actor: "User | None" = None
) -> int:
    """Cancel what one deed told in a case, and let wait again what that had taken out.

    Returns how many were cancelled. The caller's transaction holds the case. Raises ValidationError
    once one of the messages is with a provider.
    """
    # Locked in the order in which workers claim, and waited for: who claims is quick.
    told = Notification.objects.filter(thread=thread, created_at=told_at).order_by("sequence")
    rows = list(told.select_for_update())
    if any(row.state not in AT_HOME or row.attempts for row in rows):
        raise ValidationError(_("A message has left already."), code="left")
    waiting = [row for row in rows if row.state == State.QUEUED]
    Notification.objects.filter(pk__in=[row.pk for row in waiting]).update(
        state=State.CANCELLED, reason="", updated_at=now
    )
    words = _("Taken back by %(who)s.") % {
        "who": actor.get_username() if actor else _("the system")
    }
    Attempt.objects.bulk_create(
        Attempt(notification=row, number=0, started_at=now, ended_at=now, ok=False, words=words)
        for row in waiting
    )
    taken_out = Q(state=State.SUPERSEDED, superseded_by__in=[row.pk for row in rows])
    over = Q(state=State.CANCELLED, reason=Reason.OVER, updated_at=told_at)
    Notification.objects.filter(taken_out | over, thread=thread).update(
        state=State.QUEUED, reason="", superseded_by=None, updated_at=now
    )
    return len(waiting)
