"""Celery: the broker only wakes workers, rows in the database decide."""

import os
from logging.config import dictConfig
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_prerun
from django.conf import settings
from django.db import close_old_connections

from config.logs import wakening  # noqa: F401 - listens

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("casewalk")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Celery would open a new database connection for every task; ours are checked before each one.
app.conf["CELERY_DB_REUSE_MAX"] = 1_000_000
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_web_does(**_signal: Any) -> None:
    dictConfig(settings.LOGGING)


@task_prerun.connect
def drop_dead_connections(task: Any = None, **_signal: Any) -> None:
    """Let a worker outlive its database server: a broken or old connection is made anew."""
    if task is None or not task.request.is_eager:
        close_old_connections()
