"""What the outcomes that wait in many cases would do, and why one would be left: asked before."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from support.cases.bulk.deeds import Doing, Foresight
from support.cases.models import Case, Status
from support.cases.models.ending import check_ending
from support.guidance.models import CaseWalk
from support.guidance.outcomes.applying import ALL, ending_at, outcome_of
from support.guidance.outcomes.deeds import check_chosen
from troubleshooting.causes.models import Cause
from troubleshooting.trees.graph import Node
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.models import Walk
from troubleshooting.walks.showing.words import title_of


def no_outcome() -> ValidationError:
    return ValidationError(_("No outcome waits here."), code="no_outcome")


def foresee(keys: Sequence[int], _doing: Doing) -> Foresight:
    """Read where cases stand, in three queries, and return what says of each what it waits for.

    That raises ValidationError as applying it would, but for what only its payment record says.
    """
    to_customers = ("customer", "payment__channel", "payment__customer", "cause")
    cases = Case.objects.select_related(*to_customers).in_bulk(keys)
    nodes = _outcomes(keys)
    causes = Cause.objects.in_bulk({node.cause for node in nodes.values()}, field_name="slug")

    def look(row: Case) -> str:
        case, node = cases.get(row.pk), nodes.get(row.pk)
        if case is None or node is None or case.is_done:
            raise no_outcome()
        check_chosen(outcome_of(case, node, causes.get(node.cause or "")), case, ALL)
        if node.status == Status.RESOLVED:
            check_ending(case, ending_at(case, node), by_person=True, note="")
        return _("Outcome waiting: %(outcome)s") % {"outcome": title_of(node)}

    return look


def _outcomes(keys: Sequence[int]) -> dict[int, Node]:
    """Return the outcomes at which cases wait for a press."""
    latest = CaseWalk.objects.filter(case__in=keys).order_by("case", "-pk").distinct("case")
    told = ("case", "walk__state", "walk__version", "walk__version__digest", "walk__present_node")
    found: dict[int, Node] = {}
    for case, state, version, digest, key in latest.values_list(*told):
        node = TreeVersion(pk=version, digest=digest).graph.nodes.get(key)
        if state == Walk.State.OPEN and node is not None and node.is_outcome:
            found[case] = node
    return found
