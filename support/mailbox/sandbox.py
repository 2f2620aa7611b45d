"""Has a mail read by a process of its own, which may take too long or run out of memory."""

import json
import logging
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from support.mailbox.reading import program

logger = logging.getLogger(__name__)

PROGRAM = Path(program.__file__)
PARSING_SECONDS = 4.0  # the next one is read within five
LIBRARIES = ("flufl.bounce", "mailparser_reply", "nh3")


class Unreadable(Exception):
    """A mail that hangs, exhausts or breaks whatever reads it.

    `was_slow` says that time ran out, which on a machine with much to do may be no fault of it.
    """

    was_slow = False


def read(raw: bytes) -> dict[str, Any]:
    """Return what `reading.mail.read_mail` does. Raises Unreadable.

    The program is ours, and nothing of the mail is in its command.
    """
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-S", str(PROGRAM), *_folders()],
            input=raw[: program.LONGEST_MAIL],
            capture_output=True,
            timeout=PARSING_SECONDS,
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        logger.warning("A mail of %s bytes can't be read: %s", len(raw), type(error).__name__)
        unreadable = Unreadable()
        unreadable.was_slow = isinstance(error, subprocess.TimeoutExpired)
        raise unreadable from error
    return dict(found)


@cache
def _folders() -> list[str]:
    """Return where our package lies, and the libraries: without `site` nobody tells the program."""
    ours = Path(__file__).parents[2]
    theirs = {_folder_of(name) for name in LIBRARIES}
    return [str(ours), *sorted(theirs - {str(ours)})]


def _folder_of(library: str) -> str:
    spec = find_spec(library)
    if spec is None or spec.origin is None:
        raise ImportError(library)
    return str(Path(spec.origin).parents[library.count(".") + 1])
