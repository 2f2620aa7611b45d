"""How a case ends. "Solved" is none: what became of the money and of the customer's wish is."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from support.payments.ladder.rungs import Rung
from troubleshooting.trees.names import ENDINGS

if TYPE_CHECKING:
    from support.cases.models.case import Case

# The record says that the money did not arrive, or is not there any more.
SAYS_OTHERWISE = frozenset({Rung.REJECTED, Rung.FAILED, Rung.CANCELLED, Rung.RETURNED})


class Ending(models.TextChoices):
    """As what a case ends, in our words; the customer's are composed of claims."""

    CREDITED = "credited", ENDINGS["credited"]
    CUSTOMER_MUST_ACT = "customer_must_act", ENDINGS["customer_must_act"]
    CANNOT_BE_DONE = "cannot_be_done", ENDINGS["cannot_be_done"]
    DUPLICATE = "duplicate", ENDINGS["duplicate"]
    WITHDRAWN = "withdrawn", ENDINGS["withdrawn"]
    NO_ANSWER = "no_answer", ENDINGS["no_answer"]


def ending_of_record(status: str | None) -> str:
    """Return the ending that a payment's status proves by itself, "" if it proves none."""
    return Ending.CREDITED if status == Rung.CREDITED else ""


def machine_may_end(ending: str, status: str | None) -> bool:
    """Tell whether no person is needed for an ending: sent is never arrived."""
    return ending != Ending.CREDITED or status == Rung.CREDITED


def overlooks_words(case: "Case", ending: str) -> bool:
    """Tell whether a case would end as if its customer had not written, who waits for an answer."""
    return ending == Ending.NO_ANSWER and case.heard_at is not None


def check_ending(case: "Case", ending: str, *, by_person: bool, note: str) -> None:
    """Raise ValidationError if a case may not end so.

    Against the record only a person ends a case as credited, and says how they know.
    """
    status = case.payment.status if case.payment else None
    if ending not in Ending.values:
        raise ValidationError(_("Please say how this case ends."), code="ending")
    if not by_person and not machine_may_end(ending, status):
        raise ValidationError(
            _("Only a person may say that the money was credited before the record does."),
            code="not_credited",
        )
    if overlooks_words(case, ending):
        raise ValidationError(
            _("The customer has written and waits for an answer: this case can't end without one."),
            code="unanswered",
        )
    if ending == Ending.CREDITED and status in SAYS_OTHERWISE and not note.strip():
        raise ValidationError(
            _(
                "The payment record says that the money did not arrive. "
                "Please note how you know that it was credited."
            ),
            code="contradicted",
        )
