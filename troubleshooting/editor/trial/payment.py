"""The payment of a trial as the page shows it, and the others one could take instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from troubleshooting.checks import registry
from troubleshooting.checks.evidence import values_read
from troubleshooting.editor.samples import SAMPLES, Sample
from troubleshooting.editor.trial.facts import (
    Field,
    as_facts,
    build_fields,
    find_walk,
    past_walks,
)
from troubleshooting.editor.trial.run import Trial
from troubleshooting.editor.words import reader, title_of
from troubleshooting.trees.documents.document import Document
from troubleshooting.trees.models import TreeVersion
from troubleshooting.walks.models import Walk


@dataclass(frozen=True)
class PastWalk:
    """A walk whose payment can be taken: the case, when it began and where it ended."""

    reference: str
    started_at: datetime
    ended_at: str


@dataclass(frozen=True)
class Chosen:
    """The facts that the checks of a trial read, and whose they are."""

    facts: Mapping[str, Any]
    walk: Walk | None = None
    is_gone: bool = False


@dataclass(frozen=True)
class Payment:
    """The payment of a trial; `past` is None for who may not see payments of customers."""

    name: str
    reference: str
    is_known: bool
    values: list[tuple[str, str]]
    fields: list[tuple[str, list[Field]]]
    samples: Sequence[Sample]
    past: list[PastWalk] | None


def choose_payment(trial: Trial) -> Chosen:
    """Return the facts of a trial; there are none while no payment was chosen."""
    if not trial.walk:
        return Chosen(as_facts(trial.made_up) if trial.made_up else {})
    walk = find_walk(trial.walk)
    return Chosen({}, is_gone=True) if walk is None else Chosen(walk.facts, walk)


def build_payment(
    trial: Trial,
    chosen: Chosen,
    version: TreeVersion,
    *,
    checks: Sequence[str],
    may_see_payments: bool,
) -> Payment:
    """Compose what is said of the payment; `checks` are those of the tree that is tried."""
    read = tuple(dict.fromkeys(fact for name in checks for fact in registry.get(name).reads))
    return Payment(
        name=name_of_payment(trial, chosen),
        reference=chosen.walk.subject if chosen.walk else "",
        is_known=bool(chosen.facts),
        values=values_read(read, chosen.facts),
        fields=build_fields(checks, trial.made_up or {}),
        samples=SAMPLES,
        past=_past(version) if may_see_payments else None,
    )


def name_of_payment(trial: Trial, chosen: Chosen) -> str:
    """Say whose payment a trial goes with."""
    if chosen.walk:
        return _("Payment of case %(reference)s") % {"reference": chosen.walk.subject}
    if not trial.made_up:
        return _("No payment: the checks know nothing")
    sample = next((one for one in SAMPLES if one.facts == trial.made_up), None)
    return str(sample.title) if sample else _("A made-up payment")


def _past(version: TreeVersion) -> list[PastWalk]:
    """Return the latest walks of the tree; where they ended, in the words of this version."""
    nodes = Document.of(version.document).steps
    found = []
    for walk in past_walks(version.tree):
        end = str(walk.get_state_display())
        if walk.outcome_node:
            end = title_of(nodes.get(walk.outcome_node), reader(), walk.outcome_node)
        found.append(PastWalk(walk.subject, walk.started_at, end))
    return found
