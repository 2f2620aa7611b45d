"""The environment that Casewalk runs in on this machine: its servers' addresses, and DEBUG."""

import importlib.util
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from config.local.children import exit_on
from config.local.errors import LocalServerError
from config.local.servers.ensuring import Servers, ensure_servers
from config.variables import variable

PROJECT = Path(__file__).resolve().parents[2]

# Commands that never ask the database, so they need not wait for it.
WITHOUT_SERVERS = {
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


def asks_for_help(arguments: Sequence[str]) -> bool:
    """Say whether a manage.py command, given with its arguments, only tells about itself."""
    command = arguments[0] if arguments else "help"
    is_told = command in {"help", "version"} or command.startswith("-")
    return is_told or bool({"-h", "--help"} & set(arguments))


def needs_servers(arguments: Sequence[str]) -> bool:
    """Say whether a manage.py command, given with its arguments, may ask the database."""
    return not asks_for_help(arguments) and arguments[0] not in WITHOUT_SERVERS


def has_own_database() -> bool:
    """Say whether the environment names a database, so that none is ours to start."""
    return any(os.environ.get(name) for name in ("DATABASE_URL", "DATABASE_URL_FILE"))


def is_for_production() -> bool:
    """Say whether this was installed by `requirements/production.txt`, without the extra `local`.

    honcho is the sign: `make run` installs it on every platform, wheels of servers only on some.
    """
    return importlib.util.find_spec("honcho") is None


def refuse_without_database(arguments: Sequence[str]) -> None:
    """Raise LocalServerError for whatever may read or write, in production without an address.

    A database made up here would take the place of the real one without a word: a backup of it
    is empty, and succeeds.
    """
    if is_for_production() and not asks_for_help(arguments):
        raise LocalServerError(
            "DATABASE_URL is not set, and where Casewalk is installed for production no database "
            "is made up: call `casewalk COMMAND`, which reads /etc/casewalk/environment "
            "(docs/deploying.md)."
        )


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
    Raises LocalServerError in production without one, or where a server can't be had.
    """
    if has_own_database() or list(arguments[:1]) == ["doctor"]:
        yield
        return
    refuse_without_database(arguments)
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
