"""For a mail server's pipe: takes one mail from standard input."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from support.mailbox.reading.program import LONGEST_MAIL
from support.mailbox.services import receive


class Command(BaseCommand):
    help = "Take a letter, a bounce or a complaint from a mail server; see docs/email.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--recipient", default="", help="the address the mail came to")

    def handle(self, *_args: Any, recipient: str, **_options: Any) -> None:
        """Store it, and fail only where the mail server should try again."""
        raw = sys.stdin.buffer.read(LONGEST_MAIL)
        try:
            receive(raw, recipient, timezone.now())
        except (OperationalError, InterfaceError) as error:
            raise CommandError("the database is away", returncode=os.EX_TEMPFAIL) from error
