"""One step that moves money, from who asks for it to what came of it."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.payments.ladder.rungs import NOT_MADE, Rung
from support.payments.models import Payment
from support.sending.leases import is_lapsed, worker_token

LONGEST_WORDS = 200
# What is taken from the payer for good stands at one of these: "sent" is all that cards ever tell.
_TAKEN = frozenset({Rung.SENT, Rung.ACCEPTED, Rung.DELIVERED, Rung.CREDITED})


class Deed(models.TextChoices):
    SEND_AGAIN = "send_again", _("Send again")
    REFUND = "refund", pgettext_lazy("money", "Refund")


# Where a payment has to stand, by its source's own word, so that a deed does no harm.
READY: dict[str, frozenset[Rung]] = {Deed.SEND_AGAIN: NOT_MADE, Deed.REFUND: _TAKEN}


class State(models.TextChoices):
    ASKED = "asked", pgettext_lazy("money", "The source is being asked")
    LOOKED_UP = "looked_up", _("Waits for a second person")
    CONFIRMED = "confirmed", _("Confirmed")
    SENDING = "sending", _("On its way to the source")
    UNKNOWN = "unknown", _("Nobody knows whether the source took it")
    DONE = "done", pgettext_lazy("money", "Taken by the source")
    REFUSED = "refused", pgettext_lazy("money", "Not done")


# Before any order has left: until then it can be withdrawn.
UNSENT = (State.ASKED, State.LOOKED_UP)


class Why(models.TextChoices):
    """Why a step was not done."""

    NOT_FINAL = "not_final", _("By its source’s word the money may still be on its way.")
    UNSURE = "unsure", _("Not even its source knows whether the payment was made.")
    MISSING = "missing", _("Its source does not know the payment.")
    NO_ANSWER = "no_answer", _("Its source gave no answer.")
    WITHDRAWN = "withdrawn", _("It was withdrawn.")
    BY_SOURCE = "by_source", _("The source refused the order.")
    NEVER_CAME = "never_came", _("The order never got to the source.")


class MoneyStepQuerySet(models.QuerySet["MoneyStep"]):
    def held(self) -> Self:
        """Orders that this process gives."""
        return self.filter(state=State.SENDING, claimed_by=worker_token())

    def lapsed(self, now: datetime) -> Self:
        """Orders whose worker died while it gave them: nobody knows what became of them."""
        return self.filter(is_lapsed(now), state=State.SENDING)


def new_key() -> str:
    return f"again-{uuid.uuid4().hex[:20]}"


class MoneyStep(models.Model):
    """A payment to be sent again or given back.

    `key` is the order's name at the source for ever, and the reference of the `attempt` that is
    made by it. `looked_status` is what the source said of the payment at `looked_at`. Of a payment
    there is one step alone that was not refused. `words` are the source's own.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="money_steps")
    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="money_steps", db_index=False
    )  # money_step_of_payment begins with it
    deed = models.CharField(_("what"), max_length=12, choices=Deed)
    amount = models.DecimalField(_("amount"), max_digits=22, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=10, default="", db_default="")
    is_corrected = models.BooleanField(_("the payee’s details were corrected"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    why = models.CharField(_("why not"), max_length=12, choices=Why, blank=True)
    words = models.CharField(_("words"), max_length=LONGEST_WORDS, blank=True)
    key = models.CharField(_("key"), max_length=40, unique=True, default=new_key, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("asked by"),
    )  # fmt: skip
    asked_at = models.DateTimeField(_("asked at"))
    looked_status = models.CharField(_("status"), max_length=20, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("confirmed by"),
    )  # fmt: skip
    confirmed_at = models.DateTimeField(null=True, blank=True)
    attempt = models.OneToOneField(
        Payment, models.SET_NULL, null=True, blank=True, related_name="made_by"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = MoneyStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("money step")
        verbose_name_plural = _("money steps")
        permissions = [("confirm_moneystep", "Can confirm that money is moved again")]
        constraints = [
            models.UniqueConstraint(
                fields=["payment"], name="money_step_once", condition=~Q(state="refused")
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                name="money_step_by_two",
            ),
        ]
        indexes = [
            models.Index(fields=["payment", "-id"], name="money_step_of_payment"),
            models.Index(
                fields=["state", "id"], name="money_step_waits",
                condition=Q(state__in=["confirmed", "sending"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.key

    @property
    def amount_label(self) -> str:
        return Payment(amount=self.amount, currency=self.currency).amount_label

    @property
    def can_be_withdrawn(self) -> bool:
        return self.state in UNSENT

    @property
    def is_told_of(self) -> bool:
        """Whether the source has told anything of what was to be made: then it took the order."""
        return self.attempt is not None and self.attempt.statuses.exists()

    def refuse(self, why: str, now: datetime, words: str = "") -> None:
        """End it undone; what was to be made by it goes."""
        self.state, self.why, self.words, self.ended_at = State.REFUSED, why, words, now
        self._unmake()

    def ask_again(self) -> None:
        """Let it be as when it was asked for, before anybody confirmed it."""
        self.state, self.confirmed_by, self.confirmed_at = State.ASKED, None, None
        self._unmake()

    def _unmake(self) -> None:
        made, self.attempt = self.attempt, None
        self.claimed_by, self.lease_until = "", None
        self.save()
        if made is not None and not made.statuses.exists():
            made.delete()
