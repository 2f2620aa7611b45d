"""The walk of a case, as far as its customer is asked in it."""

from support.cases.models import Case, StatusLink
from support.guidance.beginning import present_walk
from support.guidance.hearing import came_by
from troubleshooting.walks.models import Walk
from troubleshooting.walks.showing.asking import Asking, show_asking

NOTHING = Asking(seen=0, question=None, given=[])


def walk_asking(case: Case) -> Walk | None:
    """Return the walk in which a customer may be asked: it is under way, and so is the case."""
    if case.is_done or case.is_silent:
        return None
    walk = present_walk(case)
    return walk if walk is not None and walk.is_open else None


def asking_of(walk: Walk, link: StatusLink, change: int | None = None) -> Asking:
    """Show a walk to who holds a link; `change` is the number of an answer to be given anew."""
    position = walk.position()
    own = [step for step in position.path if came_by(walk, step.answer.number, link)]
    return show_asking(position, own, seen=walk.answers_seen, change=change)
