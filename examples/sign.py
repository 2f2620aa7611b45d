"""Print the curl options that sign an event: python3 examples/sign.py EVENT.json

The signature follows the Standard Webhooks specification: HMAC-SHA256 over id, time and body,
with the secret of PAYMENT_EVENT_SECRET (by default the one of `make run`).
"""

import base64
import hashlib
import hmac
import os
import sys
import time
import uuid
from pathlib import Path

DEMO_SECRET = "whsec_Zm9yLWRldmVsb3BtZW50LW9ubHktMTIzNA=="  # noqa: S105  no secret: for trying


def main() -> None:
    body = Path(sys.argv[1]).read_bytes()
    secret = os.environ.get("PAYMENT_EVENT_SECRET", DEMO_SECRET).split()[0].removeprefix("whsec_")
    event_id, now = f"evt_{uuid.uuid4().hex}", str(int(time.time()))
    signed = hmac.new(
        base64.b64decode(secret), f"{event_id}.{now}.".encode() + body, hashlib.sha256
    )
    signature = base64.b64encode(signed.digest()).decode()
    headers = {
        "webhook-id": event_id,
        "webhook-timestamp": now,
        "webhook-signature": f"v1,{signature}",
    }
    print(" ".join(f"-H {name}:{value}" for name, value in headers.items()))  # noqa: T201


if __name__ == "__main__":
    main()
