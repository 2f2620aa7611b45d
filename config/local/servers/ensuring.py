"""The servers of one var/ folder: those that run are used, the others are started and stopped."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from config.local.children import Child
from config.local.errors import LocalServerError
from config.local.servers.owner import owner_of
from config.local.servers.postgres import Postgres
from config.local.servers.server import Server
from config.local.servers.sockets import remove_socket_folder, socket_folder
from config.local.servers.valkey import Valkey


@dataclass(frozen=True)
class Servers:
    """Where the database and the broker are."""

    database_url: str
    redis_url: str
    local_pids: Mapping[str, int] = field(default_factory=dict)  # by name; ours, whoever began them

    def as_environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@contextmanager
def ensure_servers(
    folder: Path, *, given: Mapping[str, str] | None = None, forgetful: bool = False
) -> Iterator[Servers]:
    """Have both servers running inside the block, over the data in `folder` (a var/).

    An address in `given` (by default the environment) stands for a server of somebody else's:
    none is started for it. What runs already is used and left running; what this call started
    is stopped at the end of the block. Raises LocalServerError with a sentence for people.
    """
    given = os.environ if given is None else given
    wanted = [name for name in ("DATABASE_URL", "REDIS_URL") if not given.get(name)]
    if not wanted:
        yield Servers(given["DATABASE_URL"], given["REDIS_URL"])
        return
    folder = made_folder(folder)
    started: list[Child] = []
    try:
        with _locked(folder):
            local = _servers(folder, forgetful=forgetful)
            for name in wanted:
                # Child by child: what has started is stopped even when the next one fails.
                started += filter(None, [local[name].ensure_running()])
            urls = {name: given.get(name) or local[name].url for name in local}
            pids = {local[name].name: local[name].pid() for name in wanted}
        yield Servers(urls["DATABASE_URL"], urls["REDIS_URL"], pids)
    finally:
        if started:
            _stop(folder, started)


def _servers(folder: Path, *, forgetful: bool) -> dict[str, Server]:
    owner = owner_of(folder / "postgres")
    sockets = socket_folder(folder, owner)
    return {
        "DATABASE_URL": Postgres(
            folder / "postgres", sockets=sockets, owner=owner, forgetful=forgetful
        ),
        "REDIS_URL": Valkey(folder / "valkey", sockets=sockets, forgetful=forgetful),
    }


def _stop(folder: Path, started: list[Child]) -> None:
    with _locked(folder), ExitStack() as stack:
        stack.callback(remove_socket_folder, socket_folder(folder, owner_of(folder / "postgres")))
        for child in started:
            stack.callback(child.stop)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one command at a time start or stop servers; the others wait here."""
    with (folder / "servers.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def made_folder(folder: Path) -> Path:
    """Make a var/ folder if it is missing and return its full path."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder = folder.resolve()
        (folder / "servers.lock").touch()
    except OSError as error:
        message = f"{folder} can't be written ({error.strerror}): change its owner or CASEWALK_VAR."
        raise LocalServerError(message) from None
    return folder
