"""One record, one line; plain for people or JSON for machines."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from config.logs.requests import current_request_id, refuse, route_of
from config.logs.wording import kind_of, scrubbed, trace_of

# Django's loggers of what it refuses are named for why: csrf, DisallowedHost and the like.
SECURITY = "django.security."


class Discreet(logging.Filter):
    """Keep other people's values out of a record, and what `requests` tells out of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            if record.name.startswith(SECURITY):
                refuse(request, record.name.removeprefix(SECURITY))
                return False
            if record.levelno < logging.ERROR or not record.exc_info:
                return False
            record.msg, record.args = "Error in %s", (route_of(request),)
        if record.name == "gunicorn.error" and str(record.msg).startswith("Invalid request"):
            record.msg = "Invalid request"  # what follows quotes it
        record.msg = _discreet(record.msg)
        if isinstance(record.args, Mapping):
            # Celery's text of an error, which has the error's words.
            told = {"exc": _kind_of(record)} if "exc" in record.args else {}
            record.args = {**record.args, **told}
        elif record.args:
            record.args = tuple(map(_discreet, record.args))
        return True


class Plain(logging.Formatter):
    """`time LEVEL logger [request] message`, and below it where an error arose."""

    def format(self, record: logging.LogRecord) -> str:
        parts = parts_of(record)
        request = f"[{parts['request_id']}] " if "request_id" in parts else ""
        line = "{time} {level} {logger} {request}{message}".format(**parts, request=request)
        # A line break in a message would let a stranger write lines of their own.
        line = "\\n".join(line.splitlines())
        return f"{line}\n{parts['trace']}" if "trace" in parts else line


class Json(logging.Formatter):
    """One object a line: time, level, logger, message, request_id, error and trace if any."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(parts_of(record) | getattr(record, "figures", {}), ensure_ascii=False)


FORMS: dict[str, type[logging.Formatter]] = {"plain": Plain, "json": Json}


def formatter(form: str) -> logging.Formatter:
    return FORMS[form]()


def parts_of(record: logging.LogRecord) -> dict[str, str]:
    """Return the parts of a line by their name in JSON."""
    parts = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": scrubbed(record.getMessage()),
    }
    if request_id := current_request_id():
        parts["request_id"] = request_id
    if error := _error_of(record):
        parts |= {"error": kind_of(error), "trace": trace_of(error)}
    return parts


def _error_of(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _kind_of(record: logging.LogRecord) -> str:
    error = _error_of(record)
    return kind_of(error) if error else "an error"


def _discreet(value: Any) -> Any:
    return kind_of(value) if isinstance(value, BaseException) else value
