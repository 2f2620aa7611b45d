"""What belongs to a thread is read without a lock.

The language, the time zone and the root of addresses in force are each read hundreds of times a
page, and each time `asgiref` takes a lock. It need not: what it keeps is put in another's place as
a whole and never changed.
"""

from threading import get_ident
from typing import Any

from asgiref import local


def read(self: Any, name: str) -> Any:
    """Return what this thread, or what it awaits, has put there, as `Local.__getattr__` does."""
    kept = self._storage._data.get(None)  # noqa: SLF001  asgiref's own
    if kept is None or kept.thread_id != get_ident() or name not in kept.data:
        raise AttributeError(name)
    return kept.data[name]


def read_without_lock() -> None:
    local._DefaultLocal.__getattr__ = read  # type: ignore[method-assign]  # noqa: SLF001
