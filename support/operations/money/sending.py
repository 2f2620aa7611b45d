"""Giving an order to its source, once: what was not certainly refused is never given again."""

import json
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from support.operations.money.asking import FRESH, check_step, note
from support.operations.money.judging import end_done
from support.operations.money.models import LONGEST_WORDS, MoneyStep, State, Why
from support.payments.models import Payment
from support.sending.leases import LEASE, worker_token
from support.sources.looking.asking import ask_look_up
from support.sources.looking.calling import Call, Came, Unnamed, address_for, call
from support.sources.models import Access, LookUp

AT_ONCE = 20
# By these a source may have begun all the same.
_MAYBE = {408, 409, 425, 429}


def send_orders() -> int:
    """Give every order that was confirmed; return how many.

    May run twice at once: each order is claimed by one, and nothing that was claimed is given by
    another, whatever became of whoever claimed it.
    """
    now = timezone.now()
    for left in (*MoneyStep.objects.lapsed(now), *MoneyStep.objects.held()):
        settle(left.pk, Came(words="whoever gave the order broke off"), now)
    confirmed = MoneyStep.objects.filter(state=State.CONFIRMED).order_by("pk")
    return sum(_give(pk) for pk in confirmed.values_list("pk", flat=True)[:AT_ONCE])


def _give(pk: int) -> bool:
    now = timezone.now()
    step = _claim(pk, now)
    if step is None:
        return False
    access = Access.objects.filter(name=step.payment.source).first()
    try:
        wanted = _order(step, access)
    except Unnamed as error:
        settle(pk, Came(400, words=str(error)), now, Why.NEVER_CAME)
    else:
        settle(pk, call(wanted), timezone.now())
    return True


@transaction.atomic
def _claim(pk: int, now: datetime) -> MoneyStep | None:
    """Take an order that was confirmed, None if another worker has it.

    One that waited too long for a worker, or has something against it by now, is not given: its
    source is asked anew, and then a second person.
    """
    step = _locked(pk)
    if step.state != State.CONFIRMED:
        return None
    if step.is_told_of:
        end_done(step, now)
        return None
    if _still_holds(step, now):
        step.state, step.claimed_by = State.SENDING, worker_token()
        step.lease_until, step.sent_at = now + LEASE, now
        step.save()
        return step
    step.ask_again()
    note(step, now)
    ask_look_up(step.payment, why=LookUp.Why.BEFORE_RESEND, now=now)
    return None


def _still_holds(step: MoneyStep, now: datetime) -> bool:
    case, made = step.case, step.attempt
    if step.confirmed_at is None or now - step.confirmed_at > FRESH or case.is_done:
        return False
    if case.payment_id != step.payment_id or made is None:
        return False
    try:
        check_step(step, step.case, step.payment, now)
    except ValidationError:
        return False
    return True


def _locked(pk: int) -> MoneyStep:
    """Lock a step behind its payment, as all do."""
    payment = MoneyStep.objects.filter(pk=pk).values_list("payment", flat=True).get()
    Payment.objects.select_for_update(no_key=True).only("pk").get(pk=payment)
    rows = MoneyStep.objects.select_for_update(of=("self",))
    return rows.select_related("case", "payment", "attempt").get(pk=pk)


def _order(step: MoneyStep, access: Access | None) -> Call:
    """Raises Unnamed where no address is left for it."""
    if access is None or not access.order_address:
        raise Unnamed("this source takes no orders")
    body = {
        "kind": step.deed,
        "payment": step.payment.reference,
        "references": [
            {"kind": one.kind, "value": one.value} for one in step.payment.references.all()
        ],
        "reference": step.key,
        "amount": f"{step.amount.normalize():f}",
        "currency": step.currency,
    }
    headers = {"Content-Type": "application/json", "Idempotency-Key": step.key}
    url = address_for(access.order_address, step.payment)
    return Call("POST", url, headers | access.headers_to(url), json.dumps(body).encode())


@transaction.atomic
def settle(pk: int, came: Came, now: datetime, why_not: str = Why.BY_SOURCE) -> None:
    """Store what came of an order; of one that somebody settled already nothing."""
    step = _locked(pk)
    if step.state != State.SENDING:
        return
    step.words = came.words[:LONGEST_WORDS]  # of a source that speaks no HTTP it is what it said
    if came.is_fine or step.is_told_of:
        end_done(step, now)
    elif came.status is not None and 400 <= came.status < 500 and came.status not in _MAYBE:
        step.refuse(why_not, now, step.words)
        note(step, now)
    else:
        step.state, step.claimed_by, step.lease_until = State.UNKNOWN, "", None
        step.save()
        note(step, now)
        if step.attempt is not None:
            ask_look_up(step.attempt, why=LookUp.Why.BEFORE_RESEND, now=now)
