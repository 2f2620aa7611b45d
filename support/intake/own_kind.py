"""Casewalk's own form as a kind of source: for a second payment system that can write it.

What comes to `/api/v1/payment-events/` is read in the same way.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from support.intake.events.reading import NoReference, read_event
from support.intake.signatures import BadSignature as WrongSignature
from support.intake.signatures import verify
from support.payments.news import PaymentNews
from support.sources.kinds.base import About, BadSignature, Headers, Kind, Reading
from support.sources.kinds.payload import read_object
from support.sources.promises import OWN_ALWAYS

if TYPE_CHECKING:
    from support.sources.models import Source


class Casewalk(Kind):
    about = About(
        name="Casewalk",
        secret=_("A secret of the Standard Webhooks specification; it begins with “whsec_”."),
        docs=_("Casewalk’s documentation: Payment events"),
        always_sends=OWN_ALWAYS,
    )
    most_bytes = 64 * 1024
    takes_orders = True

    def verify(
        self, body: bytes, headers: Headers, secrets: Sequence[str], *, now: datetime
    ) -> str:
        try:
            return verify(body, headers, secrets)
        except WrongSignature as error:
            raise BadSignature(str(error)) from error

    def read(self, body: bytes, headers: Headers, source: "Source") -> Reading:
        event = read_object(body)
        try:
            news = read_event(event.given, zone=source.time_zone)
        except NoReference:
            news = PaymentNews()
        return Reading(event.text("type"), (news,))
