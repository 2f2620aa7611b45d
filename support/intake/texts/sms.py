"""An SMS that came in, from its arrival to what became of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.files.sealing import digests_of

NUMBERS = "number of an incoming SMS"  # purpose of their digests
# So long other parts of a text are waited for, and whoever takes it at once is left alone.
PATIENCE = timedelta(minutes=2)
LOST = "[…]"  # in the place of a part that never came


class IncomingSmsQuerySet(models.QuerySet["IncomingSms"]):
    def left(self, now: datetime) -> Self:
        """Those that nobody took at once; what failed before comes after all others."""
        waiting = self.filter(became="", received_at__lt=now - PATIENCE)
        return waiting.order_by("attempts", "received_at", "pk")

    def sent_by(self, numbers: Iterable[str]) -> Self:
        """Those of numbers (E.164), under whatever key they are kept."""
        names = [name for one in numbers for name in digests_of(one.encode(), NUMBERS)]
        return self.filter(number_digest__in=names)


class IncomingSms(models.Model):
    """One SMS or one part of a long one, however often its provider handed it on.

    `digest` tells the same again, `whole` is shared by the parts of one text, and `number_digest`
    stands for who sent it. What it says is kept under seal until it was decided upon, no longer.
    """

    class Became(models.TextChoices):
        STOP = "stop", pgettext_lazy("SMS", "Stopped messages")
        START = "start", pgettext_lazy("SMS", "Let messages again")
        HELP = "help", pgettext_lazy("SMS", "Asked how to reach us")
        ANSWER = "answer", pgettext_lazy("SMS", "Answered the survey")
        WORDS = "words", pgettext_lazy("SMS", "Words in the case")
        LETTER = "letter", pgettext_lazy("SMS", "Shown to a person")
        OURS = "ours", pgettext_lazy("SMS", "One of ours that came back")

    digest = models.CharField(max_length=64, unique=True, editable=False)
    whole = models.CharField(max_length=64, editable=False)
    number_digest = models.CharField(max_length=64, editable=False)
    part = models.PositiveSmallIntegerField(_("part"), default=1)
    parts = models.PositiveSmallIntegerField(_("of so many parts"), default=1)
    sealed = models.BinaryField(editable=False)
    became = models.CharField(_("became"), max_length=8, choices=Became, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    received_at = models.DateTimeField(_("received at"))

    objects = IncomingSmsQuerySet.as_manager()

    class Meta:
        verbose_name = _("incoming SMS")
        verbose_name_plural = _("incoming SMS")
        indexes = [
            # What waits, and the other parts of a text.
            models.Index(fields=["whole"], condition=Q(became=""), name="sms_waiting"),
            # Whether a number was answered today, and what is held of it.
            models.Index(fields=["number_digest", "received_at"], name="sms_of_number"),
            # The nightly purge.
            models.Index(fields=["received_at"], name="sms_by_age"),
        ]

    def __str__(self) -> str:
        return self.digest[:12]
