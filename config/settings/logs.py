"""What is logged and how it looks, and where errors are told."""

import tomllib

from config.logs import logging_settings
from config.logs.reporting import report_errors
from config.settings.base import BASE_DIR
from config.variables import variable

VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]

# The level of our own lines; libraries that quote what they work on keep theirs.
LOGGING = logging_settings(variable("LOG_LEVEL", "INFO"), variable("LOG_FORMAT", "plain"))

SENTRY_DSN = variable("SENTRY_DSN")
if SENTRY_DSN:
    report_errors(SENTRY_DSN, VERSION)
