"""`manage.py purge`: what the timetable does each night, now."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.keeping.purging import purge


class Command(BaseCommand):
    help = "Throw away expired sessions and tokens, old sign-ins and kept answers."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in purge(timezone.now()).items():
            self.stdout.write(f"{name}: {count}")
