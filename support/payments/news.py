"""What a source says of a payment, read: the one form in which every door hands it on.

Plain values. "" and None mean that nothing was said, which is not the same as that a payment has
no such thing: what was said before stays.
"""

from dataclasses import dataclass, field
from datetime import datetime

from support.customers.contacts import Contact

REFUND = "refund"  # a word for `direction`
# How long a text is kept. What is longer is cut, and `Unread` says so.
BOUNDS = {
    "reference": 100,
    "amount": 60,
    "currency": 10,
    "method": 50,
    "channel": 50,
    "created_at": 40,
    "client": 400,
    "tls_version": 20,
    "failure_scheme": 50,
    "failure_code": 120,
    "failure_message": 1000,
    "counterparty_name": 300,
    "counterparty_account": 100,
    "status_said": 60,
    "payee_check": 20,
}


@dataclass(frozen=True)
class Reference:
    """A name by which somebody knows the payment.

    `kind` is one of uetr, end_to_end_id, trace_number, arn, imad, clave_rastreo, provider_id,
    bank_reference; `value` is as the bank's search takes it.
    """

    kind: str
    value: str


@dataclass(frozen=True)
class Unread:
    """A field that could not be read, or not whole: its name as sent, and what stood there.

    `value` is short and masked; `is_cut` says that all but the end was read.
    """

    field: str
    value: str
    is_cut: bool = False


@dataclass(frozen=True)
class PaymentNews:
    """One thing a source says of a payment.

    `reference` is the payment system's own; where that is "", one of `references` finds the
    payment. `status` is a rung of the ladder or "", `status_said` the source's word for it.
    `occurred_at` is when it was so at the source. Amounts are in major units as text, times of
    `created_at` text as received. `contradiction` is a sentence where the news disagrees with
    itself, such as a type against a status; then nothing automatic follows. A reference that may
    repeat is one that the payer may have given to several payments, which their ids tell apart. A
    contact that the source did not sign corrects nobody's. `payee_check` is a `PayeeCheck`.

    A door may say "refund" for `direction`: that is a payout, and `is_refund` says the rest.
    """

    reference: str = ""
    references: tuple[Reference, ...] = ()
    status: str = ""
    status_said: str = ""
    occurred_at: datetime | None = None
    direction: str = ""
    amount: str = ""
    currency: str = ""
    method: str = ""
    channel: str = ""
    created_at: str = ""
    client: str = ""
    tls_version: str = ""
    failure_scheme: str = ""
    failure_code: str = ""
    failure_message: str = ""
    bank_latency_ms: int | None = None
    account_age_days: int | None = None
    counterparty_name: str = ""
    counterparty_account: str = ""
    expected_by: datetime | None = None
    contact: Contact = field(default_factory=Contact)
    unread: tuple[Unread, ...] = ()
    contradiction: str = ""
    # No part of what was said, by which it is told whether it was said before.
    reference_may_repeat: bool = field(default=False, repr=False)
    contact_is_signed: bool = field(default=True, repr=False)
    # Not told apart by it either: what came before this was known must stay the same message.
    payee_check: str = field(default="", repr=False)
    is_refund: bool = False

    def __post_init__(self) -> None:
        if self.direction == REFUND:
            object.__setattr__(self, "direction", "payout")
            object.__setattr__(self, "is_refund", True)
