"""What the page of a case says of its payment's source: its last word, and money steps."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from support.cases.models import Case
from support.operations.money.models import READY, Deed, MoneyStep, State
from support.payments.models import PayeeCheck, Payment
from support.sources.looking.reached import Reached, reached
from support.sources.models import LookUp

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SHOWN = 5
# Causes whose cure ends with the payment sent again by us.
SENT_AGAIN = frozenset({
    "bank_system_failure", "counterparty_not_recognised", "integration_misconfigured",
    "network_unstable", "payout_coming_back", "payout_returned", "server_overload",
})  # fmt: skip


@dataclass(frozen=True)
class Panel:
    """`look_up` is the newest; `steps` are the case's, the newest first."""

    payment: Payment
    reached: Reached
    look_up: LookUp | None
    steps: list[MoneyStep]
    is_open: bool
    reader: "User | None"

    @property
    def is_waiting(self) -> bool:
        """Whether something is under way that a page has to come back for."""
        is_asking = self.look_up is not None and not self.look_up.is_ended
        return is_asking or any(
            step.state in (State.ASKED, State.CONFIRMED, State.SENDING) for step in self.steps
        )

    @property
    def deeds(self) -> list[tuple[str, str]]:
        """What may be asked for as our own record stands; the source has its say afterwards."""
        payment = self.payment
        taken = any(
            step.payment_id == payment.pk and step.state != State.REFUSED for step in self.steps
        )
        if taken or not self.is_open or not self.reached.takes_orders:
            return []
        fits = {Deed.SEND_AGAIN: True, Deed.REFUND: payment.direction == "payin"}
        return [
            (deed.value, str(deed.label))
            for deed in Deed
            if fits[deed] and payment.status in READY[deed]
        ]

    @property
    def may_confirm(self) -> bool:
        return self.reader is not None and self.reader.has_perm("money.confirm_moneystep")

    @property
    def results(self) -> list[tuple[str, str]]:
        return [(one.value, str(one.label)) for one in PayeeCheck]

    @property
    def amount(self) -> str:
        amount = self.payment.exact_amount
        return "" if amount is None else f"{amount.normalize():f}"


def points_to_sending(case: Case, cause: str) -> bool:
    """Say whether an outcome of this cause leads to where its payment can be sent again."""
    payment = case.payment
    return (
        cause in SENT_AGAIN
        and payment is not None
        and payment.status in READY[Deed.SEND_AGAIN]
        and reached(payment.source).takes_orders
    )


def money_of(case: Case, reader: "User | None") -> Panel | None:
    """Gather it in two queries, none for a payment whose source cannot be reached."""
    payment = case.payment
    if payment is None:
        return None
    side = reached(payment.source)
    if not (side.can_look_up or side.takes_orders):
        return None
    steps = case.money_steps.select_related("asked_by", "confirmed_by")
    return Panel(
        payment,
        side,
        look_up=LookUp.objects.filter(payment=payment).order_by("-pk").first(),
        steps=list(steps.order_by("-pk")[:SHOWN]),
        is_open=not case.is_done,
        reader=reader,
    )
