"""The sentences of the status page: what happens, who has it, what there is to do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from support.cases.models import Case, Status
from support.cases.telling.cause_sentences import cause_sentence
from support.payments.ladder.rungs import Rung
from support.payments.models import Direction, Payment
from troubleshooting.causes.models import Cause

BEING_WORKED_ON = {Status.NEW, Status.OPEN}
FINISHED = {Status.RESOLVED, Status.CLOSED}


@dataclass(frozen=True)
class Task:
    """The one thing a customer can do, or that there is nothing."""

    is_needed: bool
    title: str
    text: str
    hint: str = ""


def about(payment: Payment | None) -> str:
    """Return what the case is about, as the customer would name it."""
    if payment is None:
        return _("Your case")
    is_payout = payment.direction == Direction.PAYOUT
    if payment.amount is None:
        return _("Your payout") if is_payout else _("Your payment")
    sentence = _("Your payout of %(amount)s") if is_payout else _("Your payment of %(amount)s")
    return sentence % {"amount": payment.amount_label}


def status_shown(case: Case) -> Status:
    """Return where the case stands for its customer.

    When only a person may speak to him, the page says no more than that we work on it.
    """
    if is_silent(case) and case.status not in FINISHED:
        return Status.OPEN
    return Status(case.status)


def lead(case: Case, language: str) -> str:
    """Return what happened: the cause in the customer's words, unless it is a task or is over."""
    status = status_shown(case)
    if status in FINISHED:
        if case.payment and case.payment.status == Rung.CREDITED:
            return _("The money has been credited to the account.")
        return _("Our work on it is finished.")
    if status == Status.WAITING_CUSTOMER:
        return ""
    if case.cause:
        return customer_sentence(case, language)
    if status == Status.WAITING_BANK:
        return _("We are waiting for the bank's answer.")
    return _("We are checking the payment step by step.")


def task_of(case: Case, language: str) -> Task:
    """Return the one thing the customer can do; it is never more than one."""
    status = status_shown(case)
    quoting = {"reference": case.reference}
    if status in FINISHED:
        hint = _("If the trouble is not over, contact us and quote %(reference)s.")
        return Task(False, _("Nothing to do"), _("This case is finished."), hint % quoting)
    if is_silent(case):
        return Task(False, _("Nothing to do"), _("Please wait until our colleague contacts you."))
    if status == Status.WAITING_CUSTOMER:
        text = customer_sentence(case, language) or _(
            "Please read our latest message below and do what it asks."
        )
        hint = _("If it does not work, contact us and quote %(reference)s.")
        return Task(True, _("One thing to do"), text, hint % quoting)
    if not case.contact.is_reachable:
        told = _("When something changes, this page shows it.")
    else:
        told = _("We will write to you when something changes.")
    if status == Status.WAITING_BANK:
        caution = _("Please do not start the payment again while the bank is handling it.")
        return Task(False, _("Nothing to do"), caution, told)
    title = _("Nothing to do beyond what is said above") if case.cause else _("Nothing to do")
    return Task(False, title, told)


def holder(case: Case) -> str:
    """Return who has to act next."""
    status = status_shown(case)
    if status in FINISHED:
        return _("Nobody: it is finished")
    if status in BEING_WORKED_ON:
        return _("Us, the support team")
    if status == Status.WAITING_CUSTOMER:
        return _("You")
    payment = case.payment
    named = payment.channel.public_name(payment.method) if payment else ""
    return _("The bank (%(channel)s)") % {"channel": named} if named else _("The bank")


def customer_sentence(case: Case, language: str) -> str:
    """Return the sentence the messages use for the case's cause; "" when none is known."""
    return cause_sentence(case, case.cause, language)


def is_silent(case: Case) -> bool:
    """Say whether only a person may speak to this customer about the cause."""
    return case.cause is not None and case.cause.disclosure == Cause.Disclosure.SILENT
