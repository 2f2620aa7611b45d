"""Wise's webhooks: `X-Signature-SHA256`, made with a key whose public half Wise publishes.

They name a transfer and its state, no amount. "Outgoing payment sent" is the last state of one
that goes well, and says that Wise has sent the money; most that come back do so within days, some
after weeks.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from support.payments.ladder.rungs import Rung
from support.payments.news import PaymentNews, Reference
from support.sources.kinds.base import About, Headers, Kind, Reading, wrapped
from support.sources.kinds.payload import Fields, read_object
from support.sources.kinds.signing import check_rsa, digest_of, header_of
from support.sources.kinds.words import Words, explained

if TYPE_CHECKING:
    from support.sources.models import Source

WORDS = Words(
    "wise",
    statuses={
        "incoming_payment_waiting": Rung.CREATED,
        "incoming_payment_initiated": Rung.CREATED,
        "processing": Rung.CREATED,
        "funds_converted": Rung.CREATED,
        "waiting_recipient_input_to_proceed": Rung.HELD,
        "outgoing_payment_sent": Rung.SENT,
        "cancelled": Rung.CANCELLED,
        "bounced_back": Rung.RETURNED,
        "funds_refunded": Rung.RETURNED,
        "charged_back": Rung.RETURNED,
        "unknown": Rung.UNKNOWN,
    },
    types={},
)
STATE, FAILURE, REFUND, CASES = (
    f"transfers#{name}" for name in ("state-change", "payout-failure", "refund", "active-cases")
)
# The transfer stays as it is and waits for the payee, who has let a form's time pass.
_WAITS_FOR_PAYEE = ("MANDATE_NOT_FILLED_IN",)


class Wise(Kind):
    about = About(
        name="Wise",
        secret=_("Wise’s public key for webhooks, as its documentation prints it (PEM)."),
        docs=_("Wise’s documentation: Webhooks, Event handling"),
    )

    look_up_address = "https://api.wise.com/v1/transfers/{provider_id}"

    def verify(
        self, body: bytes, headers: Headers, secrets: Sequence[str], *, now: datetime
    ) -> str:
        check_rsa(header_of(headers, "X-Signature-SHA256"), [body], secrets)
        return digest_of(body)

    def read(self, body: bytes, headers: Headers, source: "Source") -> Reading:
        message = read_object(body)
        name, told = message.text("event_type"), message.inside("data")
        if (headers.get("X-Test-Notification") or "").lower() == "true":
            return Reading(name, why_none="a test message")
        if name not in (STATE, FAILURE, REFUND, CASES):
            return Reading(name, why_none="this event is no news of a transfer")
        news = _explained(name, told, _news(name, message, told))
        return Reading(name, (replace(news, unread=message.unread),))

    def read_answer(self, body: bytes, source: "Source") -> Reading:
        """A transfer as `GET /v1/transfers/{id}` gives it: its state stands in `status`."""
        told = read_object(body)
        data = {"resource": {"id": told.raw("id")}, "current_state": told.raw("status")}
        return self.read(wrapped(event_type=STATE, data=data), {}, source)


def _news(name: str, message: Fields, told: Fields) -> PaymentNews:
    about = told.inside("resource")
    own = about.whole("id", "reference") or told.whole("transfer_id", "reference")
    said = told.text("current_state")
    return PaymentNews(
        reference=own,
        references=(Reference("provider_id", own),) if own else (),
        status=_status(name, told, said),
        status_said=said or name,
        occurred_at=told.moment("occurred_at") or message.moment("sent_at"),
        direction="payout",
        method="bank_transfer",
    )


def _status(name: str, told: Fields, said: str) -> str:
    if name == FAILURE:
        code = told.text("failure_reason_code", "failure_code")
        return Rung.HELD if code in _WAITS_FOR_PAYEE else Rung.RETURNED
    if name == REFUND:
        return Rung.RETURNED
    if name == CASES:
        return Rung.HELD if told.raw("active_cases") else ""
    if told.text("previous_state") == "bounced_back" and said == "processing":
        return Rung.RETURNED  # on its way back to the sender, says Wise's flow of states
    return WORDS.read("", said).status


def _explained(name: str, told: Fields, news: PaymentNews) -> PaymentNews:
    if name == CASES:
        cases = told.raw("active_cases")
        first = cases[0] if isinstance(cases, list) and cases else ""
        return explained(news, "wise", first[:120] if isinstance(first, str) else "")
    return explained(
        news,
        "wise",
        told.text("failure_reason_code", "failure_code"),
        told.text("failure_description", "failure_message"),
    )
