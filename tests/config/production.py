"""The environment of a house in production, and Casewalk's programs started in it alone."""

import os
import subprocess
import sys

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


def start(*arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Run a module or file of Python in an environment that holds nothing but what is given."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"]} | given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
