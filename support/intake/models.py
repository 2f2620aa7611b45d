"""What came in by a machine, kept so that nothing is done twice."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class PaymentEvent(models.Model):
    """One event of the payment system and the answer it got."""

    event_id = models.CharField(_("event id"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=30)
    payment = models.ForeignKey("payments.Payment", models.CASCADE, null=True, related_name="+")
    answer = models.JSONField(_("answer"), default=dict)
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("payment event")
        verbose_name_plural = _("payment events")
        # Counting by time; the rows lie as they came.
        indexes = [BrinIndex(fields=["received_at"], name="payment_event_by_time")]

    def __str__(self) -> str:
        return self.event_id


class IdempotencyKey(models.Model):
    """One POST that named an Idempotency-Key, and what it was answered.

    `scope` keeps the keys of different callers apart, `fingerprint` is of path and body.
    """

    scope = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status_code = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key_once")
        ]

    def __str__(self) -> str:
        return self.key
