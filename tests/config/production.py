"""The environment of a house in production, and Casewalk's programs started in it alone."""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from config.local.environment import PROJECT

KEY = "a-key-for-tests-that-is-long-enough-0123456789-abcdef"
EVENT_SECRET = "whsec_Zm9yLXRlc3RzLW9ubHktdHdlbnR5LWZvdXItYnl0ZXM="
PRODUCTION = {
    "DATABASE_URL": "postgresql://casewalk:geheim@127.0.0.1:9/casewalk",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "SECRET_KEY": KEY,
    "PAYMENT_EVENT_SECRET": EVENT_SECRET,
    "ALLOWED_HOSTS": "help.casewalk.example",
    "PUBLIC_URL": "https://help.casewalk.example",
    "TRUSTED_PROXIES": "1",
}


@cache
def _starter() -> subprocess.Popen[str]:
    starter = subprocess.Popen(
        [sys.executable, "-m", "tests.config.starter"],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(starter.communicate)  # which ends it
    return starter


def start(*arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Run a module or file of Python in an environment that holds nothing but what is given."""
    environment = {"PATH": os.environ["PATH"]} | given
    with tempfile.TemporaryDirectory() as folder:
        said = {name: str(Path(folder, name)) for name in ("stdout", "stderr")}
        asked = {"arguments": arguments, "environment": environment, **said}
        starter = _starter()
        assert starter.stdin
        assert starter.stdout
        print(json.dumps(asked), file=starter.stdin, flush=True)
        code = int(starter.stdout.readline())
        told = {name: Path(file).read_text(encoding="utf-8") for name, file in said.items()}
    return subprocess.CompletedProcess(arguments, code, **told)
