"""`manage.py load_reference`: causes, failure codes, channels and trees, as often as one likes."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from support.guidance.guides import EXAMPLES
from support.guidance.which.loading import load_rules
from support.guides.loading import load_articles
from support.payments.loading import load_channels
from troubleshooting.causes.code_loading import load_codes
from troubleshooting.causes.loading import load_causes
from troubleshooting.clients.loading import load_clients
from troubleshooting.trees.exchange.loading import load_trees


class Command(BaseCommand):
    help = "Load the reference data of fixtures/ and report what changed; what people made stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="also put causes, codes and channels back that were edited here; never trees",
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        folder, overwrite = settings.BASE_DIR / "fixtures", options["overwrite"]
        self._report("causes", load_causes(folder / "causes.csv", overwrite=overwrite))
        for name, report in load_codes(folder, overwrite=overwrite).items():
            self._report(name, report)
        channels = load_channels(
            # They are made up: a lead who has channels of the house's own may delete them for good.
            folder / "channels.csv",
            overwrite=overwrite,
            brings_back=settings.DEBUG,
        )
        self._report("channels", channels)
        load_clients()  # what is there stays as somebody made it
        leave_out = () if settings.DEBUG else EXAMPLES
        for imported in load_trees(folder / "trees", now=timezone.now(), leave_out=leave_out):
            state = "published" if imported.changed else "unchanged"
            version = imported.version
            self.stdout.write(f"tree {version.tree.slug}: version {version.number}, {state}")
        added = load_rules(folder / "guide_rules.csv", overwrite=overwrite)
        self.stdout.write(f"rules for the guide: {added} added")
        articles = load_articles(folder / "articles", now=timezone.now())
        self.stdout.write(f"help articles: {articles} added")

    def _report(self, name: str, report: Any) -> None:
        self.stdout.write(
            f"{name}: {len(report.added)} added, {len(report.changed)} changed, "
            f"{len(report.kept)} kept as they were edited, {report.unchanged} unchanged"
        )
        for key, fields in {**report.changed, **report.kept}.items():
            self.stdout.write(f"  {key}: {', '.join(fields)}")
