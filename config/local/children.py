"""Child processes that never outlive the process that started them."""

import ctypes
import functools
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent(parent: int, death_signal: int) -> None:
    """Have this process signalled when its parent ends, even by kill -9. Only Linux can."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked
        os.kill(os.getpid(), death_signal)


def dying_with_us(death_signal: int) -> Callable[[], None]:
    """Return what a child has to call before it becomes another program."""
    return functools.partial(die_with_parent, os.getpid(), death_signal)


@dataclass(frozen=True)
class Child:
    """A server that this process started."""

    process: subprocess.Popen[bytes]
    stop_signal: int

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def stop(self, timeout_seconds: float = 60) -> None:
        """End it and wait for that. Nothing happens if it has ended already."""
        if self.has_ended():
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()  # both servers recover from their logs
            self.process.wait()


def start_child(command: Sequence[str], *, log: Path, stop_signal: int) -> Child:
    """Start a server in a session of its own, so that Ctrl-C at the terminal reaches only us."""
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own programs
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=dying_with_us(stop_signal),  # noqa: PLW1509 - no threads here
        )
    return Child(process, stop_signal)


def running_pid(pid_file: Path, folder: Path) -> int | None:
    """Return the process that a pid file names if it is alive and works on this folder.

    A zombie, a pid that now belongs to another program and an unreadable file count as gone.
    """
    try:
        pid = int(pid_file.read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None
    return pid if _works_on(pid, folder) else None


def _works_on(pid: int, folder: Path) -> bool:
    if sys.platform == "linux":
        try:
            # Empty for a zombie, and readable whoever owns the process.
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            return False
        return os.fsencode(folder) in arguments
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def exit_on(*signals: signal.Signals) -> None:
    """Turn signals into SystemExit, so that `finally` runs and started servers are stopped."""

    def leave(signal_number: int, _frame: object) -> None:
        raise SystemExit(128 + signal_number)

    for number in signals:
        signal.signal(number, leave)
