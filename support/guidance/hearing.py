"""What a customer answers, by whichever way it comes."""

from datetime import datetime
from typing import TYPE_CHECKING, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from support.cases.locked import lock_payment, take_up_again
from support.cases.models import Case, Message
from support.cases.services import record_words
from support.cases.telling.saying import Came
from support.guidance.proof import refute_latest

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def hear_customer(
    case: Case, words: str, *, now: datetime, actor: "User | None" = None, **came: Unpack[Came]
) -> Message:
    """Write down what a customer answers: a case that waited for it wakes, a done one is reopened.

    Of a case that was merged the kept one hears it. Where another case is open for the payment, the
    done one stays so. Raises ValidationError where nothing was said.
    """
    while True:
        with transaction.atomic():
            case = case.merged_into or case
            if case.payment_id is not None:
                lock_payment(case.payment_id)
            case.refresh_from_db(fields=["merged_into"])
            # Merged while we waited for the payment: begin anew, for the other one comes first.
            if case.merged_into is None:
                return _hear(case, words, now=now, actor=actor, **came)


def _hear(
    case: Case, words: str, *, now: datetime, actor: "User | None", **came: Unpack[Came]
) -> Message:
    message = record_words(case, words, now=now, actor=actor, **came)
    case = message.case
    others = case.payment.cases.not_done() if case.payment else Case.objects.none()
    if case.is_done and not others.exists():
        take_up_again(case, now=now, actor=actor, note=_("The customer has answered."))
        refute_latest(case)
    return message
