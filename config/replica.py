"""Lists and reports may be read from a copy of the database, which is a moment behind.

Only pages that change nothing, and of them those where nobody looks for what they did a second
ago: the queue and a case are always read from the database itself. So is who is asking.
"""

import logging
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

from django.db import OperationalError, connections, models, transaction
from django.http import HttpRequest, HttpResponse

COPY = "replica"
LISTS = {
    "outbox",
    "suppressed",
    "tree-statistics",
    "tree-reports",
    "api-statistics",
    "api-reports",
    "case-list",
    "notification-list",
    "metrics",
}
WHO_IS_ASKING = {"auth", "axes", "contenttypes", "desk", "knox", "sessions"}
_may_be_old: ContextVar[bool] = ContextVar("may_be_old", default=False)
logger = logging.getLogger(__name__)


class ReplicaMiddleware:
    """Let the lists read the copy while it answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = _may_be_old.set(False)
        try:
            return self.get_response(request)
        finally:
            _may_be_old.reset(before)

    def process_view(
        self, request: HttpRequest, _view: object, _args: Sequence[Any], _kwargs: dict[str, Any]
    ) -> None:
        match = request.resolver_match
        is_list = match is not None and match.view_name in LISTS
        _may_be_old.set(request.method in {"GET", "HEAD"} and is_list and _answers())


class ReplicaRouter:
    """Read the copy where it may be old, never in a transaction or after a write of the request."""

    def db_for_read(self, model: type[models.Model], **_hints: Any) -> str:
        is_in_transaction = transaction.get_connection().in_atomic_block
        is_account = model._meta.app_label in WHO_IS_ASKING  # noqa: SLF001 - Django's public name
        may = _may_be_old.get() and not is_in_transaction and not is_account
        return COPY if may else "default"

    def db_for_write(self, _model: type[models.Model], **_hints: Any) -> str:
        _may_be_old.set(False)
        return "default"

    def allow_relation(self, *_objects: models.Model, **_hints: Any) -> bool:
        return True

    def allow_migrate(self, database: str, _app: str, **_hints: Any) -> bool:
        return database == "default"


def _answers() -> bool:
    copy = connections[COPY]
    try:
        copy.close_if_health_check_failed()
        copy.ensure_connection()
    except OperationalError as error:
        logger.warning("The replica does not answer (%s); the database does", type(error).__name__)
        return False
    return True
