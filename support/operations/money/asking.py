"""What people press: one asks, another confirms, either withdraws."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.locked import lock_case, lock_payment
from support.cases.models import Case, CaseEvent, log
from support.claims.formats import usual_decimals
from support.guidance.facts import registered_facts
from support.operations.money.models import READY, Deed, MoneyStep, State, Why
from support.payments.models import PayeeCheck, Payment
from support.sources.looking.asking import ask_look_up
from support.sources.models import Access, LookUp
from troubleshooting.checks.reading.as_written import decimal_places

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# An older word of the source says nothing of now.
FRESH = timedelta(minutes=15)
COPIED = (
    "customer_id", "channel_id", "currency", "method", "source", "counterparty_name",
    "counterparty_account", "counterparty_format", "counterparty_digest",
    "counterparty_older_digests",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for; a payment is sent again whole."""

    deed: str
    amount: Decimal | None = None
    is_corrected: bool = False


@transaction.atomic
def ask_step(case: Case, wanted: Wanted, *, actor: "User", now: datetime) -> MoneyStep:
    """Ask for a step on the payment of a case; its source is asked first where that stands.

    Raises ValidationError with a sentence for whatever stands against it already.
    """
    case, payment = _locked(case)
    amount = _allowed(case, payment, wanted, now)
    if MoneyStep.objects.filter(payment=payment).exclude(state=State.REFUSED).exists():
        raise ValidationError(
            _("Somebody has asked for this already: see what became of it."), code="asked_already"
        )
    step = MoneyStep.objects.create(
        case=case, payment=payment, deed=wanted.deed, amount=amount, currency=payment.currency,
        is_corrected=wanted.is_corrected, asked_by=actor, asked_at=now,
    )  # fmt: skip
    ask_look_up(payment, why=LookUp.Why.BEFORE_RESEND, now=now)
    note(step, now, actor)
    return step


@transaction.atomic
def confirm_step(step: MoneyStep, *, actor: "User", now: datetime) -> MoneyStep:
    """Confirm as the second person: the order leaves after commit. May be pressed twice.

    Where the source's word has grown old it is asked again, and nothing else is done.
    Raises ValidationError for who asked for it, and where something stands against it by now.
    """
    case, payment = _locked(step.case)
    step = MoneyStep.objects.select_for_update().get(pk=step.pk)
    if step.state != State.LOOKED_UP:
        raise ValidationError(_("This waits for nobody just now."), code="not_waiting")
    if step.asked_by_id == actor.pk:
        raise ValidationError(
            _("You asked for it yourself: another person has to confirm it."), code="same_person"
        )
    if step.payment_id != payment.pk:
        raise ValidationError(_("This case is about another payment by now."), code="moved_on")
    if step.looked_at is None or now - step.looked_at > FRESH:
        step.state = State.ASKED
        step.save(update_fields=["state"])
        ask_look_up(payment, why=LookUp.Why.BEFORE_RESEND, now=now)
        return step
    check_step(step, case, payment, now)
    step.state, step.confirmed_by, step.confirmed_at = State.CONFIRMED, actor, now
    step.attempt = _attempt(step, payment, now)
    step.save()
    note(step, now, actor)
    return step


@transaction.atomic
def withdraw_step(step: MoneyStep, *, actor: "User", now: datetime) -> None:
    """Take back what was asked for. Raises ValidationError once it was confirmed."""
    step = MoneyStep.objects.select_for_update().get(pk=step.pk)
    if not step.can_be_withdrawn:
        raise ValidationError(_("It was confirmed meanwhile."), code="confirmed")
    step.refuse(Why.WITHDRAWN, now)
    note(step, now, actor)


def ask_source(case: Case, *, now: datetime) -> LookUp | None:
    """Look up what a case's payment is at its source, or what became of an order nobody knows of.

    None for a case that is not about a payment.
    """
    unknown = case.money_steps.filter(state=State.UNKNOWN).select_related("attempt").first()
    payment = unknown.attempt if unknown and unknown.attempt else case.payment
    return ask_look_up(payment, why=LookUp.Why.BY_HAND, now=now) if payment else None


@transaction.atomic
def note_payee_check(case: Case, result: str, *, actor: "User", now: datetime) -> None:
    """Write down what the payee's bank said of name and account, as somebody was told."""
    case, payment = _locked(case)
    payment.payee_check = PayeeCheck(result).value
    payment.save(update_fields=["payee_check", "updated_at"])
    log(case, CaseEvent.Kind.MONEY, now=now, actor=actor, step="payee_check", result=result)


def note(step: MoneyStep, now: datetime, actor: "User | None" = None) -> None:
    """Write a line of what became of a step on its case."""
    values = {"deed": step.deed, "step": step.state, "why": step.why}
    log(step.case, CaseEvent.Kind.MONEY, now=now, actor=actor, **values)


def check_step(step: MoneyStep, case: Case, payment: Payment, now: datetime) -> None:
    """Raise ValidationError where something stands against what was asked for."""
    wanted = Wanted(step.deed, step.amount, step.is_corrected)
    amount = _allowed(case, payment, wanted, now)
    if (amount, payment.currency) != (step.amount, step.currency):
        raise ValidationError(
            _("The amount of the payment has changed: withdraw this, and ask for it anew."),
            code="amount",
        )


def _locked(case: Case) -> tuple[Case, Payment]:
    """Lock a case and its payment, in the order in which all do."""
    if case.payment_id is None:
        raise ValidationError(_("This case is not about a payment."), code="no_payment")
    lock_payment(case.payment_id)
    case = lock_case(case)
    if case.payment is None or case.is_done or case.merged_into_id:
        raise ValidationError(_("This case goes on no more."), code="done")
    return case, case.payment


def _allowed(case: Case, payment: Payment, wanted: Wanted, now: datetime) -> Decimal:
    """Return the amount. Raises ValidationError where something stands against it."""
    if not Access.objects.filter(name=payment.source).exclude(order_address="").exists():
        raise ValidationError(_("Its source takes no orders from here."), code="no_orders")
    if case.is_silent:
        raise ValidationError(
            _("Only specially trained colleagues decide about this payment."), code="silent"
        )
    if payment.status not in READY[wanted.deed]:
        raise ValidationError(Why.NOT_FINAL.label, code="not_final")
    if payment.amount is None or not payment.currency:
        raise ValidationError(_("Amount or currency of the payment is not known."), code="amount")
    if wanted.deed == Deed.SEND_AGAIN:
        if registered_facts(case, payment, now).get("bank_has_it"):
            raise ValidationError(
                _(
                    "By what the bank said last, the money is with it or the payee. It can only be"
                    " sent again once the bank answers otherwise."
                ),
                code="bank_has_it",
            )
        if payment.payee_check == PayeeCheck.NO_MATCH and not wanted.is_corrected:
            raise ValidationError(
                _("The payee’s name is not that of the account: correct the details first."),
                code="no_match",
            )
        return payment.amount
    return _refundable(payment, payment.amount, wanted)


def _refundable(payment: Payment, paid: Decimal, wanted: Wanted) -> Decimal:
    """Return what is given back of what was paid. Raises ValidationError for what can't be."""
    amount = paid if wanted.amount is None else wanted.amount
    if payment.direction != "payin" or not 0 < amount <= paid:
        raise ValidationError(
            _("Only money that a customer paid can be refunded, and no more of it."), code="amount"
        )
    decimals = max(usual_decimals(payment.currency), decimal_places(paid))
    if decimal_places(amount) > decimals:
        told = {"amount": f"{amount:f}", "currency": payment.currency, "decimals": decimals}
        raise ValidationError(
            _("The amount %(amount)s has more decimals than %(currency)s allows (%(decimals)s).")
            % told,
            code="amount",
        )
    return amount


def _attempt(step: MoneyStep, payment: Payment, now: datetime) -> Payment:
    """Make the payment that the order is to make, so that news of it is read on the same case."""
    is_refund = step.deed == Deed.REFUND or payment.is_refund
    return Payment.objects.create(
        **{name: getattr(payment, name) for name in COPIED},
        reference=step.key,
        direction="payout" if is_refund else payment.direction,
        is_refund=is_refund,
        amount=step.amount,
        amount_text=f"{step.amount.normalize():f}",
        initiated_at=now,
        created_at_text=now.isoformat(),
        payee_check="" if step.is_corrected else payment.payee_check,
        instead_of_id=payment.instead_of_id or payment.pk,
    )
