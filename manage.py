#!/usr/bin/env python
"""Django's command line; it finds or starts the local servers of var/ when no others are given."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line  # noqa: PLC0415
    except ImportError as error:
        message = "Django is not installed here: `make run` installs it, then use .venv/bin/python."
        raise SystemExit(message) from error
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    from config.local.environment import local_environment  # noqa: PLC0415
    from config.local.errors import LocalServerError  # noqa: PLC0415

    try:
        with local_environment(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except LocalServerError as error:
        raise SystemExit(str(error)) from None
    except ImproperlyConfigured as error:
        if sys.argv[1:2] != ["doctor"]:
            raise SystemExit(str(error)) from None
        from config.doctor.telling import tell_without_settings  # noqa: PLC0415

        raise SystemExit(tell_without_settings(sys.argv[2:], error)) from None


if __name__ == "__main__":
    main()
