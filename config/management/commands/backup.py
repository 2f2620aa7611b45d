"""`manage.py backup FILE`: everything that is in the database, in one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.keeping.backups import BackupError, back_up


class Command(BaseCommand):
    help = "Write the whole database into one file; the keys in the environment are not in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = back_up(options["file"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{options['file']}: {made.cases:,} cases, {made.size_bytes:,} bytes. Keep SECRET_KEY "
            "and the other secrets apart from it: without them no link in a message that was sent "
            "works."
        )
