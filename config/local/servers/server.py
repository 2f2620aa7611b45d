"""What the two servers have in common: found by asking them, started under a lock, awaited."""

import time
from abc import ABC, abstractmethod
from pathlib import Path

from config.local.children import Child, running_pid, start_child
from config.local.errors import LocalServerError

PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.03
NEW_TRY_SECONDS = 0.5
TRYING_SECONDS = 10.0


class Server(ABC):
    """One server over one data folder."""

    name: str
    folder: Path
    stop_signal: int

    @property
    @abstractmethod
    def url(self) -> str:
        """The address under which clients reach it."""

    @property
    @abstractmethod
    def pid_file(self) -> Path: ...

    @property
    def log(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.log")

    @abstractmethod
    def answers(self) -> bool:
        """Ask the server itself, not its files."""

    @abstractmethod
    def prepare(self) -> None:
        """Make the data folder ready for a start. Nothing else uses it meanwhile."""

    @abstractmethod
    def command(self) -> list[str]: ...

    def complete(self) -> None:  # noqa: B027 - most have nothing to finish
        """Finish a fresh start, once the server answers."""

    def pid(self) -> int:
        """Return the running server's process. Raises LocalServerError if it has gone."""
        pid = running_pid(self.pid_file, self.folder)
        if pid is None:
            raise LocalServerError(f"{self.name} has just ended; see {self.log}.")
        return pid

    def ensure_running(self) -> Child | None:
        """Start the server, or return None if it runs already. Call it under the lock.

        Raises LocalServerError if it doesn't answer within a minute.
        """
        begun_at = time.monotonic()
        if self._found_running(begun_at + PATIENCE_SECONDS):
            return None
        self.prepare()
        while True:
            child = start_child(self.command(), log=self.log, stop_signal=self.stop_signal)
            try:
                if self._answers_in_time(begun_at, child):
                    self.complete()
                    return child
            except BaseException:
                child.stop()
                raise
            # Remains of a killed server (its backends, say) need a moment to go.
            time.sleep(NEW_TRY_SECONDS)

    def _found_running(self, give_up_at: float) -> bool:
        """Wait for a server that is starting or stopping; say whether one is left that answers."""
        while pid := running_pid(self.pid_file, self.folder):
            if self.answers():
                return True
            if time.monotonic() > give_up_at:
                message = f"{self.name} runs as process {pid} but does not answer; see {self.log}."
                raise LocalServerError(message)
            time.sleep(PAUSE_SECONDS)
        return False

    def _answers_in_time(self, begun_at: float, child: Child) -> bool:
        """Wait for the first answer. False means that the server ended and may be tried again."""
        while not self.answers():
            waited = time.monotonic() - begun_at
            has_ended = child.has_ended()
            if waited > (TRYING_SECONDS if has_ended else PATIENCE_SECONDS):
                raise LocalServerError(self._last_words())
            if has_ended:
                return False
            time.sleep(PAUSE_SECONDS)
        return True

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join([f"{self.name} did not start; the end of {self.log}:", *lines[-8:]])
