"""Bring the database up to date, load what every Casewalk knows, and a demo into an empty one.

The only Django in this package, in a process of its own: one start of Django instead of three.
"""

import django
from django.conf import settings
from django.core.management import call_command

from config.local.terminal import say


def main() -> None:
    django.setup()
    say("Bringing the database up to date …")
    call_command("migrate", interactive=False, verbosity=0)
    say("Loading causes, failure codes, channels and trees …")
    call_command("load_reference", verbosity=0)
    if settings.DEBUG and database_is_empty():
        say("Loading the demo …")
        call_command("load_demo", verbosity=0)


def database_is_empty() -> bool:
    """Say whether nobody can sign in yet: then nobody has begun to work here."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - needs django.setup()

    return not get_user_model().objects.exists()


if __name__ == "__main__":
    main()
