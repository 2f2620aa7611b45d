"""What happened after an outcome was applied: did it say the truth?

`Walk.confirmed` is set of a walk that ended at an outcome, and stays empty where nobody knows.

- Confirmed: the money was credited after the outcome was applied, and the payment system had
  reported nothing else meanwhile that was walked anew. Whatever the outcome said was to be done
  or waited for, it led to the money.
- Refuted: its case was taken up again after it was resolved, somebody took its cause off the case,
  or came to another cause while the payment was still in the state that the outcome was found for.
  Another cause of another failure says nothing of the first one, and the same cause again nothing
  either.

What was refuted stays so, even if the money arrives in the end: a person had to help it along.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from support.cases.locked import lock_case, lock_payment, take_up_again
from support.cases.models import Case
from support.guidance.models import CaseWalk
from support.payments.models import Payment
from troubleshooting.walks.models import Walk

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# What makes another report of the same payment worth a walk of its own.
STATE_FACTS = ("status", "failure_scheme", "failure_code", "failure_message")


def confirm_by_success(payment: Payment) -> None:
    """Note that a payment was credited: what its latest walk ended at is confirmed.

    Nothing changes the second time, nor where the latest walk is still under way or given up.
    """
    link = CaseWalk.objects.present().filter(case__payment=payment).first()
    if link is not None:
        _judge(link.walk, confirmed=True)


@transaction.atomic
def reopen_case(case: Case, *, now: datetime, actor: "User | None" = None, note: str = "") -> Case:
    """Take a resolved case up again and tell the customer; its outcome is refuted.

    Raises ValidationError if the case is not resolved or another one is open for its payment.
    """
    if case.payment_id is not None:
        lock_payment(case.payment_id)
    case = lock_case(case)
    take_up_again(case, now=now, actor=actor, note=note)
    refute_latest(case)
    return case


def refute_latest(case: Case) -> None:
    """Note that a case was taken up again: what its latest walk ended at was not all."""
    link = case.walks.present().first()
    if link is not None:
        _judge(link.walk, confirmed=False)


def refute_cause(case: Case, slug: str) -> None:
    """Note that this cause was taken off a case: its latest walk did not find the truth."""
    link = case.walks.present().filter(walk__state=Walk.State.CONCLUDED).first()
    if link is not None and _cause_of(link.walk) == slug:
        _judge(link.walk, confirmed=False)


def refute_earlier(case: Case, walk: Walk) -> Walk | None:
    """Refute the outcome before the one that a walk has just ended at, if both can't be true.

    Returns the walk that was refuted, as it was before.
    """
    ended = case.walks.present().filter(walk__state=Walk.State.CONCLUDED)
    link = ended.exclude(walk=walk).first()
    if link is None or not _is_same_failure(link.walk, walk):
        return None
    if _cause_of(link.walk) == _cause_of(walk):
        return None
    _judge(link.walk, confirmed=False)
    return link.walk


def _judge(walk: Walk, *, confirmed: bool) -> None:
    concluded = Walk.objects.filter(pk=walk.pk, state=Walk.State.CONCLUDED)
    unknown = concluded.filter(confirmed=None) if confirmed else concluded
    unknown.update(confirmed=confirmed)


def _cause_of(walk: Walk) -> str | None:
    return walk.version.graph.nodes[walk.outcome_node].cause


def _is_same_failure(earlier: Walk, later: Walk) -> bool:
    return all(
        (earlier.facts.get(name) or "") == (later.facts.get(name) or "") for name in STATE_FACTS
    )
