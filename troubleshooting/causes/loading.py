"""Loading causes from a table, as often as one likes; and what every such table needs."""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from troubleshooting.causes.models import SENTENCES, Cause, FailureCode, MessagePattern, Scheme

Values = dict[str, Any]
Row = TypeVar("Row", Cause, FailureCode, MessagePattern, Scheme)


@dataclass
class LoadReport:
    """What a load changed: keys added, and keys with the names of their changed fields.

    `kept` are those that differ from the table and were left as they are.
    """

    added: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    kept: dict[str, list[str]] = field(default_factory=dict)
    unchanged: int = 0

    def add(self, other: "LoadReport") -> None:
        self.added += other.added
        self.changed |= other.changed
        self.kept |= other.kept
        self.unchanged += other.unchanged


@transaction.atomic
def load_causes(path: Path, *, overwrite: bool = True) -> LoadReport:
    """Bring the causes up to the table; one that is not in the table is left alone.

    Without `overwrite` those that are there stay as somebody made them.
    Raises ValidationError for a disclosure or group that does not exist.
    """
    known = {cause.slug: cause for cause in Cause.objects.select_for_update()}
    wanted = {row["slug"]: _cause_values(row) for row in rows(path)}
    return load_rows(Cause, known, wanted, overwrite=overwrite)


def load_rows(
    model: type[Row], known: Mapping[str, Row], wanted: Mapping[str, Values], *, overwrite: bool
) -> LoadReport:
    """Add and change rows by their keys; what is known and not wanted is left alone."""
    report = LoadReport()
    new, changed, fields = [], [], set()
    for key, values in wanted.items():
        row = known.get(key)
        if row is None:
            new.append(model(**values))
            report.added.append(key)
        elif differing := [name for name in values if getattr(row, name) != values[name]]:
            if not overwrite:
                report.kept[key] = differing
                continue
            for name in differing:
                setattr(row, name, values[name])
            changed.append(row)
            fields.update(differing)
            report.changed[key] = differing
        else:
            report.unchanged += 1
    model.objects.bulk_create(new)
    if changed:
        model.objects.bulk_update(changed, sorted(fields))
    return report


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a table with a heading."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _cause_values(row: dict[str, str]) -> Values:
    require_choice(Cause.Group.values, row["group"], row["slug"])
    require_choice(Cause.Disclosure.values, row["disclosure"], row["slug"])
    of_money = row.get("of_money") or ""
    require_choice(["", *Cause.OfMoney.values], of_money, row["slug"])
    return {
        "slug": row["slug"],
        "group": row["group"],
        "disclosure": row["disclosure"],
        "of_money": of_money,
        "name_en": row["name_en"],
        "name_zh": row["name_zh"],
        "in_article": row["in_article"] == "yes",
        "article_wording_zh": row["article_wording_zh"],
        "how_to_check_en": row["how_to_check_en"],
        "how_to_check_zh": row["how_to_check_zh"],
        "fix_en": row["fix_en"],
        "fix_zh": row["fix_zh"],
        **{name: row.get(name) or "" for name in SENTENCES},
        "typical_minutes": int(row["typical_minutes_to_check"]),
        "typical_share": Decimal(row["typical_share"]),
        "typical_share_basis": row["typical_share_basis"],
    }


def require_choice(known: Collection[str], value: str, key: str) -> None:
    """Raise ValidationError for a value that is none of those known."""
    if value not in known:
        raise ValidationError(
            _("“%(value)s” of %(key)s is not known here."),
            code="unknown_value",
            params={"value": value, "key": key},
        )
