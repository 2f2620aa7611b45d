"""For whoever answers for the words: what is said of every state of a payment, to be read."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from support.claims.claim import Slot
from support.claims.rungs import RUNGS
from support.customers.models import Language
from support.notifications.words.readings import readings


class Command(BaseCommand):
    help = (
        "Print what customers are told in eighteen cases of each state of the ladder, as a table; "
        "with --whole as the mail, SMS and status page they read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=Language.values, default=Language.ENGLISH)
        parser.add_argument("--rung", choices=sorted(RUNGS))
        parser.add_argument(
            "--whole",
            action="store_true",
            help="the rendered mail and SMS, and the page's sentences",
        )

    def handle(self, *_args: Any, language: str, rung: str | None, **options: Any) -> None:
        if not options["whole"]:
            self.stdout.write(f"| case | {' | '.join(Slot)} | cause |")
            self.stdout.write("|---" * (len(Slot) + 2) + "|")
        for reading in readings(language, rung):
            if not options["whole"]:
                self.stdout.write(reading.row)
                continue
            self.stdout.write(f"==== {reading.heading}\n{reading.mail.subject}\n")
            self.stdout.write(f"{reading.mail.text}\nSMS: {reading.sms.text}\n")
            self.stdout.write(f"PAGE: {reading.page_text}\n")
