"""Endpoints, the events that leave for them, and every attempt."""

import uuid
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from support.retention.kinds import Kind, Table, register
from support.sending.breaker import Breaker
from support.sending.leases import is_lapsed, worker_token
from support.webhooks.topics import Topic

LONGEST_ADDRESS = 500
LONGEST_WORDS = 200


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def on(self) -> Self:
        return self.filter(off_at=None)

    def given_up(self) -> Self:
        """Those that we switched off, which no lead has looked at yet."""
        return self.filter(off_at__isnull=False).exclude(off_reason=Endpoint.Off.LEAD)


class Endpoint(Breaker, models.Model):
    """An address that is told of events.

    Every one of the `secrets` signs, the newest first, so that a receiver can change from one to
    the next. `failing_since` is when the first of the calls failed after which none was taken,
    `accepted_at` about when one was taken last. What waited when it was switched off leaves when
    it is on again; of what happens meanwhile it is not told.
    """

    class Off(models.TextChoices):
        LEAD = "lead", _("Switched off by a lead")
        FAILED = "failed", _("It failed for days")
        GONE = "gone", _("It answered that it is gone for good (410)")

    name = models.CharField(_("name"), max_length=60, unique=True)
    url = models.CharField(_("address"), max_length=LONGEST_ADDRESS)
    secrets = ArrayField(models.CharField(max_length=200), verbose_name=_("secrets"), default=list)
    topics = ArrayField(
        models.CharField(max_length=40, choices=Topic), verbose_name=_("events"), default=list
    )
    off_at = models.DateTimeField(_("off since"), null=True, blank=True)
    off_reason = models.CharField(_("why it is off"), max_length=10, choices=Off, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("took an event at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("endpoint")
        verbose_name_plural = _("endpoints")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(off_at=None) ^ ~Q(off_reason=""), name="endpoint_off_has_reason"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_on(self) -> bool:
        return self.off_at is None


class State(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    CLAIMED = "claimed", _("Being sent")
    DELIVERED = "delivered", _("Taken")
    FAILED = "failed", _("Set aside")


WAITING = (State.QUEUED, State.CLAIMED)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def held(self) -> Self:
        """Events that this process holds."""
        return self.filter(state=State.CLAIMED, claimed_by=worker_token())

    def lapsed(self, now: datetime) -> Self:
        """Events whose worker died while it held them."""
        return self.filter(is_lapsed(now), state=State.CLAIMED)

    def due(self, now: datetime) -> Self:
        return self.filter(state=State.QUEUED, not_before__lte=now)

    def settled(self) -> Self:
        """Events that nobody waits for any more."""
        return self.exclude(state__in=WAITING)


class Delivery(models.Model):
    """One event for one endpoint. Its id grows with time: those of a `subject` leave by it.

    `message_id` is what the receiver knows it by, the same at every attempt and every replay.
    """

    endpoint = models.ForeignKey(
        Endpoint, models.CASCADE, related_name="deliveries", db_index=False
    )
    message_id = models.UUIDField(default=uuid.uuid4)
    topic = models.CharField(_("event"), max_length=40)
    subject = models.CharField(_("case"), max_length=40, blank=True)
    body = models.JSONField(_("body"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    first_tried_at = models.DateTimeField(_("first tried at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("taken or set aside at"), null=True, blank=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    happened_at = models.DateTimeField(_("happened at"))

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("event out")
        verbose_name_plural = _("events out")
        indexes = [
            models.Index(
                fields=["endpoint", "not_before", "id"], name="delivery_due",
                condition=Q(state="queued"),
            ),
            models.Index(
                fields=["endpoint", "subject", "id"], name="delivery_in_order",
                condition=Q(state__in=["queued", "claimed"]),
            ),
            models.Index(
                fields=["lease_until"], name="delivery_held", condition=Q(state="claimed")
            ),
            models.Index(F("endpoint"), F("id").desc(), name="delivery_of_endpoint"),
            models.Index(fields=["happened_at"], name="delivery_by_time"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.topic} {self.subject}"

    @property
    def webhook_id(self) -> str:
        """What the receiver knows it by; the same however often it is sent."""
        return f"msg_{self.message_id.hex}"


class Attempt(models.Model):
    """One call. `status` is empty where no answer came; `words` then say why."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempt_rows")
    started_at = models.DateTimeField(_("started at"))
    took_ms = models.PositiveIntegerField(_("milliseconds"))
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    words = models.CharField(_("what came back"), max_length=LONGEST_WORDS, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.status or self.words}"


register(Kind(
    "events_out", _("Events sent to webhooks"),
    _("As long as somebody may want to see what a receiver was told, or to send it again."),
    usual=30, least=1, most=365, tables=(Table(Delivery.objects.settled, "happened_at"),),
))  # fmt: skip
