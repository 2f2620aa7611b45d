"""Addresses that nothing is sent to, and why."""

from hashlib import sha256
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Func, Q, TextField, Value
from django.db.models.functions import Concat, Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from support.notifications.addresses.masking import WORDS_LENGTH, mask_address
from support.notifications.models.states import Channel

SHA256 = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
MARK = "#"  # before the digest of an address that was erased


def folded(address: str) -> Lower:
    """Fold an address as those in the table are, and as a sender's look at it does.

    PostgreSQL does it: Python's small letters are others for some, such as "İ".
    """
    return Lower(Value(address))


def forgotten(address: str) -> str:
    """Return what stands for a folded address that may not be kept, and by which it is known."""
    return MARK + sha256((_secrets()[0] + address).encode()).hexdigest()


def names_of(address: Any) -> list[Any]:
    """Return all that an address, a column or a text, can be called in the table."""
    small = Lower(address)
    keyed = (Concat(Value(key), small, output_field=TextField()) for key in _secrets())
    return [small, *(Concat(Value(MARK), Func(one, template=SHA256)) for one in keyed)]


def names_in_sql(address: str) -> tuple[list[str], dict[str, str]]:
    """Return the same in SQL, for a column, and the values of its named parameters."""
    keys = {f"suppression_key_{number}": key for number, key in enumerate(_secrets())}
    small = f"lower({address})"
    digests = (SHA256 % {"expressions": f"%({name})s::text || {small}"} for name in keys)
    return [small, *(f"'{MARK}' || {digest}" for digest in digests)], keys


def _secrets() -> list[str]:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac("suppression", "", secret=key).hexdigest() for key in keys]


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def in_force(self) -> Self:
        return self.filter(released_at=None)

    def holding(self, channel: str, address: str) -> Self:
        """What keeps messages from an address now; at most one row."""
        return self.in_force().filter(channel=channel, address__in=names_of(Value(address)))


class Suppression(models.Model):
    """An address that bounced, complained or said stop. A release is kept beside it."""

    class Why(models.TextChoices):
        BOUNCED = "bounced", _("Bounced")
        COMPLAINED = "complained", _("Reported as spam")
        STOPPED = "stopped", _("Replied STOP")
        MANUAL = "manual", _("Entered by hand")

    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    address = models.CharField(_("address"), max_length=254)  # in small letters
    why = models.CharField(_("why"), max_length=12, choices=Why)
    words = models.CharField(_("provider's words"), max_length=WORDS_LENGTH, blank=True)
    created_at = models.DateTimeField(_("created at"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("released by"),
    )  # fmt: skip

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address"],
                condition=Q(released_at=None),
                name="suppression_once_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.masked_address}"

    @property
    def masked_address(self) -> str:
        return mask_address(self.address)
