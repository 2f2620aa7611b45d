"""`manage.py play_outage`: a bank goes down and comes back, with a table of what came of it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from config.demo.outage.counting import rows
from config.demo.outage.playing import ARRIVE_IN, play
from config.demo.outage.world import live_calmly, make_world
from support.sources.kinds.simulator.book import Book
from support.sources.kinds.simulator.server import simulating

FEWEST = 40


class Command(BaseCommand):
    help = "Play an outage in simulated time on a demo database and compare what came of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=1_000, help="payments that stop")
        parser.add_argument("--days", type=int, default=30, help="calm days before")
        parser.add_argument("--database", default="", help="needed where DEBUG is off: its name")

    def handle(self, *args: Any, **options: Any) -> None:
        name = str(connection.settings_dict["NAME"])
        if not settings.DEBUG and options["database"] != name:
            message = (
                "This writes made-up customers and cases. It is for demo and test databases; to "
                f"have it in this one all the same: --database {name}"
            )
            raise CommandError(message)
        if options["cases"] < FEWEST:
            message = f"An outage of fewer than {FEWEST} payments is none that could be seen."
            raise CommandError(message)
        book = Book()
        # The simulator stands on the loopback interface, which nobody else may call.
        with simulating(book) as address, override_settings(WEBHOOK_NETWORKS=["127.0.0.0/8"]):
            failed = self._played(book, address, options["cases"], options["days"])
        if failed:
            message = f"{failed} of the rows differ."
            raise CommandError(message)

    @transaction.atomic
    def _played(self, book: Book, address: str, people: int, days: int) -> int:
        began = timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=ARRIVE_IN + 10)
        world = make_world(book, address, began=began, people=people)
        minutes, alarms = live_calmly(world, days)
        self.stdout.write(f"{days} calm days: {minutes:,} minutes of all series")
        course = play(world)
        table = list(rows(world, course, alarms))
        wide = max(len(row.what) for row in table)
        self.stdout.write(f"{course.incident.reference}, since {world.began:%H:%M} UTC")
        self.stdout.write(f"{'':{wide}}  simulated  stored")
        for row in table:
            bound = "≤" if row.at_most else " "
            mark = "" if row.holds else "  differs"
            self.stdout.write(
                f"{row.what:{wide}}  {bound}{row.simulated:8,}  {row.stored:6,}{mark}"
            )
        return sum(not row.holds for row in table)
