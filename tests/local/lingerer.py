"""A process that writes down its pid and stays until it is told to go."""

import os
import signal
import sys
from pathlib import Path

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
Path(os.environ["LINGER_IN"], sys.argv[1]).write_text(f"{os.getpid()}\n")
while True:
    signal.pause()
