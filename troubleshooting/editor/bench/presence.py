"""The faces of those who are in the same tree."""

from dataclasses import dataclass
from datetime import datetime

from troubleshooting.editor.bench.workbench import Workbench
from troubleshooting.trees.drafts.presence import others_here
from web.access import name_of

COLOURS = 6


@dataclass(frozen=True)
class Person:
    """Somebody else who is here; `colour` is a number, always the same for the same person."""

    name: str
    initials: str
    colour: int
    node: str
    title: str


def build_presence(bench: Workbench, now: datetime) -> list[Person]:
    people = []
    for here in others_here(bench.tree, bench.request.user, now):
        name = name_of(here.user)
        title = bench.title(here.node) if here.node in bench.nodes else ""
        people.append(Person(name, _initials(name), here.user.pk % COLOURS, here.node, title))
    return people


def _initials(name: str) -> str:
    """Return the first letters of two names, or one Chinese character."""
    parts = name.split()
    if not parts or not name.isascii():
        return name[:1]
    return "".join(part[0] for part in (parts[0], parts[-1])[: len(parts)]).upper()
