"""Signing as each payment system documents it, with the standard library where that can do it."""

import base64
import hashlib
import hmac
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from standardwebhooks.webhooks import Webhook

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
OLD = timedelta(minutes=6)
API_V3_KEY = "0123456789abcdef0123456789ABCDEF"


@dataclass(frozen=True)
class Posted:
    """A message as it comes in."""

    body: bytes
    headers: dict[str, str]
    content_type: str = "application/json"


@cache
def key_pair(name: str) -> tuple[rsa.RSAPrivateKey, str]:
    """Return a private key, the same for the same name, and the public half as PEM.

    Real ones are longer; this one is made in a moment.
    """
    private = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private, public.decode()


def rsa_base64(key: str, content: bytes) -> str:
    private, _public = key_pair(key)
    return base64.b64encode(private.sign(content, padding.PKCS1v15(), hashes.SHA256())).decode()


def written(payload: Any) -> bytes:
    return payload if isinstance(payload, bytes) else json.dumps(payload).encode()


def stripe(payload: Any, key: str, at: datetime) -> Posted:
    body, moment = written(payload), str(int(at.timestamp()))
    digest = hmac.new(key.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return Posted(body, {"Stripe-Signature": f"t={moment},v1={digest},v0={'0' * 64}"})


def adyen_item(item: dict[str, Any], key: str) -> dict[str, Any]:
    """Sign an item of a standard webhook over the eight fields that the documentation lists."""
    amount = item.get("amount", {})
    parts = [
        item.get("pspReference", ""),
        item.get("originalReference", ""),
        item.get("merchantAccountCode", ""),
        item.get("merchantReference", ""),
        str(amount.get("value", "")),
        amount.get("currency", ""),
        item.get("eventCode", ""),
        item.get("success", ""),
    ]
    mac = hmac.new(bytes.fromhex(key), ":".join(parts).encode(), hashlib.sha256).digest()
    more = item.get("additionalData", {}) | {"hmacSignature": base64.b64encode(mac).decode()}
    return item | {"additionalData": more}


def adyen(payload: Any, key: str, at: datetime) -> Posted:
    if isinstance(payload, dict) and "notificationItems" in payload:
        items = [
            {"NotificationRequestItem": adyen_item(held["NotificationRequestItem"], key)}
            for held in payload["notificationItems"]
        ]
        return Posted(written(payload | {"notificationItems": items}), {})
    body = written(payload)
    mac = hmac.new(bytes.fromhex(key), body, hashlib.sha256).digest()
    signature = base64.b64encode(mac).decode()
    return Posted(body, {"HmacSignature": signature, "Protocol": "HmacSHA256"})


def paypal_text(headers: dict[str, str], webhook_id: str, event: bytes) -> bytes:
    """Return what PayPal signs: it names the event by its CRC-32."""
    parts = (
        headers["PayPal-Transmission-Id"],
        headers["PayPal-Transmission-Time"],
        webhook_id,
        str(zlib.crc32(event)),
    )
    return "|".join(parts).encode()


def paypal(payload: Any, key: str, at: datetime) -> Posted:
    body = written(payload)
    headers = {
        "PayPal-Auth-Algo": "SHA256withRSA",
        "PayPal-Cert-Url": "https://api.paypal.com/v1/notifications/certs/CERT-TEST",
        "PayPal-Transmission-Id": "69cd13f0-d67a-11e5-baa3-778b53f4ae55",
        "PayPal-Transmission-Time": f"{at:%Y-%m-%dT%H:%M:%SZ}",
    }
    content = paypal_text(headers, key.rpartition("/")[2], body)
    return Posted(body, headers | {"PayPal-Transmission-Sig": rsa_base64("paypal", content)})


def wise(payload: Any, key: str, at: datetime) -> Posted:
    body = written(payload)
    return Posted(body, {"X-Signature-SHA256": rsa_base64(key, body), "X-Delivery-Id": "d-1"})


def checkout(payload: Any, key: str, at: datetime) -> Posted:
    body = written(payload)
    digest = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return Posted(body, {"Cko-Signature": digest})


def razorpay(payload: Any, key: str, at: datetime) -> Posted:
    body = written(payload)
    digest = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return Posted(body, {"X-Razorpay-Signature": digest, "X-Razorpay-Event-Id": "unsigned"})


def alipay(payload: Any, key: str, at: datetime) -> Posted:
    """Sign a notice, or an answer of the API where the payload holds one."""
    if isinstance(payload, bytes):
        return Posted(payload, {}, "application/x-www-form-urlencoded")
    name = next((name for name in payload if name.endswith("_response")), "")
    if name:
        text = json.dumps(payload[name], ensure_ascii=False)
        signature = rsa_base64(key, text.encode())
        return Posted(f'{{"{name}":{text},"sign":"{signature}"}}'.encode(), {})
    fields = {"charset": "utf-8", "version": "1.1", "sign_type": "RSA2"} | payload
    joined = "&".join(f"{name}={fields[name]}" for name in sorted(fields) if name != "sign_type")
    fields["sign"] = rsa_base64(key, joined.encode(fields["charset"]))
    body = urlencode(fields, encoding=fields["charset"]).encode()
    return Posted(body, {}, "application/x-www-form-urlencoded")


def wechatpay(payload: Any, key: str, at: datetime) -> Posted:
    """Sign a notice; a payload that names its type has its resource encrypted first."""
    if isinstance(payload, dict) and isinstance(payload.get("resource"), dict):
        content = json.dumps(payload["resource"]).encode()
        nonce, about = b"fdasflkja484", b"mch_payment"
        closed = AESGCM(API_V3_KEY.encode()).encrypt(nonce, content, about)
        payload = payload | {
            "resource": {
                "original_type": about.decode(),
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": base64.b64encode(closed).decode(),
                "associated_data": about.decode(),
                "nonce": nonce.decode(),
            }
        }
    body, moment, nonce_text = written(payload), str(int(at.timestamp())), "5K8264ILTKCH16CQ2502"
    content = f"{moment}\n{nonce_text}\n".encode() + body + b"\n"
    return Posted(
        body,
        {
            "Wechatpay-Timestamp": moment,
            "Wechatpay-Nonce": nonce_text,
            "Wechatpay-Serial": "PUB_KEY_ID_TEST",
            "Wechatpay-Signature": rsa_base64(key, content),
        },
    )


def casewalk(payload: Any, key: str, at: datetime) -> Posted:
    body = written(payload)
    return Posted(
        body,
        {
            "webhook-id": "evt_own_1",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(key).sign("evt_own_1", at, body.decode()),
        },
    )


@dataclass(frozen=True)
class Signer:
    """How a kind is signed, and with which keys: the second is the one after the next change.

    `keys` are what signs, `secrets` what the source holds to verify with. `header` is one without
    which nothing is verified, "" where the signature stands in the body. `has_time` says whether
    an old message is refused.
    """

    sign: Callable[[Any, str, datetime], Posted]
    keys: tuple[str, str]
    secrets: tuple[str, ...]
    header: str = ""
    has_time: bool = False

    def post(self, payload: Any, *, key: str = "", at: datetime = NOW) -> Posted:
        return self.sign(payload, key or self.keys[0], at)


def _public(*names: str) -> tuple[str, ...]:
    return tuple(key_pair(name)[1] for name in names)


def tampered(posted: Posted) -> Posted:
    """Change one letter that is signed."""
    body = posted.body.replace(b"REF-1", b"REF-2").replace(b"EV-1", b"EV-2")
    assert body != posted.body
    return replace(posted, body=body)


PAYPAL_SECRETS = (
    "https://client:secret@api-m.paypal.com/WH0",
    "https://client:secret@api-m.paypal.com/WH1",
)


@cache
def signer_of(kind: str) -> Signer:
    return {
        "stripe": lambda: Signer(
            stripe, ("whsec_a", "whsec_b"), ("whsec_a", "whsec_b"), "Stripe-Signature", True
        ),
        "adyen": lambda: Signer(adyen, ("a1" * 32, "b2" * 32), ("a1" * 32, "B2" * 32)),
        "paypal": lambda: Signer(paypal, PAYPAL_SECRETS, PAYPAL_SECRETS, "PayPal-Transmission-Sig"),
        "wise": lambda: Signer(
            wise, ("wise", "wise-2"), _public("wise", "wise-2"), "X-Signature-SHA256"
        ),
        "checkout": lambda: Signer(
            checkout, ("cko-a", "cko-b"), ("cko-a", "cko-b"), "Cko-Signature"
        ),
        "razorpay": lambda: Signer(
            razorpay, ("rzp-a", "rzp-b"), ("rzp-a", "rzp-b"), "X-Razorpay-Signature"
        ),
        "alipay": lambda: Signer(alipay, ("alipay", "alipay-2"), _public("alipay", "alipay-2")),
        "wechatpay": lambda: Signer(
            wechatpay,
            ("wechat", "wechat-2"),
            (*_public("wechat", "wechat-2"), API_V3_KEY),
            "Wechatpay-Signature",
            True,
        ),
        "casewalk": lambda: Signer(
            casewalk,
            (
                "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY",
            ),
            (
                "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY",
            ),
            "webhook-signature",
            True,
        ),
    }[kind]()
