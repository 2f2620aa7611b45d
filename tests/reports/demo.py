"""Some of the demo world, with its banks: enough of every figure, and read in seconds."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from config.demo.banks import enter_banks
from config.demo.cases import load_demo_cases
from tests.factories import make_agent
from tests.reference import load_reference


def load_some(folder: Path, count: int, *, now: datetime) -> None:
    """Load the first of the sample payments by a file of this folder, and the banks."""
    load_reference()
    lines = (settings.BASE_DIR / "fixtures" / "sample_payments.jsonl").read_text().splitlines()
    file = folder / "demo.jsonl"
    file.write_text("\n".join(lines[:count]) + "\n")
    load_demo_cases(file, [make_agent("bea"), make_agent("li")], now=now)
    enter_banks(make_agent("sofia"), now=now)
