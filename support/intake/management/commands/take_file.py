"""`manage.py take_file SOURCE FILE`: what a bank's file says of our payments, taken in."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from support.intake.files.report import Report
from support.intake.files.taking import take_file
from support.sources.models import Source

FILES = "files"  # of a source that sends nothing by itself


class Command(BaseCommand):
    help = (
        "Take in a file of a source: pain.002, pacs.002, pacs.004, camt.054, NACHA or CSV. "
        "Ends with 1 where somebody has to look at it. The same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="the source's slug")
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="report only; nothing is kept")
        parser.add_argument(
            "--create", metavar="NAME", help="make the source first, if there is none of that slug"
        )
        parser.add_argument("--json", action="store_true", help="report as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        source = self._source(options["source"], options["create"] or "")
        try:
            with options["file"].open("rb") as stream:
                report = take_file(stream, source, dry_run=options["dry_run"], now=timezone.now())
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        self._show(report, as_json=options["json"])
        if not report.is_clean:
            sys.exit(1)

    def _source(self, slug: str, name: str) -> Source:
        source = Source.objects.filter(slug=slug).first()
        if source is not None:
            return source
        if not name:
            slugs = ", ".join(Source.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"no source is called {slug}; there are: {slugs}")
        source = Source(slug=slug, name=name, kind=FILES)
        try:
            source.full_clean()
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        source.save()
        return source

    def _show(self, report: Report, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
            return
        for line in report.as_text():
            self.stdout.write(line)
