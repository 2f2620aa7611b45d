"""How the web server runs, here and everywhere: `gunicorn --config deploy/gunicorn.conf.py`.

WEB_WORKERS and WEB_THREADS are gunicorn's own to read, not Casewalk's; docs/deploying.md says how
many. Where it listens comes from the command line or, under systemd, with the socket.
"""

import os
from pathlib import Path
from typing import Any

wsgi_app = "config.wsgi"
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# Loaded once, before the workers are made: they share its memory (a third of it saved), and a
# worker that was killed is there again at once. A new release needs new processes, not a HUP.
preload_app = True
timeout = 60
graceful_timeout = 30  # below the patience of systemd and of a container engine, see there
# A stopped worker leaves no file on a slow disk waiting.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn opens it unguessably
loglevel = "warning"
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Refuse to serve pages whose style sheets were never collected."""
    from django.conf import settings  # noqa: PLC0415 - loaded by now, with the application

    from config.static_files import HashedFiles  # noqa: PLC0415 - likewise

    if not settings.DEBUG and not HashedFiles().exists(HashedFiles.manifest_name):
        raise SystemExit("This release's static files are missing: run casewalk collectstatic.")
