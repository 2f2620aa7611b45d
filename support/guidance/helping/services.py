"""Beginning a walk without a case, answering in it, and carrying it on in a case."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.locked import lock_case
from support.cases.models import Case, CaseEvent, log
from support.guidance.beginning import begin_walk, present_walk
from support.guidance.guides import EXAMPLES
from support.guidance.models import CUSTOMER, FACTS, HelpWalk
from support.guidance.services import keep_silent
from support.guidance.which.choosing import guides_for
from support.guidance.which.rules import About
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.choices import Choice, check_choice
from troubleshooting.walks.models import Walk
from troubleshooting.walks.services import bring_answers

MOST_ANSWERS = 100


class StaleHelp(Exception):
    """It was answered from elsewhere meanwhile; nothing was changed. `walk` is as it is now."""

    def __init__(self, walk: HelpWalk) -> None:
        super().__init__(_("Nothing was changed."))
        self.walk = walk


def helps_with() -> list[str]:
    """Return what can be asked about: that for which the rules name a guide with own words."""
    return [about for about in FACTS if next(_guides(about), None) is not None]


def begin_help(about: str, *, key: UUID, now: datetime) -> HelpWalk:
    """Begin a walk in the first guide of the rules that asks customers; the same key is the same.

    Raises ValidationError where no guide can help.
    """
    version = next(_guides(about), None) if about in FACTS else None
    if version is None:
        raise ValidationError(_("There is no guide for this. Please write to us."), code="no_guide")
    values = {"version": version, "about": about, "answered_at": now}
    return HelpWalk.objects.get_or_create(pk=key, defaults=values)[0]


@transaction.atomic
def answer_help(walk: HelpWalk, choice: Choice, *, seen: int, now: datetime) -> HelpWalk:
    """Answer the present step, or change an answer; `seen` is how many answers there were.

    Raises StaleHelp where there are others, and ValidationError for what is not asked.
    """
    walk = HelpWalk.objects.kept(now).select_for_update(of=["self"]).get(pk=walk.pk)
    if seen != len(walk.answers):
        raise StaleHelp(walk)
    if seen >= MOST_ANSWERS:
        raise ValidationError(
            _("You have answered very often. Please write to us instead."), code="too_often"
        )
    check_choice(walk.graph, walk.position(), choice)
    walk.answers, walk.answered_at = [*walk.answers, [choice.node, choice.option]], now
    walk.save(update_fields=["answers", "answered_at"])
    return walk


@transaction.atomic
def carry_on(walk: HelpWalk, case: Case, *, now: datetime) -> Walk:
    """Bring a walk without a case into the case that its customer has opened after all.

    The answers are the customer's, and count where the guide comes to their steps; what the case's
    own walk has answered stays, and one that has ended takes none. A case without a guide begins
    with theirs. The walk without a case is gone then.
    """
    case = lock_case(case)
    own = present_walk(case)
    if own is None:
        own = begin_walk(case, now=now, slug=walk.version.tree.slug).walk
    if own.is_open:
        _bring(walk, own, case, now)
    walk.delete()
    return own


def _bring(walk: HelpWalk, own: Walk, case: Case, now: datetime) -> None:
    nodes = own.version.graph.nodes
    latest = {answer.node: answer for answer in walk.given() if answer.node in nodes}
    bring_answers(own, list(latest.values()), now)
    keep_silent(case, own.position().present, now)
    for node, answer in latest.items():
        told = {"node": node, "option": answer.option or answer.kind, "source": str(CUSTOMER)}
        log(case, CaseEvent.Kind.ANSWERED, now=now, actor=None, **told)


def _guides(about: str) -> Iterator[TreeVersion]:
    """Return the guides that the rules name for it and that speak to customers."""
    for version in guides_for(About(direction=about)):
        if version.tree.slug not in EXAMPLES and version.graph.for_customers is not None:
            yield version
