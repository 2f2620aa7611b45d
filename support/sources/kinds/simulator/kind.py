"""What the simulator says: one flat object, signed as a standard webhook or looked up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from support.payments.models.payee import read_payee_check
from support.payments.news import PaymentNews, Reference
from support.sources.kinds.base import About, Headers, Kind, Reading
from support.sources.kinds.payload import read_object
from support.sources.kinds.words import Words, explained
from support.sources.mapped.field_map import Signature
from support.sources.mapped.signatures import verify

if TYPE_CHECKING:
    from support.sources.models import Source

WORDS = Words("simulator", statuses={}, types={})


class Simulator(Kind):
    about = About(
        name=_("Simulator"),
        secret=_("A secret of the Standard Webhooks specification; it begins with “whsec_”."),
        docs="docs/sources.md",
    )
    takes_orders = True

    def verify(
        self, body: bytes, headers: Headers, secrets: Sequence[str], *, now: datetime
    ) -> str:
        return verify(Signature(), body, headers, secrets, now=now)

    def read(self, body: bytes, headers: Headers, source: "Source") -> Reading:
        told = read_object(body)
        own = told.whole("provider_id", "reference")
        standing = WORDS.read("", told.text("status"))
        news = PaymentNews(
            reference=told.whole("reference", "reference"),
            references=(Reference("provider_id", own),) if own else (),
            status=standing.status,
            status_said=standing.said,
            occurred_at=told.moment("occurred_at"),
            direction=told.text("direction", "method"),
            amount=told.text("amount", "amount"),
            currency=told.currency("currency"),
            payee_check=read_payee_check(told.text("payee_check")),
        )
        code = told.text("failure_code", "failure_code")
        news = explained(news, told.text("failure_scheme", "failure_scheme"), code)
        return Reading("payment", (replace(news, unread=told.unread),))
