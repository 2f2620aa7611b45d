"""The address of a walk without a case: signed, and good as long as the walk is kept."""

from datetime import datetime
from uuid import UUID

from django.core.signing import BadSignature, Signer

from support.guidance.models import HelpWalk


def token_of(walk: HelpWalk) -> str:
    return _signer().sign(walk.pk.hex)


def find_help(token: str, now: datetime) -> HelpWalk | None:
    """Return whose token it is, None for one that is none of ours or has ended."""
    try:
        key = _signer().unsign(token)
    except BadSignature:
        return None
    return HelpWalk.objects.kept(now).filter(pk=UUID(key)).first()


def _signer() -> Signer:
    return Signer(salt="help-walk", sep=".", algorithm="sha1")
