"""`manage.py doctor`: what is missing or wrong here."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.doctor.looks import look
from config.doctor.telling import add_language, tell


class Command(BaseCommand):
    help = "Say what is missing or wrong, and what to do; ends with 1 if there is anything."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_language(parser)

    def handle(self, *args: Any, language: str, **options: Any) -> None:
        report, code = tell(look(), language)
        self.stdout.write(report)
        if code:
            raise SystemExit(code)
