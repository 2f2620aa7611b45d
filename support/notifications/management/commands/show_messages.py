"""For authors: writes every message into a folder, to be looked at."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from support.notifications.words.sample_messages import write_specimens


class Command(BaseCommand):
    help = "Write every message in every language and channel, with invented words, to a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> None:
        count = write_specimens(folder)
        self.stdout.write(f"{count} messages; begin at {folder / 'index.html'}")
