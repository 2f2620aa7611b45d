"""`manage.py source add SLUG --kind KIND < secret` and `manage.py source list`."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from support.sources.models import Source
from support.sources.registry import KINDS, kind_of
from support.sources.secrets import secret_name


class Command(BaseCommand):
    help = "List the sources of payment news, or add one; its secret is read from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("list", help="say which sources there are")
        add = commands.add_parser("add", help="add a source")
        add.add_argument("slug", help="its name in the address: /sources/SLUG/events/")
        add.add_argument("--kind", choices=sorted(KINDS), required=True)
        add.add_argument("--name", default="", help="how people call it")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "list":
            self._list()
        else:
            self._add(options["slug"], options["kind"], options["name"])

    def _list(self) -> None:
        for source in Source.objects.order_by("slug"):
            state = "heard" if source.is_active else "not listening"
            secrets = ", ".join(map(secret_name, source.secrets)) or "no secret"
            self.stdout.write(f"{source.slug}\t{source.kind}\t{state}\t{secrets}")

    def _add(self, slug: str, kind: str, name: str) -> None:
        """Read the secret from a pipe: as an argument everybody on the machine could read it."""
        about = kind_of(kind).about
        if sys.stdin.isatty():
            self.stderr.write(f"{about.name} needs: {about.secret}")
        secret = sys.stdin.read().strip()
        source = Source(
            slug=slug,
            name=name or str(about.name),
            kind=kind,
            secrets=[secret] if secret else [],
            always_sends=list(about.always_sends),
        )
        try:
            source.full_clean()
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        source.save()
        self.stdout.write(f"Send events to /sources/{slug}/events/")
