"""The outbox: one row per message."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from support.customers.models import Customer, Language
from support.notifications.addresses.masking import mask_address
from support.notifications.models.broadcast import Broadcast
from support.notifications.models.states import Channel, Reason, State, Urgency
from support.sending.leases import is_lapsed, worker_token

STUCK_AFTER = timedelta(minutes=15)
TROUBLE = [State.FAILED, State.NEEDS_PERSON]


class NotificationQuerySet(models.QuerySet["Notification"]):
    def due(self, now: datetime) -> Self:
        """Messages to be sent now, in the order in which they leave."""
        return self.filter(state=State.QUEUED, not_before__lte=now).order_by(
            "urgency", "not_before", "sequence"
        )

    def stuck(self, now: datetime) -> Self:
        """Messages that should have left some time ago and have not."""
        return self.filter(state=State.QUEUED, not_before__lte=now - STUCK_AFTER)

    def lapsed(self, now: datetime) -> Self:
        """Messages whose worker died while it held them."""
        return self.filter(is_lapsed(now), state=State.CLAIMED).order_by("lease_until")

    def held(self) -> Self:
        """Messages that this process holds."""
        return self.filter(state=State.CLAIMED, claimed_by=worker_token())

    def overdue(self, now: datetime) -> Self:
        """Messages that no provider accepted in time."""
        return self.filter(state=State.QUEUED, expires_at__lte=now, not_before__lte=now)

    def in_trouble(self) -> Self:
        return self.filter(state__in=TROUBLE)

    def for_thread(self, *threads: str) -> Self:
        """Every message of a case with its attempts, newest first, in two queries.

        The threads are several where cases were merged.
        """
        of_one = {"thread": threads[0]} if len(threads) == 1 else {"thread__in": threads}
        return (
            self.filter(**of_one)
            .order_by("-created_at", "-sequence")
            .prefetch_related("attempt_rows")
        )

    def locked(self, pk: uuid.UUID) -> "Notification":
        """Read a message anew and keep others from changing it until the transaction ends.

        Without a join: with one the customer is read as they were before the wait for the lock.
        """
        return self.select_for_update().get(pk=pk)


class Notification(models.Model):
    """One message to one customer over one channel.

    `sequence` grows with each row; messages of one thread to one address leave in its order.
    `handed_at` is set just before a provider is called: what a dead worker left with it may have
    gone out. `doubts` counts the attempts of which nobody knows whether they did.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sequence = models.BigIntegerField(
        editable=False,
        db_default=Func(Value("notifications_sequence"), function="nextval"),
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="notifications", verbose_name=_("customer"),
        db_index=False,  # notification_for_customer begins with it
    )  # fmt: skip
    event = models.CharField(_("event"), max_length=40)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    address = models.CharField(_("address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language)
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, default="", db_default=""
    )
    context = models.JSONField(_("context"), default=dict)
    dedupe_key = models.CharField(max_length=250)
    thread = models.CharField(_("thread"), max_length=40, blank=True)
    incident = models.CharField(_("incident"), max_length=40, blank=True)
    broadcast = models.ForeignKey(
        Broadcast, models.SET_NULL, null=True, blank=True, related_name="notifications",
        verbose_name=_("mass message"), db_index=False,
    )  # fmt: skip
    urgency = models.PositiveSmallIntegerField(
        _("urgency"), choices=Urgency, default=Urgency.NORMAL, db_default=Urgency.NORMAL
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.QUEUED)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    not_before = models.DateTimeField(_("not before"))
    expires_at = models.DateTimeField(_("given up at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, db_default=0)
    doubts = models.PositiveSmallIntegerField(_("uncertain attempts"), default=0, db_default=0)
    claimed_by = models.CharField(max_length=64, blank=True, db_default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    # Fixed here, because a message that goes out twice must be the same message.
    message_id = models.CharField(max_length=200)
    provider = models.CharField(_("provider"), max_length=40, blank=True, db_default="")
    provider_id = models.CharField(max_length=200, blank=True, db_default="")
    subject = models.CharField(_("subject"), max_length=250, blank=True, db_default="")
    text = models.TextField(_("text"), blank=True, db_default="")
    html = models.TextField(blank=True, db_default="")
    wording = models.CharField(_("wording"), max_length=20, blank=True, db_default="")
    segments = models.PositiveSmallIntegerField(_("segments"), default=0, db_default=0)
    cost = models.DecimalField(_("cost"), max_digits=10, decimal_places=4, default=0, db_default=0)
    # The message that failed on the other channel and that this one stands in for.
    stands_in_for = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="stand_in",
        verbose_name=_("stands in for"),
    )  # fmt: skip
    superseded_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("superseded by"), db_index=False,
    )  # fmt: skip
    files = models.ManyToManyField("files.StoredFile", related_name="notifications")
    created_at = models.DateTimeField(_("created at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated at"))

    Channel = Channel
    State = State
    Reason = Reason
    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(lease_until__isnull=False),
                name="notification_claim_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "delivered"]) | Q(sent_at__isnull=False),
                name="notification_sent_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "needs_person"]) | ~Q(reason=""),
                name="notification_failed_has_reason",
            ),
            models.UniqueConstraint(fields=["dedupe_key"], name="notification_dedupe_key_once"),
            # One worker at a time sends to one recipient.
            models.UniqueConstraint(
                fields=["channel", "address"],
                condition=Q(state="claimed"),
                name="notification_one_claim_an_address",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "urgency", "not_before", "sequence"],
                condition=Q(state="queued"),
                name="notification_due",
            ),
            models.Index(
                fields=["channel", "address", "thread", "sequence"],
                condition=Q(state="queued"),
                name="notification_in_line",
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state="claimed"), name="notification_lapsed"
            ),
            models.Index(fields=["thread", "-created_at"], name="notification_for_thread"),
            models.Index(
                fields=["customer", "channel", "-created_at"], name="notification_for_customer"
            ),
            models.Index(fields=["-created_at", "-id"], name="notification_for_outbox"),
            models.Index(
                fields=["-created_at"],
                condition=Q(state__in=["failed", "needs_person"]),
                name="notification_in_trouble",
            ),
            models.Index(
                fields=["broadcast", "state"],
                condition=Q(broadcast__isnull=False),
                name="notification_of_broadcast",
            ),
            models.Index(
                fields=["superseded_by"],
                condition=Q(superseded_by__isnull=False),
                name="notification_superseded_by",
            ),
            models.Index(
                fields=["channel"],
                condition=Q(state="needs_person"),
                name="notification_needs_person",
            ),
            models.Index(
                fields=["sent_at"],
                include=["channel", "state"],
                condition=Q(sent_at__isnull=False),
                name="notification_by_sent_at",
            ),
            models.Index(
                fields=["address", "-created_at"],
                condition=Q(event="contact-code"),
                name="notification_codes",
            ),
            models.Index(
                F("provider_id"), condition=~Q(provider_id=""), name="notification_by_provider_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.channel} {self.pk}"

    @property
    def masked_address(self) -> str:
        return mask_address(self.address)

    @property
    def state_icon(self) -> str:
        return State(self.state).icon
