"""Celery: the broker only wakes workers, rows in the database decide."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_prerun
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("casewalk")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Celery would open a new database connection for every task; ours are checked before each one.
app.conf["CELERY_DB_REUSE_MAX"] = 1_000_000
app.autodiscover_tasks()


@task_prerun.connect
def drop_dead_connections(task: Any = None, **_signal: Any) -> None:
    """Let a worker outlive its database server: a broken or old connection is made anew."""
    if task is None or not task.request.is_eager:
        close_old_connections()
