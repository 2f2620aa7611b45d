"""Stripe's events: `Stripe-Signature: t=…,v1=…` over the time and the body."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from support.payments.news import PaymentNews
from support.sources.kinds.base import About, Headers, Kind, Reading, wrapped
from support.sources.kinds.payload import Fields, read_object
from support.sources.kinds.signing import check_hmac, check_time, digest_of, header_of
from support.sources.kinds.stripe.payins import read_charge, read_intent
from support.sources.kinds.stripe.payouts import read_payout
from support.sources.kinds.stripe.refunds import read_refund

if TYPE_CHECKING:
    from support.sources.models import Source

_READERS: dict[str, Callable[[Fields, Fields], PaymentNews]] = {
    "payout": read_payout,
    "charge": read_charge,
    "payment_intent": read_intent,
    "refund": read_refund,
}
# A charge whose money went back is told as a refund too, which has a status of its own.
_TOLD_OTHERWISE = ("charge.refunded", "charge.dispute.", "payout.reconciliation_completed")


class Stripe(Kind):
    about = About(
        name="Stripe",
        secret=_("The signing secret of the webhook endpoint; it begins with “whsec_”."),
        docs=_("Stripe’s documentation: Receive events in your webhook endpoint"),
    )

    look_up_address = "https://api.stripe.com/v1/payouts/{provider_id}"

    def verify(
        self, body: bytes, headers: Headers, secrets: Sequence[str], *, now: datetime
    ) -> str:
        """Check the signatures of the scheme v1; Stripe's others are for its tests only."""
        header = header_of(headers, "Stripe-Signature")
        pairs = [part.strip().partition("=") for part in header.split(",")]
        times = [value for name, _mark, value in pairs if name == "t"]
        given = [value for name, _mark, value in pairs if name == "v1"]
        check_time(times[0] if times else "", now)
        check_hmac(given, f"{times[0]}.".encode() + body, secrets)
        return read_object(body).whole("id", "reference") or digest_of(body)

    def read(self, body: bytes, headers: Headers, source: "Source") -> Reading:
        event = read_object(body)
        name = event.text("type")
        told = event.inside("data").inside("object")
        reader = _READERS.get(told.text("object") or _object_of(name))
        if reader is None or name.startswith(_TOLD_OTHERWISE):
            return Reading(name, why_none="this event is no news of a payment")
        news = reader(event, told)
        return Reading(name, (replace(news, unread=event.unread),))

    def read_answer(self, body: bytes, source: "Source") -> Reading:
        """A payout, payment or refund as docs.stripe.com/api gives it, without an event around."""
        return self.read(wrapped(data={"object": read_object(body).given}), {}, source)


def _object_of(name: str) -> str:
    """Say what an event is of by its name: `charge.refund.updated` is of a refund."""
    parts = name.split(".")
    return parts[-2] if len(parts) > 1 else ""
