"""Loading channels from a table, as often as one likes."""

import csv
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from support.payments.models import Channel

PUBLIC_NAMES = ("public_name_en", "public_name_zh")  # a table may have neither


@dataclass
class ChannelReport:
    """What a load changed: codes added, and codes with the names of their changed fields.

    `kept` are those that differ from the table and were left as they are.
    """

    added: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    kept: dict[str, list[str]] = field(default_factory=dict)
    unchanged: int = 0


@transaction.atomic
def load_channels(path: Path, *, overwrite: bool = True, brings_back: bool = True) -> ChannelReport:
    """Bring the channels up to the table; one that is not in the table is left alone.

    Without `overwrite` those that are there stay as somebody made them. Without `brings_back` only
    an empty house is given any: where there are some, those that are missing were taken away.
    """
    report = ChannelReport()
    known = {channel.code: channel for channel in Channel.objects.select_for_update()}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if known and not brings_back and row["channel"] not in known:
                continue
            _load_one(row, known.get(row["channel"]), report, overwrite=overwrite)
    return report


def _load_one(
    row: dict[str, str], channel: Channel | None, report: ChannelReport, *, overwrite: bool
) -> None:
    values = _values(row)
    if channel is None:
        Channel.objects.create(code=row["channel"], **values)
        report.added.append(row["channel"])
        return
    changed = [name for name, value in values.items() if getattr(channel, name) != value]
    if not changed:
        report.unchanged += 1
        return
    if not overwrite:
        report.kept[channel.code] = changed
        return
    for name in changed:
        setattr(channel, name, values[name])
    channel.save(update_fields=changed)
    report.changed[channel.code] = changed


def _values(row: dict[str, str]) -> dict[str, Any]:
    return {
        "name_en": row["name_en"],
        "name_zh": row["name_zh"],
        **{name: row[name] or "" for name in PUBLIC_NAMES if name in row},
        "direction": row["direction"],
        "method": row["method"],
        "currency": row["currency"],
        "schemes": row["schemes"].split(),
        "min_amount": Decimal(row["min_amount"]),
        "max_amount": Decimal(row["max_amount"]),
        "daily_total": _optional(row["daily_total"], Decimal),
        "daily_count": _optional(row["daily_count"], int),
        "opens_at": time.fromisoformat(row["open_from"]),
        "closes_at": None if row["open_to"] == "24:00" else time.fromisoformat(row["open_to"]),
        "works_weekends": row["weekend"] == "yes",
        "holidays": row["holidays"],
        "time_zone": row["timezone"],
        "new_user_days": int(row["new_user_days"] or 0),
        "new_user_max": _optional(row["new_user_max"], Decimal),
        "usual_latency_ms": int(row["usual_latency_ms"]),
        "timeout_ms": int(row["timeout_ms"]),
    }


def _optional(text: str, kind: type[int] | type[Decimal]) -> int | Decimal | None:
    return kind(text) if text else None
