"""Two connections to the database, one of which waits for the other."""

from django.db import connection


def backend() -> int:
    """Return what the database calls this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def wait_until_blocked(waiting: int) -> None:
    """Return once that connection waits for a lock that another one holds."""
    with connection.cursor() as cursor:
        for _look in range(100_000):
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", [waiting])
            if cursor.fetchone()[0]:
                return
    raise AssertionError("the other connection never waited")
