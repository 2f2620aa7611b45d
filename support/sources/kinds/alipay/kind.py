"""Alipay's notices and answers, signed RSA2: RSA with SHA-256."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from support.sources.kinds.alipay.forms import taken_apart
from support.sources.kinds.alipay.orders import read_answer, read_notice
from support.sources.kinds.base import (
    About,
    Answer,
    BadSignature,
    Headers,
    Kind,
    Reading,
    UnreadableBody,
)
from support.sources.kinds.signing import check_rsa, digest_of

if TYPE_CHECKING:
    from support.sources.models import Source


class Alipay(Kind):
    about = About(
        name="Alipay",
        secret=_("Alipay’s public key (not your own), as the developer console shows it."),
        docs=_("Alipay’s open platform: asynchronous notices, verifying signatures"),
    )
    answer = Answer(text="success")

    def verify(
        self, body: bytes, headers: Headers, secrets: Sequence[str], *, now: datetime
    ) -> str:
        try:
            found = taken_apart(body)
        except UnreadableBody as error:  # nobody knows yet whose it is
            raise BadSignature(str(error)) from error
        check_rsa(found.signature, found.contents, secrets)
        return found.fields.whole("notify_id", "reference") or digest_of(body)

    def read(self, body: bytes, headers: Headers, source: "Source") -> Reading:
        """Read what the notice or the answer says; an answer has no name of its own."""
        fields = taken_apart(body).fields
        name, news = ("answer", read_answer(fields)) if "code" in fields else read_notice(fields)
        if news is None:
            return Reading(name, why_none="this notice is no news of a payment")
        return Reading(name, (news,))
