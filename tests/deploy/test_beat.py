"""The timetable's process is small: it names tasks and loads none."""

import os
import subprocess
import sys

from config.celery import app
from config.settings.workers import CELERY_BEAT_SCHEDULE

LOADED = """
import sys, config.beat
config.beat.app.conf.beat_schedule
print([name for name in sys.modules if name.split(".")[0] in ("support", "troubleshooting", "web")])
print(sorted(entry["task"] for entry in config.beat.app.conf.beat_schedule.values()))
"""


def test_the_timetable_loads_no_app_and_names_only_tasks_that_exist() -> None:
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}

    answer = subprocess.run(
        [sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=True
    )
    loaded, named = answer.stdout.splitlines()

    app.loader.import_default_modules()
    assert loaded == "[]"
    assert named == str(sorted(entry["task"] for entry in CELERY_BEAT_SCHEDULE.values()))
    assert {entry["task"] for entry in CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)
