"""Payments that we make to see whether a channel works; nobody's money, and in no other table."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from support.payments.models.channel import Channel
from support.retention.kinds import Kind, Table, register

_MINUTES = [MinValueValidator(5)]


class ChannelTest(models.Model):
    """How a channel is tested: by which source, at which address of it, and how often.

    Within the peak hours, by the channel's own clock, as often as `peak_minutes` says. After so
    many runs in a row that failed who is on duty hears of it; 0 is never.
    """

    channel = models.OneToOneField(Channel, models.CASCADE, related_name="test")
    source = models.SlugField(_("source"), max_length=50)
    address = models.CharField(_("address for test payments"), max_length=500)
    every_minutes = models.PositiveIntegerField(
        _("every (minutes)"), default=30, validators=_MINUTES
    )
    peak_from = models.TimeField(_("peak hours from"), null=True, blank=True)
    peak_until = models.TimeField(_("peak hours until"), null=True, blank=True)
    peak_minutes = models.PositiveIntegerField(
        _("then every (minutes)"), null=True, blank=True, validators=_MINUTES
    )
    escalates_after = models.PositiveSmallIntegerField(
        _("tell who is on duty after so many failed runs in a row"), default=0,
        help_text=_("0: never"),
    )  # fmt: skip
    is_on = models.BooleanField(_("by the timetable"), default=True)
    next_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("test of a channel")
        verbose_name_plural = _("tests of channels")

    def __str__(self) -> str:
        return f"{self.channel_id} {self.address}"

    def after(self, now: datetime) -> datetime:
        """Return when the next run is due after one that began now."""
        return now + timedelta(minutes=self._minutes(now))

    def _minutes(self, now: datetime) -> int:
        begins, ends, often = self.peak_from, self.peak_until, self.peak_minutes
        if begins is None or ends is None or often is None:
            return self.every_minutes
        clock = now.astimezone(self.channel.zone).time()
        is_peak = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
        return often if is_peak else self.every_minutes


class TestPaymentQuerySet(models.QuerySet["TestPayment"]):
    def ended(self) -> Self:
        return self.exclude(ended_at=None)

    def ends_since(self, channel: int, moment: datetime) -> dict[str, int]:
        """Count those within the limits by how they ended, of the channel and since a moment."""
        inside = self.ended().filter(channel=channel, edge__in=TestPayment.INSIDE)
        rows = inside.filter(asked_at__gte=moment).values_list("state")
        return dict(rows.annotate(count=models.Count("pk")).order_by("-count", "state"))

    def latest_of(self, channel: int) -> Self:
        return self.filter(channel=channel).order_by("-asked_at", "-pk")


class TestPayment(models.Model):
    """One test payment and its answer.

    It is called by a `reference` of ours that no payment has, and `provider_id` is what its
    system calls it: by either its news are known at every door. An amount outside of the limits
    is meant to be refused.
    """

    __test__ = False  # no test of ours

    class Edge(models.TextChoices):
        LEAST = "least", _("smallest amount")
        MOST = "most", _("largest amount")
        BELOW = "below", _("just below the smallest amount")
        ABOVE = "above", _("just above the largest amount")

    class State(models.TextChoices):
        WAITING = "waiting", _("to be sent")
        ASKED = "asked", _("under way")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        NO_ANSWER = "no_answer", _("no answer")

    INSIDE = (Edge.LEAST, Edge.MOST)

    channel = models.ForeignKey(
        Channel, models.CASCADE, related_name="test_payments", db_index=False
    )  # test_payment_latest begins with it
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    provider_id = models.CharField(_("provider's id"), max_length=100, blank=True, db_index=True)
    edge = models.CharField(_("amount"), max_length=10, choices=Edge)
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.CharField(max_length=3)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("sent at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer_ms = models.PositiveIntegerField(_("answer time (ms)"), null=True, blank=True)
    words = models.CharField(_("words"), max_length=200, blank=True)

    objects = TestPaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("test payment")
        verbose_name_plural = _("test payments")
        indexes = [
            models.Index(fields=["channel", "-asked_at"], name="test_payment_latest"),
            models.Index(fields=["asked_at"], name="test_payment_by_time"),
            models.Index(
                fields=["asked_at"], name="test_payment_open",
                condition=models.Q(ended_at=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    @property
    def is_inside(self) -> bool:
        return self.edge in self.INSIDE

    @property
    def is_as_meant(self) -> bool:
        meant = self.State.ACCEPTED if self.is_inside else self.State.REFUSED
        return self.state == meant

    @property
    def seconds(self) -> float | None:
        return None if self.answer_ms is None else self.answer_ms / 1000


register(Kind(
    "test_payments", _("Test payments on channels"),
    _("As long as somebody may ask how a channel did."),
    usual=90, least=7, most=3650, tables=(Table(TestPayment.objects.ended, "asked_at"),),
))  # fmt: skip
