"""The faces of those who are in the same tree."""

from dataclasses import dataclass
from datetime import datetime

from troubleshooting.editor.bench.workbench import Workbench
from troubleshooting.trees.drafts.presence import others_here
from web.access import initials_of, name_of

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
        title = bench.title(here.node) if here.node in bench.nodes else ""
        name, initials = name_of(here.user), initials_of(here.user)
        people.append(Person(name, initials, here.user.pk % COLOURS, here.node, title))
    return people
