"""The outbox: one row per message. The row is the truth; the broker only wakes."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.customers.models import Customer, Language
from support.notifications.backoff import PATIENCE, delay_after
from support.notifications.masking import WORDS_LENGTH, mask_address, trim_words

if TYPE_CHECKING:
    from support.notifications.rendering import Rendered

# Longer than a delivery may last (see tasks.py), so a lease that lapsed is a dead worker's.
LEASE = timedelta(seconds=60)


# One statement, for this is what a delivery waits for: the row and its attempt.
RECORD_SENT = """
    WITH settled AS (
        UPDATE notifications_notification
        SET state = CASE state WHEN 'delivered' THEN state ELSE 'sent' END,
            reason = '', lease_until = NULL, provider_id = %s,
            subject = %s, text = %s, html = %s, sent_at = %s, updated_at = %s
        WHERE id = %s AND (state NOT IN ('sent', 'delivered') OR text = '')
    )
    INSERT INTO notifications_attempt
        (notification_id, number, started_at, ended_at, ok, permanent, words)
    VALUES (%s, %s, %s, %s, TRUE, FALSE, '')
"""


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")


class State(models.TextChoices):
    """Where a message stands."""

    QUEUED = "queued", pgettext_lazy("message state", "Queued")
    CLAIMED = "claimed", pgettext_lazy("message state", "Being sent")
    SENT = "sent", pgettext_lazy("message state", "Sent")
    DELIVERED = "delivered", pgettext_lazy("message state", "Delivered")
    FAILED = "failed", pgettext_lazy("message state", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("message state", "Cancelled")

    @property
    def icon(self) -> str:
        """The name of a heroicon, so that a state is never told by colour alone."""
        return STATE_ICONS[self]


STATE_ICONS = {
    State.QUEUED: "clock",
    State.CLAIMED: "arrow-path",
    State.SENT: "paper-airplane",
    State.DELIVERED: "check-circle",
    State.FAILED: "exclamation-triangle",
    State.CANCELLED: "no-symbol",
}


class Reason(models.TextChoices):
    """Why a message failed, or was put off."""

    NO_ADDRESS = "no_address", _("No usable address")
    REFUSED = "refused", _("Refused for this recipient")
    BLOCKED = "blocked", _("Blocked by the provider")
    BUSY = "busy", _("Provider asked to try later")
    TECHNICAL = "technical", _("Technical fault")
    UNCERTAIN = "uncertain", _("Unclear whether it went out")
    EXPIRED = "expired", _("Not accepted within a day")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def due(self, now: datetime) -> Self:
        """Messages to be sent now, longest due first."""
        return self.filter(state=State.QUEUED, not_before__lte=now).order_by("not_before")

    def lapsed(self, now: datetime) -> Self:
        """Messages whose worker died while it sent them."""
        return self.filter(state=State.CLAIMED, lease_until__lt=now).order_by("lease_until")

    def for_thread(self, thread: str) -> Self:
        """Every message of a case with its attempts, newest first, in two queries."""
        return (
            self.filter(thread=thread)
            .order_by("-created_at", "-pk")
            .prefetch_related("attempt_rows")
        )

    def for_outbox(self) -> Self:
        """Everything a row of the outbox shows, newest first, in one query."""
        return self.select_related("customer").order_by("-created_at", "-pk")

    def claim(self, pk: uuid.UUID | str, now: datetime) -> "Notification | None":
        """Claim a due message for a minute. Of all who try at once exactly one gets it."""
        return self._claim("id = %s", [str(pk)], now)

    def claim_next(self, now: datetime) -> "Notification | None":
        """Claim the message that is due longest, passing over those being claimed by others."""
        longest_due = (
            "id = (SELECT id FROM notifications_notification"
            " WHERE state = 'queued' AND not_before <= %s"
            " ORDER BY not_before LIMIT 1 FOR UPDATE SKIP LOCKED)"
        )
        return self._claim(longest_due, [now], now)

    def _claim(self, which: str, values: Sequence[Any], now: datetime) -> "Notification | None":
        # One statement claims and reads. `which` is one of the two conditions above.
        statement = (
            "UPDATE notifications_notification SET state = 'claimed', lease_until = %s,"  # noqa: S608
            " attempts = attempts + 1, updated_at = %s"
            f" WHERE state = 'queued' AND not_before <= %s AND {which} RETURNING *"
        )
        return next(iter(self.raw(statement, [now + LEASE, now, now, *values])), None)


class Notification(models.Model):
    """One message to one customer over one channel."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="notifications", verbose_name=_("customer")
    )
    event = models.CharField(_("event"), max_length=40)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    address = models.CharField(_("address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language)
    context = models.JSONField(_("context"), default=dict)
    dedupe_key = models.CharField(max_length=250, unique=True)
    thread = models.CharField(_("thread"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    not_before = models.DateTimeField(_("not before"))
    expires_at = models.DateTimeField(_("given up at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    # Fixed here, because a message that goes out twice must be the same message.
    message_id = models.CharField(max_length=200)
    provider_id = models.CharField(max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
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
                condition=~Q(state="failed") | ~Q(reason=""),
                name="notification_failed_has_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(state="queued"), name="notification_due"
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state="claimed"), name="notification_lapsed"
            ),
            models.Index(fields=["thread", "-created_at"], name="notification_for_thread"),
            models.Index(fields=["-created_at", "-id"], name="notification_for_outbox"),
            models.Index(
                fields=["-created_at"], condition=Q(state="failed"), name="notification_failed"
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

    def record_sent(
        self, provider_id: str, *, rendered: "Rendered", started_at: datetime, now: datetime
    ) -> None:
        """Store that the provider took the message, and the message as it went out.

        It went out, so this holds even when the lease has lapsed meanwhile.
        """
        self.state, self.reason, self.lease_until = State.SENT, "", None
        self.provider_id = provider_id[:200]
        self.subject, self.text, self.html = rendered.subject, rendered.text, rendered.html
        self.sent_at = self.updated_at = now
        with connection.cursor() as cursor:
            cursor.execute(
                RECORD_SENT,
                [self.provider_id, self.subject, self.text, self.html, now, now, self.pk,
                 self.pk, self.attempts, started_at, now],
            )  # fmt: skip

    @transaction.atomic
    def record_failure(
        self, reason: str, *, permanent: bool, started_at: datetime, now: datetime, words: str = ""
    ) -> None:
        """Store why this attempt failed, and when the next one is due, if there is one.

        Changes nothing when somebody else has settled or taken over the message meanwhile.
        """
        again_at = now + delay_after(self.attempts)
        gives_up = permanent or again_at >= self.expires_at
        if gives_up and not permanent:
            reason = Reason.EXPIRED
        changed = self._change(
            Notification.objects.filter(pk=self.pk, state=State.CLAIMED, attempts=self.attempts),
            state=State.FAILED if gives_up else State.QUEUED,
            reason=reason,
            not_before=self.not_before if gives_up else again_at,
            lease_until=None,
            updated_at=now,
        )
        if changed:
            self.attempt_rows.create(
                number=self.attempts,
                started_at=started_at,
                ended_at=now,
                ok=False,
                permanent=permanent,
                words=trim_words(words),
            )

    def requeue(self, *, address: str, now: datetime) -> None:
        """Give a failed message another day. The caller holds its lock."""
        self._change(
            Notification.objects.filter(pk=self.pk),
            state=State.QUEUED,
            reason="",
            address=address,
            not_before=now,
            expires_at=now + PATIENCE,
            updated_at=now,
        )

    def _change(self, rows: NotificationQuerySet, **values: Any) -> int:
        changed = rows.update(**values)
        if changed:
            for name, value in values.items():
                setattr(self, name, value)
        return changed


class Attempt(models.Model):
    """One try to hand a message to its provider."""

    notification = models.ForeignKey(
        Notification, models.CASCADE, related_name="attempt_rows", verbose_name=_("notification")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"))
    ok = models.BooleanField(_("accepted"))
    permanent = models.BooleanField(_("permanent"), default=False)
    words = models.CharField(_("provider's words"), max_length=WORDS_LENGTH, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return f"{self.notification_id} {self.number}"
