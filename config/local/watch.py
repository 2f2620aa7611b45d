"""Wait until one of the servers ends, and say which. A process of `make run`, so all stop then."""

import os
import select
import signal
import sys

from config.local.children import exit_on


def main() -> None:
    exit_on(signal.SIGINT, signal.SIGTERM)
    names = dict(argument.split("=") for argument in sys.argv[1:])
    watched = {os.pidfd_open(int(pid)): name for name, pid in names.items()}
    ended, _, _ = select.select(list(watched), [], [])
    raise SystemExit(f"{watched[ended[0]]} has ended; its log is in the same folder as its data.")


if __name__ == "__main__":
    main()
