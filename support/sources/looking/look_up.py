"""One question to a source: where does this payment stand?"""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.retention.kinds import Kind, Table, register
from support.sending.leases import is_lapsed, worker_token
from support.sources.looking.announcing import ENDED

LONGEST_WORDS = 200


class LookUpQuerySet(models.QuerySet["LookUp"]):
    def waiting(self) -> Self:
        return self.filter(state__in=WAITING)

    def due(self, now: datetime) -> Self:
        return self.filter(state=LookUp.State.ASKED, not_before__lte=now)

    def held(self) -> Self:
        """Those that this process holds."""
        return self.filter(state=LookUp.State.CLAIMED, claimed_by=worker_token())

    def lapsed(self, now: datetime) -> Self:
        """Those whose worker died while it held them."""
        return self.filter(is_lapsed(now), state=LookUp.State.CLAIMED)

    def ended(self) -> Self:
        return self.exclude(state__in=WAITING)


class LookUp(models.Model):
    """What a source was asked of a payment and, once it `is_ended`, what it said.

    `status` is the rung that it said, "" where it said none we know; `words` are its own, or why
    there was no answer. `answered_at_source` is when it was so there. What failed is tried again
    until it failed for good: that is never the same as `MISSING`, by which the source itself says
    that it knows no such payment.
    """

    class Why(models.TextChoices):
        BEFORE_WAIT = "before_wait", _("before waiting for the bank")
        BEFORE_RESEND = "before_resend", _("before money is moved again")
        DUE = "due", _("as it is due")
        RECOVERY = "recovery", _("after an outage")
        BY_HAND = "by_hand", _("by hand")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("look-up", "asked")
        CLAIMED = "claimed", pgettext_lazy("look-up", "being asked")
        ANSWERED = "answered", pgettext_lazy("look-up", "answered")
        MISSING = "missing", pgettext_lazy("look-up", "not known there")
        FAILED = "failed", pgettext_lazy("look-up", "no answer")

    payment = models.ForeignKey(
        "payments.Payment", models.CASCADE, related_name="look_ups", db_index=False
    )  # look_up_of_payment begins with it
    why = models.CharField(_("why"), max_length=20, choices=Why)
    asked_at = models.DateTimeField(_("asked at"))
    # Of a case that waits for its bank: by when that was to answer.
    bank_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    finished_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    answered_at_source = models.DateTimeField(_("was so at"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, blank=True)
    words = models.CharField(_("words"), max_length=LONGEST_WORDS, blank=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = LookUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("look-up")
        verbose_name_plural = _("look-ups")
        constraints = [
            models.UniqueConstraint(
                fields=["payment"], name="look_up_waits_once",
                condition=Q(state__in=["asked", "claimed"]),
            )
        ]  # fmt: skip
        indexes = [
            models.Index(F("payment"), F("id").desc(), name="look_up_of_payment"),
            models.Index(
                fields=["not_before", "id"], name="look_up_due", condition=Q(state="asked")
            ),
            models.Index(
                fields=["lease_until"], name="look_up_held", condition=Q(state="claimed")
            ),
            models.Index(fields=["asked_at"], name="look_up_by_time"),
        ]  # fmt: skip
        triggers = [ENDED]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.state}"

    @property
    def is_ended(self) -> bool:
        return self.state not in WAITING

    def is_fresh(self, now: datetime, age: timedelta) -> bool:
        """Tell whether it is an answer that was given within so long a time."""
        answered = self.state == self.State.ANSWERED and self.finished_at is not None
        return answered and now - age <= (self.finished_at or now)


WAITING = (LookUp.State.ASKED, LookUp.State.CLAIMED)

register(Kind(
    "look_ups", _("Look-ups of payments at their source"),
    _("As long as somebody may ask what a source said before money was sent again."),
    usual=None, least=90, most=3650, tables=(Table(LookUp.objects.ended, "asked_at"),),
))  # fmt: skip
