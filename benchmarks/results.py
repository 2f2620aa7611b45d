"""The tables of a run: printed as they come, and kept in RESULTS.md."""

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
FILE = PROJECT / "benchmarks" / "RESULTS.md"


@dataclass(frozen=True)
class Table:
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __str__(self) -> str:
        widths = [max(map(len, column)) for column in zip(self.head, *self.rows, strict=True)]
        lines = [self.head, ["-" * width for width in widths], *self.rows]
        told = (
            " | ".join(
                cell.rjust(width) if place else cell.ljust(width)
                for place, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
            for line in lines
        )
        return "\n".join([f"## {self.title}", "", *(f"| {line} |" for line in told), ""])


def promised(taken: float, ceiling: float, unit: str) -> str:
    """Say what is promised, and when it is not kept."""
    if not ceiling:
        return ""
    return f"{ceiling:g}{unit}" + ("" if taken <= ceiling else ", not kept")


def keep(tables: list[Table], file: Path = FILE, command: str = "make bench") -> None:
    where = (
        f"{datetime.now(UTC):%Y-%m-%d}, commit {_commit()}, Python {platform.python_version()}, "
        f"{os.cpu_count()} processors, load {os.getloadavg()[2]:.1f}; DEBUG off."
    )
    begin = [
        *(f"# What `{command}` told last", "", where, ""),
        "CPU is processor time in milliseconds, Python + PostgreSQL. A busy machine changes it",
        "less than it does the seconds, and what is made of them.",
        "",
    ]
    file.write_text("\n".join([*begin, *map(str, tables)]).rstrip() + "\n", encoding="utf-8")


def _commit() -> str:
    asked = ["git", "describe", "--always", "--dirty"]
    answer = subprocess.run(asked, cwd=PROJECT, capture_output=True, text=True, check=False)
    return answer.stdout.strip() or "unknown"
