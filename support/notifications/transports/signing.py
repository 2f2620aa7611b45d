"""DKIM: our domain vouches for the mail."""

from functools import cache
from pathlib import Path

from django.conf import settings

from support.notifications.transports.base import technical

# List-Unsubscribe and its companion must be signed for one click to be offered (RFC 8058). Each
# is named once more than it occurs, so that none can be added on the way.
SIGNED = [
    "from", "from", "to", "to", "subject", "subject", "date", "message-id", "reply-to",
    "in-reply-to", "references", "mime-version", "content-type", "auto-submitted",
    "list-unsubscribe", "list-unsubscribe-post",
]  # fmt: skip


def sign(content: bytes) -> bytes:
    """Return the mail with a signature before it, or as it is where no key is set.

    Only the time within the signature differs when the same mail is signed again. Raises
    TransportError for a key that can't be used: the mail goes out once that is mended.
    """
    if not settings.DKIM_DOMAIN:
        return content
    import dkim  # noqa: PLC0415 - with DNS, a tenth of the start of every process

    selector, domain = (
        settings.DKIM_SELECTOR.encode(),
        settings.DKIM_DOMAIN.encode(),
    )
    try:
        key = _key(settings.DKIM_KEY)
        signature: bytes = dkim.sign(content, selector, domain, key, include_headers=SIGNED)
    except (dkim.DKIMException, OSError) as error:
        raise technical(f"DKIM: {type(error).__name__}") from error
    return signature + content


@cache
def _key(given: str) -> bytes:
    return given.encode() if "-----BEGIN" in given else Path(given).read_bytes()
