"""How a variable of the environment is read: settings use this and nothing else.

Every variable may be given as a file instead, whose path stands in the variable of the same name
with `_FILE` behind it: that is how containers and systemd hand over secrets.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import dj_database_url

from config.doctor.findings import Finding, Unusable
from config.doctor.findings import marked as _

N = TypeVar("N")


def variable(name: str, default: str = "") -> str:
    """Return a variable, or the text of the file that it names with `_FILE` behind it.

    Raises Unusable if both are given or the file can't be read.
    """
    text, path = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if not path:
        return text or default
    if text:
        both = _("%(name)s and %(name)s_FILE are both set: take one of them away.")
        raise Unusable(Finding(both, {"name": name}, "E007"))
    try:
        return Path(path).read_text().rstrip("\n") or default
    except (OSError, UnicodeDecodeError) as error:
        unread = _("The file that %(name)s_FILE names can't be read (%(error)s).")
        values = {"name": name, "error": type(error).__name__}
        raise Unusable(Finding(unread, values, "E007")) from None


def required(name: str) -> str:
    """Return a variable. Raises Unusable if it is missing."""
    if value := variable(name):
        return value
    raise Unusable(Finding(_("%(name)s is not set."), {"name": name}, "E001"))


def listed(name: str, default: str = "") -> list[str]:
    """Return the parts of a variable, which commas keep apart."""
    return [part.strip() for part in variable(name, default).split(",") if part.strip()]


def number(name: str, default: str, kind: Callable[[str], N]) -> N:
    """Return a variable as a number of some kind. Raises Unusable if it is none."""
    try:
        return kind(variable(name, default))
    except (ValueError, ArithmeticError):
        raise Unusable(Finding(_("%(name)s is no number."), {"name": name})) from None


def database(name: str) -> dict[str, Any]:
    """Return what Django needs to know of a database. Raises Unusable if it is no address."""
    try:
        url = required(name)
        given = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except ValueError:
        given = {}
    if given.get("ENGINE") != "django.db.backends.postgresql":
        text = _("%(name)s has to look like postgresql://user:password@host/name.")
        raise Unusable(Finding(text, {"name": name}))
    return given


def named(prefix: str) -> dict[str, str]:
    """Return every variable that begins with a prefix, under the rest of its name."""
    names = {name.removesuffix("_FILE") for name in os.environ if name.startswith(prefix)}
    return {name.removeprefix(prefix): variable(name) for name in names}
