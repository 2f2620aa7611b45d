"""What we know of payments, and the bank and wallet routes they take."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from support.customers.models import Language
from troubleshooting.checks.reading import bank_days
from troubleshooting.checks.reading.as_written import (
    Unreadable,
    currency_decimals,
    decimal_places,
    read_zone,
)


class Direction(models.TextChoices):
    PAYOUT = "payout", _("Payout")
    PAYIN = "payin", _("Pay-in")


class Channel(models.Model):
    """A bank or wallet route with its limits, hours and state.

    Amounts are in the channel's currency, hours in its time zone; an empty limit means none.
    """

    class State(models.TextChoices):
        NORMAL = "normal", _("Normal")
        DEGRADED = "degraded", _("Degraded")
        DOWN = "down", _("Down")

    code = models.SlugField(_("code"), max_length=50, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=100)
    name_zh = models.CharField(_("name (Chinese)"), max_length=100)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    method = models.CharField(_("method"), max_length=30)
    currency = models.CharField(_("currency"), max_length=3)
    schemes = ArrayField(
        models.CharField(max_length=30), verbose_name=_("code schemes"), default=list, blank=True
    )
    min_amount = models.DecimalField(_("smallest amount"), max_digits=18, decimal_places=4)
    max_amount = models.DecimalField(_("largest amount"), max_digits=18, decimal_places=4)
    daily_total = models.DecimalField(
        _("daily total per customer"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    daily_count = models.PositiveIntegerField(_("daily count per customer"), null=True, blank=True)
    opens_at = models.TimeField(_("opens at"), default=time(0))
    closes_at = models.TimeField(
        _("closes at"), null=True, blank=True, help_text=_("Empty: the end of the day")
    )
    works_weekends = models.BooleanField(_("works at weekends"), default=True)
    holidays = models.CharField(
        _("holiday calendar"),
        max_length=10,
        blank=True,
        help_text=_("A country code, or ECB for the euro's bank holidays"),
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    new_user_days = models.PositiveIntegerField(_("days as a new customer"), default=0)
    new_user_max = models.DecimalField(
        _("largest amount for a new customer"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
    )
    usual_latency_ms = models.PositiveIntegerField(_("usual answer time (ms)"))
    timeout_ms = models.PositiveIntegerField(_("time-out (ms)"))
    bank_answer_days = models.PositiveSmallIntegerField(
        _("bank days to answer an inquiry"), default=1
    )

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_for(get_language() or Language.ENGLISH)

    def name_for(self, language: str) -> str:
        return self.name_zh if language == Language.CHINESE else self.name_en

    def clean(self) -> None:
        """Refuse a time zone or a calendar by which no bank day could be counted."""
        readers: dict[str, Callable[[], Any]] = {
            "time_zone": lambda: read_zone(self.time_zone),
            "holidays": lambda: bank_days.is_bank_day(date(2026, 1, 1), self.holidays),
        }
        errors = {}
        for field, read in readers.items():
            try:
                read()
            except Unreadable as error:
                errors[field] = ValidationError(_(error.reason), "invalid", error.values)
        if errors:
            raise ValidationError(errors)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def state_at(self, moment: datetime) -> "ChannelState | None":
        """Return what the channel board said at a moment, or None when it said nothing yet."""
        return self.states.filter(since__lte=moment).order_by("-since", "-pk").first()


class ChannelState(models.Model):
    """One entry of the channel board: from when a channel was in which state."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="states")
    state = models.CharField(_("state"), max_length=10, choices=Channel.State)
    since = models.DateTimeField(_("since"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("channel state")
        verbose_name_plural = _("channel states")
        indexes = [models.Index(fields=["channel", "-since"], name="channel_state_latest")]

    def __str__(self) -> str:
        return f"{self.channel.code} {self.state} {self.since:%Y-%m-%d %H:%M}"


class PaymentQuerySet(models.QuerySet["Payment"]):
    def of_customer_before(self, payment: "Payment") -> Self:
        """The same customer's other payments, earlier than this one."""
        return self.filter(
            customer_id=payment.customer_id, initiated_at__lt=payment.initiated_at
        ).exclude(pk=payment.pk)


class Payment(models.Model):
    """What the payment system told us of one payment, as received.

    `amount` and `initiated_at` are what could be read of `amount_text` and `created_at_text`;
    they are empty when that was unreadable, and the checks then say so.
    """

    reference = models.CharField(_("reference"), max_length=100, unique=True)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="payments", verbose_name=_("customer")
    )
    channel = models.ForeignKey(
        Channel, models.PROTECT, related_name="payments", verbose_name=_("channel")
    )
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    amount = models.DecimalField(
        _("amount"), max_digits=22, decimal_places=4, null=True, blank=True
    )
    amount_text = models.CharField(_("amount as received"), max_length=60, blank=True)
    currency = models.CharField(_("currency"), max_length=10, blank=True)
    method = models.CharField(_("method"), max_length=30, blank=True)
    status = models.CharField(_("payment state"), max_length=20)
    initiated_at = models.DateTimeField(_("initiated at"), null=True, blank=True)
    created_at_text = models.CharField(_("time as received"), max_length=40, blank=True)
    client = models.CharField(_("client"), max_length=200, blank=True)
    tls_version = models.CharField(_("TLS version"), max_length=20, blank=True)
    failure_scheme = models.CharField(_("code scheme"), max_length=50, blank=True)
    failure_code = models.CharField(_("failure code"), max_length=100, blank=True)
    failure_message = models.CharField(_("failure message"), max_length=500, blank=True)
    bank_latency_ms = models.BigIntegerField(_("bank's answer time (ms)"), null=True, blank=True)
    account_age_days = models.IntegerField(_("account age (days)"), null=True, blank=True)
    counterparty_name = models.CharField(_("counterparty"), max_length=200, blank=True)
    counterparty_account = models.CharField(
        _("counterparty's account, masked"), max_length=60, blank=True
    )
    counterparty_format = models.CharField(max_length=20, blank=True, editable=False)
    # Of the account, by the key of today and by the older ones: payments are alike by any of them.
    counterparty_digest = models.CharField(max_length=64, blank=True, editable=False)
    counterparty_older_digests = ArrayField(
        models.CharField(max_length=64), default=list, db_default=[], blank=True, editable=False
    )
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [
            models.Index(fields=["customer", "initiated_at"], name="payment_of_customer"),
            models.Index(fields=["channel", "initiated_at"], name="payment_on_channel"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def amount_label(self) -> str:
        """The amount with its currency, as people read it."""
        if self.amount is None:
            return self.amount_text or str(_("amount missing"))
        places = max(_usual_decimals(self.currency), decimal_places(self.amount))
        return f"{self.amount:,.{places}f} {self.currency}".strip()


def _usual_decimals(currency: str) -> int:
    try:
        return currency_decimals(currency)
    except Unreadable:
        return 2
