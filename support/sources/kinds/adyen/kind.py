"""Adyen's two ways of signing, with a key in hexadecimal digits each.

Transfers carry the header `HmacSignature` over the body; every item of a standard webhook carries
a signature of its own, over eight of its fields.
https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures
"""

import binascii
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from support.sources.kinds.adyen.payments import items_of, read_item, signed_texts
from support.sources.kinds.adyen.transfers import UPDATED, read_transfer
from support.sources.kinds.base import About, Answer, BadSignature, Headers, Kind, Reading
from support.sources.kinds.payload import Fields, read_object, read_unverified
from support.sources.kinds.signing import digest_of, header_of, hmac_base64, is_among

if TYPE_CHECKING:
    from support.sources.models import Source

TRANSFER_HEADER = "HmacSignature"


class Adyen(Kind):
    about = About(
        name="Adyen",
        secret=_("The HMAC key of the webhook, 64 hexadecimal digits; one for each webhook."),
        docs=_("Adyen’s documentation: Verify HMAC signatures"),
    )
    answer = Answer(text="[accepted]")
    look_up_address = "https://balanceplatform-api-live.adyen.com/btl/v4/transfers/{provider_id}"
    access_header = "X-API-Key"

    def verify(
        self, body: bytes, headers: Headers, secrets: Sequence[str], *, now: datetime
    ) -> str:
        keys = _keys(secrets)
        if headers.get(TRANSFER_HEADER):
            wanted = [hmac_base64(key, body) for key in keys]
            if not is_among(header_of(headers, TRANSFER_HEADER), wanted):
                raise BadSignature("the signature is wrong")
            return digest_of(body)
        items = items_of(read_unverified(body))
        if not items:
            raise BadSignature(f"{TRANSFER_HEADER} is missing, and so are signed items")
        for item in items:
            texts = signed_texts(item)
            wanted = [
                hmac_base64(key, text.encode("utf-8", "replace")) for key in keys for text in texts
            ]
            given = item.inside("additionalData").raw("hmacSignature")
            if not isinstance(given, str) or not is_among(given, wanted):
                raise BadSignature("the signature of an item is missing or wrong")
        return digest_of(body)

    def read(self, body: bytes, headers: Headers, source: "Source") -> Reading:
        message = read_object(body)
        items = items_of(message)
        if items:
            names = dict.fromkeys(item.text("eventCode") for item in items)
            news = tuple(read for item in items if (read := read_item(item)))
            why = "" if news else "these items are no news of a payment"
            return Reading(" ".join(names)[:60], news, why)
        return read_transfer(message)

    def read_answer(self, body: bytes, source: "Source") -> Reading:
        """A transfer as `GET /transfers/{id}` gives it."""
        return read_transfer(Fields({"type": UPDATED, "data": read_object(body).given}))


def _keys(secrets: Sequence[str]) -> list[bytes]:
    """Read the keys; one that can't be read does not stand in the way of another."""
    keys = []
    for secret in secrets:
        with suppress(ValueError):
            keys.append(binascii.unhexlify(secret.strip()))
    if not any(keys):
        raise BadSignature("the source has no hexadecimal key here")
    return [key for key in keys if key]
