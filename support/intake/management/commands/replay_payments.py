"""`manage.py replay_payments FILE.jsonl`: try the guide on one's own payments."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from support.intake.records import BadRecord, read_records
from support.intake.replay import Replayed, replay, tally


class Command(BaseCommand):
    help = "Walk payment records (one JSON object a line) through the guide; nothing is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="payment records, one JSON object a line")
        parser.add_argument("--json", action="store_true", help="print one object a line")
        parser.add_argument("--keep", action="store_true", help="keep cases and send messages")

    def handle(self, *args: Any, **options: Any) -> None:
        self._is_json = options["json"]
        self._prepare_empty_database()
        try:
            with options["file"].open("rb") as file:
                found = replay(read_records(file), now=timezone.now(), keep=options["keep"])
                results = [self._shown(result) for result in found]
        except OSError as error:
            message = f"{options['file']}: {error.strerror}"
            raise CommandError(message) from error
        taken = [result for result in results if isinstance(result, Replayed)]
        if not self._is_json:
            self._table(taken)
        if len(taken) < len(results):
            refused = len(results) - len(taken)
            message = f"{options['file']}: {refused} of {len(results)} lines were not taken."
            raise CommandError(message)

    def _shown(self, result: Replayed | BadRecord) -> Replayed | BadRecord:
        if isinstance(result, Replayed):
            (self._as_json if self._is_json else self._as_text)(result)
        elif self._is_json:
            self._line({"line": result.line, "refused": result.reason})
        else:
            self.stdout.write(f"! line {result.line}: {result.reason}")
        return result

    def _prepare_empty_database(self) -> None:
        """Let a newcomer begin with this command; a database with anything in it is left alone."""
        if connection.introspection.table_names():
            return
        self.stderr.write("The database is empty: preparing it, once …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_reference", stdout=self.stderr)

    def _as_json(self, result: Replayed) -> None:
        names = ("reference", "cause", "automatic", "waiting_at", "strength")
        line = {name: getattr(result, name) for name in names}
        if result.unread:
            line["unread"] = [asdict(unread) for unread in result.unread]
        self._line(line)

    def _line(self, line: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(line, ensure_ascii=False))

    def _as_text(self, result: Replayed) -> None:
        found = result.cause or f"waits at {result.waiting_at or '-'}"
        how = "automatic" if result.automatic else result.strength or ""
        mark = {"right": "=", "wrong": "≠", "waits": "…"}.get(result.verdict, " ")
        truth = f" (true: {result.true_cause})" if result.verdict in ("wrong", "waits") else ""
        self.stdout.write(f"{mark} {result.reference}  {found}  {how}{truth}")
        for unread in result.unread:
            how = "not read to its end" if unread.is_cut else "not read"
            self.stdout.write(f"    {how}: {unread.field} = {unread.value}")
        for step in result.path:
            evidence = step.evidence.sentence if step.evidence else ""
            self.stdout.write(f"    {step.node}: {step.answer}  {evidence}")

    def _table(self, results: list[Replayed]) -> None:
        counts = tally(results)
        total = sum(counts.values())
        automatic = sum(result.automatic for result in results)
        self.stdout.write(f"\n{len(results)} records, {automatic} settled automatically")
        for verdict, name in (
            ("right", "right"),
            ("waits", "waits for an agent"),
            ("wrong", "wrong"),
        ):
            if total:
                share = 100 * counts[verdict] / total
                self.stdout.write(f"  {name:<20}{counts[verdict]:>6}{share:>8.1f} %")
