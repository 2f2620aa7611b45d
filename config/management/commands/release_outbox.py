"""`manage.py release_outbox`: let a restored copy send."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from support.notifications.outbox.holding import release_outbox


class Command(BaseCommand):
    help = "Let messages leave from this database, which was restored from a backup."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--send-waiting",
            action="store_true",
            help="also send what waited when the backup was made; the original may have sent it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        cancelled = release_outbox(now=timezone.now(), cancel=not options["send_waiting"])
        self.stdout.write(f"Messages leave again; {cancelled} that had been waiting are cancelled.")
