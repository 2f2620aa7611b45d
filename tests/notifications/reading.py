"""A mail as its reader's program understands it."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import lru_cache

# Python's own reads a header anew whenever anything asks for it, a dozen times a mail; what it
# makes of a header is never changed.
_POLICY = policy.default.clone(
    header_factory=lru_cache(1_000)(policy.default.header_factory)  # type: ignore[arg-type]
)


def read_mail(content: bytes) -> EmailMessage:
    """Return what the bytes of a mail say, read as strictly as today's standards."""
    message = message_from_bytes(content, policy=_POLICY)
    assert isinstance(message, EmailMessage)
    return message
