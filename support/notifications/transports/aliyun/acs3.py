"""Aliyun's signature ACS3-HMAC-SHA256, for requests whose values all stand in the address.

https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"
NO_BODY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Keys:
    key_id: str
    secret: str


@dataclass(frozen=True)
class Call:
    """What is asked of which host."""

    host: str
    action: str
    version: str
    query: Mapping[str, str]


def signed_headers(keys: Keys, call: Call, *, at: datetime, nonce: str) -> dict[str, str]:
    """Return the headers of a POST to `/` that prove who sends it."""
    headers = {
        "host": call.host,
        "x-acs-action": call.action,
        "x-acs-content-sha256": NO_BODY,
        "x-acs-date": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": nonce,
        "x-acs-version": call.version,
    }
    names = ";".join(sorted(headers))
    written = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = "\n".join(["POST", "/", canonical_query(call.query), written, names, NO_BODY])
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(keys.secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    proof = f"{ALGORITHM} Credential={keys.key_id},SignedHeaders={names},Signature={signature}"
    return headers | {"Authorization": proof}


def canonical_query(query: Mapping[str, str]) -> str:
    return "&".join(
        f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
        for name, value in sorted(query.items())
    )
