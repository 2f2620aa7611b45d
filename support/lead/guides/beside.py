"""What another lead has saved meanwhile, beside what this one wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from support.guidance.models import GuideRule
from support.guidance.which.editing import told
from support.lead.guides.forms import DIRECTIONS, Known
from troubleshooting.checks.words import WORDS


@dataclass(frozen=True)
class Saved:
    """A rule in force, with its conditions in words; `is_new` to who wrote the rows beside it."""

    conditions: list[str]
    tree: str
    is_new: bool


def saved_beside(
    rules: Sequence[GuideRule], written: Sequence[GuideRule], known: Known
) -> list[Saved]:
    """Show the rules in force in their order, beside those that somebody wrote."""
    mine = {told(row) for row in written}
    return [Saved(_conditions(row, known), str(row.tree), told(row) not in mine) for row in rules]


def only_in_mine(rules: Sequence[GuideRule], form: Any) -> bool:
    """Say whether a valid row is a rule that is not in force."""
    if not form.cleaned_data.get("tree") or form.cleaned_data.get("DELETE"):
        return False
    return told(form.rule()) not in {told(row) for row in rules}


def _conditions(row: GuideRule, known: Known) -> list[str]:
    named: list[tuple[Mapping[str, Any], str]] = [
        (dict(DIRECTIONS), row.direction),
        *((WORDS, status) for status in row.statuses),
        (WORDS, row.method),
        (dict(known.sources), row.source),
    ]
    return [str(words.get(value, value)) for words, value in named if value]
