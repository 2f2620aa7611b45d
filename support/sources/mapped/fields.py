"""What a map can read of a payload: every field of a payment's news, and how its value is read."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.payments.news import BOUNDS
from support.payments.references.quoting import LABELS

Shape = Literal["text", "word", "amount", "currency", "moment", "written_time", "number"]
Group = Literal["payment", "failure", "references", "customer", "more"]


@dataclass(frozen=True)
class Field:
    """One thing that a map may name. `words` says that a table may translate what is found."""

    name: str
    label: str | Promise
    group: Group
    shape: Shape = "text"
    bound: int = 100

    @property
    def has_words(self) -> bool:
        return self.shape in ("word", "currency") or self.name in ("failure_code", "failure_scheme")


REFERENCE_KINDS = tuple(LABELS)

_PAYMENT = (
    Field("reference", _("Payment reference"), "payment", bound=BOUNDS["reference"]),
    Field("status", pgettext_lazy("payment", "Status"), "payment", "word", BOUNDS["status_said"]),
    Field("occurred_at", _("Status since"), "payment", "moment"),
    Field("direction", _("Payout or pay-in"), "payment", "word", 50),
    Field("amount", _("Amount"), "payment", "amount", BOUNDS["amount"]),
    Field("currency", _("Currency"), "payment", "currency", BOUNDS["currency"]),
    Field("method", _("Method"), "payment", "word", BOUNDS["method"]),
    Field("channel", _("Channel"), "payment", "word", BOUNDS["channel"]),
    Field("created_at", _("Payment made at"), "payment", "written_time", BOUNDS["created_at"]),
)
_FAILURE = (
    Field("failure_scheme", _("Code scheme"), "failure", bound=BOUNDS["failure_scheme"]),
    Field("failure_code", _("Failure code"), "failure", bound=BOUNDS["failure_code"]),
    Field("failure_message", _("Failure message"), "failure", bound=BOUNDS["failure_message"]),
)
_REFERENCES = tuple(Field(kind, label, "references") for kind, label in LABELS.items())
_CUSTOMER = (
    Field("customer_id", _("Customer number at the source"), "customer"),
    Field("customer_name", _("Customer's name"), "customer", bound=300),
    Field("customer_email", _("Customer's e-mail"), "customer", bound=320),
    Field("customer_phone", _("Customer's phone"), "customer", bound=60),
    Field("customer_locale", _("Customer's language"), "customer", bound=35),
    Field("customer_time_zone", _("Customer's time zone"), "customer", bound=64),
)
_MORE = (
    Field("counterparty_name", _("Payee or payer"), "more", bound=BOUNDS["counterparty_name"]),
    Field("counterparty_account", _("Their account"), "more", bound=BOUNDS["counterparty_account"]),
    Field("payee_check", _("Payee check"), "more", "word", 20),
    Field("expected_by", _("Expected by"), "more", "moment"),
    Field("client", _("App or browser"), "more", bound=BOUNDS["client"]),
    Field("tls_version", _("TLS version"), "more", bound=BOUNDS["tls_version"]),
    Field("bank_latency_ms", _("Bank's answer time (ms)"), "more", "number"),
    Field("account_age_days", _("Account age (days)"), "more", "number"),
)
FIELDS = {field.name: field for field in (*_PAYMENT, *_FAILURE, *_REFERENCES, *_CUSTOMER, *_MORE)}
CONTACT = {field.name: field.name.removeprefix("customer_") for field in _CUSTOMER}
CONTACT["customer_id"] = "customer_id"
# What a case can do nothing without.
NEEDED = ("reference", "status", "direction")
