"""`manage.py erased`: who was erased, so that a restored copy can be made to forget them too."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from support.customers.models import Customer
from support.lead.privacy.erasing import erase


class Command(BaseCommand):
    help = "List the numbers of erased customers, or erase those of a list once more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", help="a list that this command made, - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["again"] is None:
            for pk in Customer.objects.exclude(erased_at=None).order_by("pk").values_list("pk"):
                self.stdout.write(str(pk[0]))
            return
        given = options["again"]
        lines = (sys.stdin.read() if given == "-" else Path(given).read_text()).split()
        kept = Customer.objects.filter(pk__in=[int(line) for line in lines if line.isdecimal()])
        left = list(kept.filter(erased_at=None, joined_into=None))
        for customer in left:
            erase(customer, actor=None, now=timezone.now(), why="asked", again=True)
        self.stdout.write(f"{len(left)} erased once more")
