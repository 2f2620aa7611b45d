"""WeChat Pay's notices: signed with its RSA key, their resource encrypted with the API v3 key.

Answers of the API are signed in the same way, so that they may be handed on as they came, with
their headers.
"""

import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext_lazy as _

from support.sources.kinds.base import About, Answer, Headers, Kind, Reading, UnreadableBody
from support.sources.kinds.payload import Fields, read_object
from support.sources.kinds.signing import check_rsa, check_time, digest_of, header_of
from support.sources.kinds.wechatpay.resources import read_resource

if TYPE_CHECKING:
    from support.sources.models import Source

KEY_LENGTH = 32  # of the API v3 key; public keys are longer


class WeChatPay(Kind):
    about = About(
        name="WeChat Pay",
        secret=_(
            "Two: WeChat Pay’s public key or platform certificate (PEM), and the API v3 key of 32 "
            "characters."
        ),
        docs=_("WeChat Pay’s documentation, API v3: verifying signatures, merchant transfers"),
    )
    answer = Answer(status=204)

    def verify(
        self, body: bytes, headers: Headers, secrets: Sequence[str], *, now: datetime
    ) -> str:
        seconds = header_of(headers, "Wechatpay-Timestamp")
        nonce = header_of(headers, "Wechatpay-Nonce")
        check_time(seconds, now)
        content = f"{seconds}\n{nonce}\n".encode("utf-8", "replace") + body + b"\n"
        keys = [secret for secret in secrets if len(secret.strip()) > KEY_LENGTH]
        check_rsa(header_of(headers, "Wechatpay-Signature"), [content], keys)
        return read_object(body).whole("id", "reference") or digest_of(body)

    def read(self, body: bytes, headers: Headers, source: "Source") -> Reading:
        notice = read_object(body)
        name, resource = notice.text("event_type"), notice.raw("resource")
        is_closed = isinstance(resource, dict) and "ciphertext" in resource
        told = (_opened(resource, source.secrets) if is_closed else notice).afresh("Asia/Shanghai")
        news = read_resource(notice, told)
        if news is None:
            return Reading(name, why_none="this notice is no news of one payment")
        return Reading(name, (replace(news, unread=told.unread),))


def _opened(resource: dict[str, object], secrets: Sequence[str]) -> Fields:
    """Decrypt with any of the API v3 keys (AEAD_AES_256_GCM). Raises UnreadableBody."""
    given = [str(resource.get(name) or "") for name in ("ciphertext", "nonce", "associated_data")]
    content, nonce, associated = given
    for key in (secret.strip().encode() for secret in secrets):
        if len(key) != KEY_LENGTH:
            continue
        try:
            closed = base64.b64decode(content, validate=True)
            return read_object(AESGCM(key).decrypt(nonce.encode(), closed, associated.encode()))
        except UnreadableBody:
            raise
        except (InvalidTag, ValueError):
            continue
    raise UnreadableBody("none of the source's API v3 keys opens the resource")
