"""Razorpay's events: `X-Razorpay-Signature`, HMAC-SHA256 of the body in hexadecimal digits."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from support.payments.news import PaymentNews
from support.sources.kinds.base import About, Headers, Kind, Reading
from support.sources.kinds.payload import Fields, read_object
from support.sources.kinds.razorpay.entities import read_payment, read_payout, read_refund
from support.sources.kinds.signing import check_hmac, digest_of, header_of

if TYPE_CHECKING:
    from support.sources.models import Source

# Of the entities in an event the one that its name begins with is told of.
_READERS: dict[str, Callable[[str, Fields, Fields], PaymentNews]] = {
    "payment": read_payment,
    "refund": read_refund,
    "payout": read_payout,
}
_NO_NEWS = ("payment.dispute.", "payment.downtime.", "payout.downtime.")


class Razorpay(Kind):
    about = About(
        name="Razorpay",
        secret=_("The secret that was chosen when the webhook was set up."),
        docs=_("Razorpay’s documentation: Validate and test webhooks"),
    )

    def verify(
        self, body: bytes, headers: Headers, secrets: Sequence[str], *, now: datetime
    ) -> str:
        """Check the signature; the event's id comes in a header that is not signed."""
        check_hmac([header_of(headers, "X-Razorpay-Signature").lower()], body, secrets)
        return digest_of(body)

    def read(self, body: bytes, headers: Headers, source: "Source") -> Reading:
        event = read_object(body)
        name = event.text("event")
        entity = name.partition(".")[0]
        reader = _READERS.get(entity)
        told = event.inside("payload").inside(entity).inside("entity")
        if reader is None or name.startswith(_NO_NEWS) or not told:
            return Reading(name, why_none="this event is no news of a payment")
        return Reading(name, (replace(reader(name, event, told), unread=event.unread),))
