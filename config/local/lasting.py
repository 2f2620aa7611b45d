"""Run a module of Python, and again whenever it ends by itself: `lasting NAME MODULE ARGUMENTS`.

For what other parts can do without for a while, like the worker: the outbox holds what it missed.
"""

import signal
import subprocess
import sys
import time
from types import FrameType
from typing import NoReturn

from config.local.children import dying_with_us
from config.local.terminal import say

STOPS = (signal.SIGINT, signal.SIGTERM)
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
CALM_SECONDS = 60.0  # whoever ran so long has not ended for the same reason as before


def main() -> None:
    name, *command = sys.argv[1:]
    last(name, [sys.executable, "-m", *command])


def last(name: str, command: list[str]) -> NoReturn:
    """Run the command again and again until a signal asks us to stop."""
    pause = FIRST_PAUSE_SECONDS
    while True:
        started_at = time.monotonic()
        code = run(command)
        if time.monotonic() - started_at > CALM_SECONDS:
            pause = FIRST_PAUSE_SECONDS
        say(f"The {name} ended by itself (exit {code}); it starts again in {pause:.0f} s.")
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


def run(command: list[str]) -> int:
    """Run it once. A signal is handed on to it, and then its end is ours: SystemExit."""
    asked = False
    with subprocess.Popen(  # noqa: S603 - our own modules
        command,
        start_new_session=True,  # so that a signal reaches it once, from us
        preexec_fn=dying_with_us(signal.SIGTERM),  # noqa: PLW1509 - no threads here
    ) as child:

        def hand_on(number: int, _frame: FrameType | None) -> None:
            nonlocal asked
            asked = True
            child.send_signal(number)

        for number in STOPS:
            signal.signal(number, hand_on)
        code = child.wait()
    for number in STOPS:
        signal.signal(number, signal.SIG_DFL)
    if asked:
        raise SystemExit(code)
    return code


if __name__ == "__main__":
    main()
