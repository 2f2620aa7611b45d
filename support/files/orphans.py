"""Contents that no row names: what a crash left that came between writing one and its row."""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from support.files.models import StoredFile

if TYPE_CHECKING:
    from django.core.files.storage import Storage

KEPT = timedelta(days=1)  # its row may be on the way
MOST_NAMES = 200_000  # looked at in one night; the next one begins a folder further
AT_ONCE = 1_000
FOLDERS = [f"{number:02x}" for number in range(256)]
OURS = re.compile(r"[0-9a-f]{32}")


def remove_orphans(now: datetime) -> int:
    """Throw away what is older than a day and named by no row; return how many. Bounded."""
    field: Any = StoredFile._meta.get_field("blob")  # noqa: SLF001 - Django's name
    first = now.date().toordinal() % len(FOLDERS)
    removed, looked_at = 0, 0
    for folder in FOLDERS[first:] + FOLDERS[:first]:
        names = _names_in(field.storage, folder)
        for start in range(0, len(names), AT_ONCE):
            removed += _remove_unknown(field.storage, names[start : start + AT_ONCE], now)
        looked_at += len(names)
        if looked_at >= MOST_NAMES:
            break
    return removed


def _names_in(storage: "Storage", folder: str) -> list[str]:
    try:
        _folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return []
    return [f"{folder}/{name}" for name in names if OURS.fullmatch(name)]


def _remove_unknown(storage: "Storage", names: list[str], now: datetime) -> int:
    known = {*StoredFile.objects.filter(blob__in=names).values_list("blob", flat=True)}
    old = [name for name in names if name not in known and _is_old(storage, name, now)]
    for name in old:
        storage.delete(name)
    return len(old)


def _is_old(storage: "Storage", name: str, now: datetime) -> bool:
    try:
        return storage.get_modified_time(name) < now - KEPT
    except FileNotFoundError:  # somebody else was quicker
        return False
