"""Two connections to the database, one of which waits for the other."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Queue
from typing import TypeVar

from django.db import connection, transaction

Result = TypeVar("Result")


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


def waiting(thread: ThreadPoolExecutor, deed: Callable[[], Result]) -> "Future[Result]":
    """Begin something on another connection; return once that waits for a lock of ours."""
    backends: Queue[int] = Queue()

    def wait_and_do() -> Result:
        try:
            with transaction.atomic():
                backends.put(backend())
                return deed()
        finally:
            connection.close()

    done = thread.submit(wait_and_do)
    wait_until_blocked(backends.get(timeout=10))
    return done


@contextmanager
def done_once_changed(
    change: Callable[[], object], deed: Callable[[], Result]
) -> Iterator["Future[Result]"]:
    """Let another connection wait for what is being changed; give what came of it afterwards."""
    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            change()
            done = waiting(thread, deed)
        yield done
