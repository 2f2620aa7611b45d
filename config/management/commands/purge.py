"""`manage.py purge`: what the timetable does each night, now, or only what it would do."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from support.lead.retention.purging import dry_run, purge
from support.retention.services import entered_days


class Command(BaseCommand):
    help = "Throw away what /settings/retention/ keeps no longer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            for slug, loss in dry_run(entered_days(), now).items():
                oldest = f", the oldest of {loss.oldest:%Y-%m-%d}" if loss.oldest else ""
                self.stdout.write(f"{slug}: {loss.count}{' or more' * loss.more}{oldest}")
            return
        night = purge(now)
        for name, count in night.counts.items():
            self.stdout.write(f"{name}: {count}")
        if night.failed:
            raise CommandError(f"failed: {', '.join(night.failed)}; the log says why")
