"""For a mail server's pipe: takes one bounce from standard input."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone

from support.intake.letters.reports import take_bounce
from support.mailbox.reading.program import LONGEST_MAIL


class Command(BaseCommand):
    help = "Record what a mail server reports of a mail of ours; see docs/email.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--recipient", default="", help="the address the report came to")

    def handle(self, *_args: Any, recipient: str, **_options: Any) -> None:
        """Fail only where the mail server should try again; anything else would bounce a bounce."""
        raw = sys.stdin.buffer.read(LONGEST_MAIL)
        try:
            taken = take_bounce(raw, timezone.now(), recipient=recipient)
        except OperationalError as error:
            raise CommandError("the database is away", returncode=os.EX_TEMPFAIL) from error
        self.stdout.write(taken.value)
