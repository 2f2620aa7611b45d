"""Putting the rules of the fixture in place."""

import csv
from pathlib import Path

from django.db import transaction

from support.guidance.models import GuideRule
from troubleshooting.trees.models import Tree


@transaction.atomic
def load_rules(path: Path, *, overwrite: bool = False) -> int:
    """Store the rules of a CSV file in its order and return how many; statuses have blanks between.

    Where there are rules already they are a lead's and stay, unless `overwrite` puts those of the
    file in their place. A rule whose tree is not here is left out.
    """
    if overwrite:
        GuideRule.objects.all().delete()
    elif GuideRule.objects.exists():
        return 0
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    trees = Tree.objects.in_bulk([row["tree"] for row in rows], field_name="slug")
    rules = [
        GuideRule(
            place=place,
            direction=row["direction"],
            statuses=row["statuses"].split(),
            method=row["method"],
            source=row["source"],
            tree=trees[row["tree"]],
        )
        for place, row in enumerate(rows, start=1)
        if row["tree"] in trees
    ]
    return len(GuideRule.objects.bulk_create(rules))
