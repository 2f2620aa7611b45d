"""What is written down while Casewalk runs, and that nothing in it names or quotes anybody.

`wording` takes out of a text what doesn't belong in a log; `lines` makes a line of a record, plain
or as JSON; `requests` gives every request an id and a line of its own; `wakening` carries the id to
the work that the request wakes; `reporting` tells a Sentry-compatible server of errors.
"""

from typing import Any

# They quote what they work on: statements with their values, addresses they ask, who signs in.
QUOTING = {
    "axes": "CRITICAL",
    "django.db.backends": "INFO",
    "django.server": "ERROR",
    "django.template": "INFO",
    "httpcore2": "WARNING",
    "httpx2": "WARNING",
    "urllib3": "WARNING",
}
# Celery tells of each task that it came, went and how long it took: 22 lines a minute of a house at
# rest. --loglevel does not reach it, since our own handlers are set.
QUIET = {"celery": "WARNING"}
# They come with handlers of their own, which ours replaces.
BRINGING_HANDLERS = ("django", "django.server", "gunicorn.error")


def logging_settings(level: str, form: str) -> dict[str, Any]:
    """Return Django's LOGGING; `form` is a name of `config.logs.lines.FORMS`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"discreet": {"()": "config.logs.lines.Discreet"}},
        "formatters": {"line": {"()": "config.logs.lines.formatter", "form": form}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["discreet"],
                "formatter": "line",
            },
            "nowhere": {"class": "logging.NullHandler"},
        },
        "loggers": {
            **{name: {"handlers": []} for name in BRINGING_HANDLERS},
            **{name: {"level": least, "handlers": []} for name, least in (QUOTING | QUIET).items()},
            # It writes whole paths; `requests` writes the lines instead.
            "gunicorn.access": {"handlers": ["nowhere"], "propagate": False},
        },
        "root": {"handlers": ["console"], "level": level},
    }
