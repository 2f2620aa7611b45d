"""Where the sockets lie: a short folder of our own, since a socket's path ends at 107 bytes."""

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path

from config.local.errors import LocalServerError
from config.local.servers.owner import Owner

# Not TMPDIR: it may be long, and may differ from one terminal to the next. _is_ours sees to safety.
ROOM = Path("/tmp")  # noqa: S108
TRIES = 9


def socket_folder(var: Path, owner: Owner) -> Path:
    """Return the folder for the sockets of one var/, made if missing.

    A name that somebody else holds is passed over, so nobody can put a server in our place.
    """
    digest = hashlib.sha256(f"{var.resolve()}:{os.geteuid()}".encode()).hexdigest()[:12]
    for number in range(TRIES):
        candidate = ROOM / (f"casewalk-{digest}-{number}" if number else f"casewalk-{digest}")
        with suppress(FileExistsError):
            candidate.mkdir(mode=0o700)
        if _is_ours(candidate):
            _let_in(candidate, owner)
            return candidate
    message = f"Somebody else holds every name like {ROOM}/casewalk-{digest}: remove these folders."
    raise LocalServerError(message)


def postgres_sockets(folder: Path) -> Path:
    return folder / "postgres"


def valkey_socket(folder: Path) -> Path:
    return folder / "valkey.sock"


def remove_socket_folder(folder: Path) -> None:
    """Remove the folder unless a server still has a socket in it."""
    with suppress(OSError):
        postgres_sockets(folder).rmdir()
        folder.rmdir()


def _is_ours(folder: Path) -> bool:
    found = folder.lstat()
    others_may_write = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not others_may_write


def _let_in(folder: Path, owner: Owner) -> None:
    """Give PostgreSQL's user a folder of its own inside; root keeps the outer one."""
    inner = postgres_sockets(folder)
    inner.mkdir(mode=0o700, exist_ok=True)
    if owner.uid != os.geteuid():
        os.chown(inner, owner.uid, owner.gid)
        os.chown(folder, os.geteuid(), owner.gid)
        folder.chmod(0o710)
