"""The program itself: `python -I -S program.py FOLDER… < mail` prints JSON.

The folders are where our package and the libraries lie; nothing else can be imported.
"""

import importlib
import json
import logging
import resource
import sys

LONGEST_MAIL = 16 * 1024 * 1024
CPU_SECONDS = 3
MEMORY_BYTES = 200 * 1024 * 1024


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()  # a library of ours writes down each look that it takes
    sys.path += sys.argv[1:]
    reading = importlib.import_module("support.mailbox.reading.mail")
    raw = sys.stdin.buffer.read(LONGEST_MAIL)
    sys.stdout.write(json.dumps(reading.read_mail(raw)))


if __name__ == "__main__":
    main()
