"""`manage.py tally_walks`: add guides up for the statistics now, or all of them anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from troubleshooting.walks.tallying import tally, tally_anew


class Command(BaseCommand):
    help = (
        "Add the guides that began before today up for the statistics, as the timetable does every "
        "hour. --anew forgets what was added up and counts every guide again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anew", action="store_true", help="count every guide again")

    def handle(self, *_args: Any, anew: bool, **_options: Any) -> None:
        count = (tally_anew if anew else tally)(timezone.now())
        self.stdout.write(f"{count} guides")
