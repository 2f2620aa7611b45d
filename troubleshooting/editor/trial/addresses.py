"""What is wanted of a trial; all of it comes from the address, and nothing is kept elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from troubleshooting.editor.samples import SAMPLES
from troubleshooting.editor.trial.facts import read_made_up, walk_of_case
from troubleshooting.editor.trial.run import KINDS, Given, Trial
from troubleshooting.editor.trial.sharing import read_trial
from troubleshooting.walks.engine import Kind, Source

CUSTOMER = "customer"


@dataclass(frozen=True)
class Wanted:
    """A trial, the version to try, and who it is seen as.

    `change` is the step of the path that somebody is about to answer otherwise, `trouble` says
    what could not be done.
    """

    trial: Trial
    version: str = ""
    texts: str = ""
    is_customer: bool = False
    change: str = ""
    trouble: str = ""


def read_wanted(given: Mapping[str, str], *, may_see_payments: bool) -> Wanted:
    """Read an address; what makes no sense is as if it were not there."""
    is_customer = given.get("as") == CUSTOMER
    trial, trouble = _trial(given, is_customer=is_customer, may_see_payments=may_see_payments)
    return Wanted(
        trial=trial,
        version=given.get("version", ""),
        texts=given.get("texts", ""),
        is_customer=is_customer,
        change=given.get("change", ""),
        trouble=trouble,
    )


def _trial(
    given: Mapping[str, str], *, is_customer: bool, may_see_payments: bool
) -> tuple[Trial, str]:
    """Return the trial after what was pressed, and what is wrong with it."""
    trial = read_trial(given.get("trial", ""))
    if "case" in given and may_see_payments:
        return _of_case(given["case"], trial)
    if trial.walk and not may_see_payments:
        return Trial(), _("Only colleagues of the support desk may see payments of customers.")
    if "sample" in given:
        made_up = next((one.facts for one in SAMPLES if one.name == given["sample"]), None)
        return Trial(made_up=made_up), ""
    if "made" in given:
        return Trial(made_up=read_made_up(given)), ""
    if "anew" in given:
        return trial.begun_anew(), ""
    answer = _answer(given, is_customer=is_customer)
    return (trial.answered(answer) if answer else trial), ""


def _of_case(reference: str, trial: Trial) -> tuple[Trial, str]:
    walk = walk_of_case(reference)
    if walk is None:
        return trial, _("No guide was ever used for a case with this reference.")
    return Trial(walk=str(walk.pk)), ""


def _answer(given: Mapping[str, str], *, is_customer: bool) -> Given | None:
    node, option = given.get("node", "")[:200], given.get("option", "")[:200]
    kind = next((kind for kind in KINDS if kind == given.get("kind")), Kind.ANSWERED)
    if not node or (kind == Kind.ANSWERED and not option):
        return None
    source = Source.CUSTOMER if is_customer else Source.AGENT
    return Given(node, option if kind == Kind.ANSWERED else None, str(kind), str(source))
