"""How a variable of the environment is read: settings use this and nothing else.

Every variable may be given as a file instead, whose path stands in the variable of the same name
with `_FILE` behind it: that is how containers and systemd hand over secrets.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

DOCS = "docs/settings.md says what it is for."


def variable(name: str, default: str = "") -> str:
    """Return a variable, or the text of the file that it names with `_FILE` behind it.

    Raises ImproperlyConfigured if both are given or the file can't be read.
    """
    text, path = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if not path:
        return text or default
    if text:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set. {DOCS}")
    try:
        return Path(path).read_text().rstrip("\n") or default
    except (OSError, UnicodeDecodeError) as error:
        message = f"{name}_FILE names a file that can't be read ({type(error).__name__}). {DOCS}"
        raise ImproperlyConfigured(message) from None


def required(name: str) -> str:
    """Return a variable. Raises ImproperlyConfigured if it is missing."""
    if value := variable(name):
        return value
    raise ImproperlyConfigured(f"{name} is not set. {DOCS}")


def listed(name: str, default: str = "") -> list[str]:
    """Return the parts of a variable, which commas keep apart."""
    return [part.strip() for part in variable(name, default).split(",") if part.strip()]


def named(prefix: str) -> dict[str, str]:
    """Return every variable that begins with a prefix, under the rest of its name."""
    names = {name.removesuffix("_FILE") for name in os.environ if name.startswith(prefix)}
    return {name.removeprefix(prefix): variable(name) for name in names}
