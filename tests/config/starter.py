"""Starts programs of Casewalk one after the other, each in a process of its own.

This process has loaded what others wrote, which takes longer than all that a program of ours does
before it refuses to start; every program is a copy of it, in the environment that is asked for.
What needs settings or an app is loaded by the program itself, as it always is.
"""

import gc
import importlib
import json
import os
import runpy
import sys
from typing import Any

LIBRARIES = [
    "celery.app.base", "celery.bin.celery", "django.contrib.postgres.fields",
    "django.contrib.postgres.indexes", "django.core.management", "django.core.serializers.json",
    "django.db.backends.postgresql.base", "django.forms", "django.template.base", "django.urls",
    "holidays", "httpx2", "iso4217", "jmespath", "kombu", "mistune", "phonenumbers", "redis",
    "requests", "sentry_sdk", "yaml",
]  # fmt: skip


def main() -> None:
    """Read a line of JSON for each program, and answer with the exit code of each."""
    for library in LIBRARIES:
        importlib.import_module(library)
    gc.freeze()
    for line in sys.stdin:
        if (pid := os.fork()) == 0:
            become(json.loads(line))
            sys.exit()
        _pid, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def become(asked: dict[str, Any]) -> None:
    """Run a module, a file or a text of Python as `python` does; what it raises ends it."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, file in ((1, asked["stdout"]), (2, asked["stderr"])):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(asked["environment"])
    how, *rest = asked["arguments"]
    sys.argv[:] = rest if how in ("-m", "-c") else [how, *rest]
    if how == "-m":
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif how == "-c":
        exec(rest[0], {"__name__": "__main__"})
    else:
        runpy.run_path(how, run_name="__main__")


if __name__ == "__main__":
    main()
