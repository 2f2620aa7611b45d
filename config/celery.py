"""Celery: the broker only wakes workers, rows in the database decide."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("casewalk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
