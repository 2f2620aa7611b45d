"""Keys of forms without a cookie: signed with their time, each form by a salt of its own."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.core.signing import BadSignature, TimestampSigner

LIFETIME = timedelta(days=1)


@dataclass(frozen=True)
class FormKeys:
    """The keys of one form."""

    salt: str

    def new(self) -> str:
        return self._signer().sign(uuid4().hex)

    def read(self, text: str, within: timedelta = LIFETIME) -> UUID | None:
        """Return the key of a form of ours, None where it has aged or is none."""
        try:
            return UUID(self._signer().unsign(text, max_age=within))
        except BadSignature:
            return None

    def _signer(self) -> TimestampSigner:
        return TimestampSigner(salt=self.salt)
