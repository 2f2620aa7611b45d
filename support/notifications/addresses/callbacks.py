"""Addresses of ours that providers call; nobody else can make one up.

Their tokens are signed with SECRET_KEY. While an older key stands in SECRET_KEY_FALLBACKS its
addresses are good too; before it is taken out, providers must be told the new ones.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

MICROSECOND = 1_000_000


@dataclass(frozen=True)
class Sending:
    """A message, and when the sending of it began that is reported on, where that is known."""

    pk: str
    began_at: datetime | None = None

    @classmethod
    def of(cls, pk: object) -> "Sending | None":
        """Read our own reference as a provider gives it back; None where it can't be one."""
        try:
            return cls(str(UUID(pk))) if isinstance(pk, str) else None
        except ValueError:
            return None


def receipt_path(pk: str, began_at: datetime | None = None, *, provider: str = "sms") -> str:
    """Return the address for receipts of one sending of a message."""
    stamp = f"_{round(began_at.timestamp() * MICROSECOND):x}" if began_at else ""
    return reverse(f"{provider}-receipt", args=[_signer("sms-receipt").sign(f"{pk}{stamp}")])


def read_receipt_token(token: str) -> Sending | None:
    """Return what a receipt is about; None for a token that is none of ours."""
    try:
        pk, _mark, stamp = _signer("sms-receipt").unsign(token).partition("_")
        sending = Sending.of(pk)
        began_at = datetime.fromtimestamp(int(stamp, 16) / MICROSECOND, UTC) if stamp else None
    except (BadSignature, ValueError, OverflowError):
        return None
    return sending and Sending(sending.pk, began_at)


def provider_path(name: str) -> str:
    """Return an address that is entered once at a provider, by the name of its URL."""
    return reverse(name, args=[_signer("sms-provider").sign(name).rpartition(".")[2]])


def is_provider_token(name: str, token: str) -> bool:
    try:
        _signer("sms-provider").unsign(f"{name}.{token}")
    except BadSignature:
        return False
    return True


def _signer(salt: str) -> Signer:
    return Signer(salt=salt, sep=".")
