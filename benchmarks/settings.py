"""The project's settings with the ceiling's address added."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.ceiling"
LOGGING = {"version": 1, "disable_existing_loggers": True}
