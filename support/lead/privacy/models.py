"""An erasure under way."""

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WHY: tuple[tuple[str, Promise], ...] = (
    ("asked", _("The customer asked for it")),
    ("law", _("The law or an authority asks for it")),
    ("kept", _("We no longer have a reason to keep it")),
)


class Erasure(models.Model):
    """A customer who is to be erased; the row goes once they are.

    Of each table that has to be read, `read_to` is the last row that was and `found` are those that
    name the customer, by addresses and references of which `names` is a digest. Once they are
    erased, it ends with the last transaction from before number `ends_after`.
    """

    class WaitsFor(models.TextChoices):
        """By what everything that was read could not be taken away yet."""

        BEING_SENT = "being_sent", _("A message to this customer is just being sent.")
        COMPLAINT = "complaint", _("A complaint must be answered first.")

    customer = models.OneToOneField(
        "customers.Customer", models.CASCADE, related_name="erasure", verbose_name=_("customer")
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("who"),
    )  # fmt: skip
    why = models.CharField(_("why"), max_length=10, choices=WHY)
    asked_at = models.DateTimeField(_("asked at"))
    names = models.CharField(max_length=64, blank=True)
    read_to = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    looked_at = models.PositiveIntegerField(_("read so far"), default=0)
    to_look_at = models.PositiveIntegerField(_("to be read"), default=0)
    waits_for = models.CharField(_("waits for"), max_length=10, choices=WaitsFor, blank=True)
    ends_after = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return f"{self.customer_id} {self.asked_at:%Y-%m-%d}"
