"""The versions of a wording, and what changed from one to the next."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from support.notifications.models import Wording
from support.notifications.words.rules import Draft

MOST_VERSIONS = 30


@dataclass(frozen=True)
class Version:
    """One version with what changed from the one before it."""

    wording: Wording
    changes: list[tuple[str, str]]

    @property
    def is_file(self) -> bool:
        return not self.wording.body


def build_history(kind: Draft) -> list[Version]:
    """Return the newest versions with their changes, in one query."""
    rows = list(
        Wording.objects.history(kind.event, kind.language, kind.channel).select_related("author")[
            : MOST_VERSIONS + 1
        ]
    )
    older = [text_of(row) for row in rows[1:]] + [""]
    return [
        Version(row, compare(before, text_of(row)) if before and row.body else [])
        for row, before in zip(rows, older, strict=False)
    ][:MOST_VERSIONS]


def text_of(wording: Wording | Draft) -> str:
    return f"{wording.subject}\n\n{wording.body}".strip()


def compare(before: str, after: str) -> list[tuple[str, str]]:
    """Return the lines of two texts, each as "same", "gone" or "new"."""
    old, new = before.split("\n"), after.split("\n")
    found: list[tuple[str, str]] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(a=old, b=new).get_opcodes():
        if kind == "equal":
            found += [("same", line) for line in old[old_from:old_to]]
        else:
            found += [("gone", line) for line in old[old_from:old_to]]
            found += [("new", line) for line in new[new_from:new_to]]
    return found
