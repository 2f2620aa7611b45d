"""Rows that a worker holds: `claimed_by` its token, until `lease_until`."""

import os
import socket
import uuid
from datetime import datetime, timedelta
from functools import cache

from django.db.models import Q

# Renewed by the heartbeat while the worker lives, so a lease that lapsed is a dead worker's.
LEASE = timedelta(seconds=30)
# No lease ends later, but one that was written before the clock was set back.
LONGEST_LEASE = timedelta(minutes=10)


def worker_token() -> str:
    """Return the name under which this process holds rows; no other process has it ever."""
    return _token(os.getpid())


@cache
def _token(pid: int) -> str:
    return f"{socket.gethostname()[:24]}:{pid}:{uuid.uuid4().hex[:12]}"


def is_lapsed(now: datetime) -> Q:
    """The condition that whoever held a row is dead."""
    return Q(lease_until__lt=now) | Q(lease_until__gt=now + LONGEST_LEASE)
