"""`manage.py restore FILE`: a backup into an empty database, which then sends nothing."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.doctor.called import as_called
from config.keeping.backups import BackupError, restore
from support.notifications.models.states import HoldReason
from support.notifications.outbox.holding import hold_outbox


class Command(BaseCommand):
    help = "Load a backup into an empty database; it sends nothing until it is released."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restore(options["file"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from None
        call_command("migrate", verbosity=0)
        hold_outbox(HoldReason.RESTORED, now=timezone.now())
        self.stdout.write(
            as_called(
                "Restored. Nothing is sent from this database until somebody says so: "
                "at /outbox/hold/, or with manage.py release_outbox."
            )
        )
