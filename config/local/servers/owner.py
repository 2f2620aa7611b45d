"""Whom PostgreSQL runs as: it refuses to run as root, so root steps down to an ordinary user."""

import os
import shutil
import signal
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from config.local.errors import LocalServerError

NOBODY = 65534  # the same on every Linux; no user has to be added
# Numbers of linux/capability.h
CAP_CHOWN = 0
CAP_DAC_OVERRIDE = 1
CAP_SETGID = 6
CAP_SETUID = 7
CAP_SETPCAP = 8
NEEDED_BY_ROOT = (CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_SETGID, CAP_SETUID, CAP_SETPCAP)


@dataclass(frozen=True)
class Owner:
    """A user and group that a server runs as."""

    uid: int
    gid: int

    def command(self, program: Path, folder: Path, *, death_signal: int) -> list[str]:
        """Return the program, behind what is needed to run it as this user.

        The user may have to pass folders that only root may search (a home of mode 0700, say).
        Their modes stay as they are; the program gets the right to pass them instead.
        Raises LocalServerError without setpriv, which gives it.
        """
        if self.uid == os.geteuid():
            return [str(program)]
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            message = (
                "PostgreSQL does not run as root and setpriv (package util-linux) is missing: "
                "install it, run this as an ordinary user, or set DATABASE_URL."
            )
            raise LocalServerError(message)
        user = [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        rights = ["--inh-caps=-all", "--no-new-privs"]
        if has_closed_parent([program, folder]):
            # PostgreSQL looks for its programs with access(), which forgets rights without the bit.
            kept = "-all,+dac_override"
            rights = [f"--inh-caps={kept}", f"--ambient-caps={kept}", "--no-new-privs"]
            rights.append("--securebits=+no_setuid_fixup")
        # Linux forgets the death signal at a change of user, so setpriv asks for it afterwards.
        dies = f"--pdeathsig={signal.Signals(death_signal).name.removeprefix('SIG')}"
        return [setpriv, *user, *rights, dies, "--", str(program)]


def owner_of(folder: Path) -> Owner:
    """Return whom to run as: us, or for root whoever has the folder already, or nobody.

    Raises LocalServerError for a root without the rights of one, as in some containers.
    """
    if os.geteuid() != 0:
        return Owner(os.geteuid(), os.getegid())
    if not root_may_step_down():
        message = (
            "PostgreSQL does not run as root, and root may not hand it to another user here: "
            "run this as an ordinary user, or set DATABASE_URL."
        )
        raise LocalServerError(message)
    if folder.exists() and (owned := folder.stat()).st_uid != 0:
        return Owner(owned.st_uid, owned.st_gid)
    return Owner(NOBODY, NOBODY)


def root_may_step_down() -> bool:
    status = Path("/proc/self/status").read_text()
    held = next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff:"))
    return all(int(held, 16) >> right & 1 for right in NEEDED_BY_ROOT)


def has_closed_parent(paths: Iterable[Path]) -> bool:
    """Say whether a folder above one of these paths may not be searched by others."""
    parents = {parent for path in paths for parent in path.resolve().parents}
    return any(not parent.stat().st_mode & stat.S_IXOTH for parent in parents)
