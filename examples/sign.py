"""Print the curl options that sign an event: python3 examples/sign.py EVENT.json

The signature follows the Standard Webhooks specification: HMAC-SHA256 over id, time and body. The
secret is read from the file of --secret-file or, without one, from the variable
PAYMENT_EVENT_SECRET; where that is not set either, it is the one of `make run`, which nothing in
production takes. Of several secrets the first signs.
"""

import argparse
import base64
import hashlib
import hmac
import os
import time
import uuid
from pathlib import Path

DEMO_SECRET = "whsec_Zm9yLWRldmVsb3BtZW50LW9ubHktMTIzNA=="  # noqa: S105  no secret: for trying


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("event", type=Path, help="a file that holds the event as JSON")
    parser.add_argument("--secret-file", type=Path, help="a file that holds whsec_…")
    given = parser.parse_args()
    body = given.event.read_bytes()
    secrets = os.environ.get("PAYMENT_EVENT_SECRET") or DEMO_SECRET
    if given.secret_file:
        secrets = given.secret_file.read_text()
    secret = secrets.split()[0].removeprefix("whsec_")
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
