"""Walks through the trees that come with Casewalk, as far as a bank is asked."""

from datetime import datetime

from support.cases.models import Case
from support.guidance.beginning import present_walk
from support.guidance.services import answer_step, start_walk
from tests.factories import make_agent
from tests.trees.starters import starters
from troubleshooting.trees.publishing.whole_documents import import_tree
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import Choice


def walk_of(case: Case) -> Walk:
    walk = present_walk(case)
    assert walk is not None
    return walk


def at(case: Case) -> str:
    return walk_of(case).position().present.key


def walked_to(key: str, case: Case, slug: str, chosen: dict[str, str], *, now: datetime) -> Case:
    """Walk a case through a tree by what an agent chooses, until it stands at a step."""
    for name, tree in starters().items():
        if name in ("payout-not-received", slug):
            import_tree(tree, now=now)
    start_walk(case, now=now, slug=slug)
    while (step := at(case)) != key:
        answer(case, step, chosen[step], now)
    return case


def answer(case: Case, step: str, option: str, now: datetime) -> None:
    walk = walk_of(case)
    choice = Choice(step, option)
    answer_step(case, walk, choice, seen=walk.answers_seen, actor=make_agent(), now=now)
