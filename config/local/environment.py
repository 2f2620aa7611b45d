"""The environment that Casewalk runs in on this machine: its servers' addresses, and DEBUG."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from config.local.children import exit_on
from config.local.servers.ensuring import Servers, ensure_servers
from config.variables import variable

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


def has_own_database() -> bool:
    """Say whether the environment names a database, so that none is ours to start."""
    return any(os.environ.get(name) for name in ("DATABASE_URL", "DATABASE_URL_FILE"))


def name_addresses() -> None:
    """Put what files hold into the variables themselves: the servers here are started by them."""
    for name in NOWHERE.as_environment():
        if os.environ.get(f"{name}_FILE"):
            os.environ[name] = variable(name)
            del os.environ[f"{name}_FILE"]


@contextmanager
def local_environment(arguments: Sequence[str]) -> Iterator[None]:
    """Set what settings need for a manage.py command, for the length of the block.

    With a database given in the environment nothing is changed, started or made up: that is
    production's way, and settings say what else they need. The doctor looks at what is.
    """
    if has_own_database() or list(arguments[:1]) == ["doctor"]:
        yield
        return
    os.environ.setdefault("DEBUG", "1")
    name_addresses()
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
