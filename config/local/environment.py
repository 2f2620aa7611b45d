"""The environment that Casewalk runs in on this machine: its servers' addresses, and DEBUG."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from config.local.children import exit_on
from config.local.servers.ensuring import Servers, ensure_servers

PROJECT = Path(__file__).resolve().parents[2]

# Commands that never ask the database, so they need not wait for it.
WITHOUT_SERVERS = {
    "help",
    "version",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "makemessages",
    "startapp",
    "startproject",
    "spectacular",
}
# Addresses that settings accept and nobody answers at.
NOWHERE = Servers("postgresql:///casewalk", "redis+socket:///nowhere?virtual_host=0")


def var_folder() -> Path:
    """Return the folder for everything Casewalk writes; the settings read it alike."""
    return Path(os.environ.get("CASEWALK_VAR", PROJECT / "var"))


def needs_servers(arguments: Sequence[str]) -> bool:
    """Say whether a manage.py command, given with its arguments, may ask the database."""
    command = arguments[0] if arguments else "help"
    asks_for_help = {"-h", "--help"} & set(arguments)
    return not asks_for_help and command not in WITHOUT_SERVERS and not command.startswith("-")


@contextmanager
def local_environment(arguments: Sequence[str]) -> Iterator[None]:
    """Set what settings need for a manage.py command, for the length of the block.

    With both addresses given in the environment nothing is changed: that is production's way.
    """
    given = {name for name in NOWHERE.as_environment() if os.environ.get(name)}
    if len(given) == len(NOWHERE.as_environment()):
        yield
        return
    os.environ.setdefault("DEBUG", "1")
    if not needs_servers(arguments):
        _fill_in(NOWHERE)
        yield
        return
    exit_on(signal.SIGTERM, signal.SIGHUP)
    with ensure_servers(var_folder()) as servers:
        _fill_in(servers)
        yield


def _fill_in(servers: Servers) -> None:
    os.environ |= {
        name: url for name, url in servers.as_environment().items() if not os.environ.get(name)
    }
