"""A message that was with a worker when its case moved on: the cause that it held is told anew."""

from datetime import datetime
from typing import Any

from support.cases.locked import lock_case
from support.cases.models import Case
from support.cases.telling.messages_of_case import tell_cause_anew
from support.notifications.models import Notification
from support.notifications.signals import taken_out


def connect() -> None:
    taken_out.connect(_hear, dispatch_uid="cause-told-anew-when-taken-out")


def _hear(sender: Any, *, notification: Notification, now: datetime, **_more: Any) -> None:
    found = Case.objects.filter(reference=notification.thread).only("pk").first()
    if found is not None:
        tell_cause_anew(lock_case(found), now)
