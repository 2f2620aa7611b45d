"""Statements that are asked again and again, and whose plan PostgreSQL keeps for a connection.

Only the hottest doors use it, which find rows by their keys: a plan that is kept does not look at
the values, and would be wrong for lists and searches.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor

TIMES = 3  # asked so often, a statement is kept


@contextmanager
def plans_kept() -> Iterator[None]:
    """Let values go beside the statements made within, and the statements' plans be kept.

    Behind a pooler each transaction is on another connection, where they would not be found.
    """
    connection.ensure_connection()
    real = connection.connection
    before = real.cursor_factory, real.prepare_threshold
    real.cursor_factory = ServerBindingCursor
    if not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        real.prepare_threshold = TIMES
    try:
        yield
    finally:
        real.cursor_factory, real.prepare_threshold = before
