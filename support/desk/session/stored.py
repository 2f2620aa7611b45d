"""Sessions as Django's `backends.db` keeps them, read with SQL made once: every page reads one."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Store
from django.contrib.sessions.models import Session
from django.utils import timezone

from troubleshooting.marks.asking import Question

_IN_FORCE = Question(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(Store):
    def _get_session_from_db(self) -> Any:
        key = self.session_key or ""
        if "\0" not in key:  # which PostgreSQL refuses to look for
            for found in _IN_FORCE.ask(key, timezone.now()):
                return found
        self._session_key = None
        return None
