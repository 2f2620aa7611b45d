"""`manage.py load_reference`: causes, failure codes, channels and trees, as often as one likes."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from support.payments.loading import load_channels
from troubleshooting.causes.loading import load_causes, load_failure_codes
from troubleshooting.trees.loading import load_trees


class Command(BaseCommand):
    help = "Load the reference data of fixtures/ and report what changed."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.BASE_DIR / "fixtures"
        self._report("causes", load_causes(folder / "causes.csv"))
        self._report("failure codes", load_failure_codes(folder / "failure_codes.csv"))
        self._report("channels", load_channels(folder / "channels.csv"))
        for imported in load_trees(folder / "trees", now=timezone.now()):
            state = "published" if imported.changed else "unchanged"
            version = imported.version
            self.stdout.write(f"tree {version.tree.slug}: version {version.number}, {state}")

    def _report(self, name: str, report: Any) -> None:
        self.stdout.write(
            f"{name}: {len(report.added)} added, {len(report.changed)} changed, "
            f"{report.unchanged} unchanged"
        )
        for key, fields in report.changed.items():
            self.stdout.write(f"  {key}: {', '.join(fields)}")
