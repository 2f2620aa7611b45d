"""A mail to a bank: the row is the truth, a worker sends it."""

import uuid
from datetime import datetime
from functools import partial
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.cases.references import make_reference
from support.customers.models import Language
from support.files.models import StoredFile
from support.inquiries.models.bank import Bank
from support.inquiries.models.inquiry import Inquiry
from support.notifications.addresses.mail_ids import message_id_of
from support.sending.leases import is_lapsed


class BankLetterQuerySet(models.QuerySet["BankLetter"]):
    def due(self, now: datetime) -> Self:
        return self.filter(state=BankLetter.State.QUEUED, not_before__lte=now).order_by(
            "not_before"
        )

    def lapsed(self, now: datetime) -> Self:
        """Letters whose worker died while it held them."""
        return self.filter(is_lapsed(now), state=BankLetter.State.CLAIMED)


class BankLetter(models.Model):
    """One mail to a bank, about one or many inquiries; its words are kept as they leave.

    `thread` is signed into the address that answers go to, so that who has it has had a letter.
    `handed_at` is set just before it is handed over: what a dead worker left with it may have gone
    out, and is in doubt until a person says so. `words` are the provider's own.
    """

    class Kind(models.TextChoices):
        ASKED = "asked", pgettext_lazy("letter to a bank", "Inquiry")
        CHASED = "chased", pgettext_lazy("letter to a bank", "Chaser")
        PASSED_ON = "passed_on", pgettext_lazy("letter to a bank", "Papers")

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("letter to a bank", "Waiting to leave")
        CLAIMED = "claimed", pgettext_lazy("letter to a bank", "Just being sent")
        SENT = "sent", pgettext_lazy("letter to a bank", "Sent")
        FAILED = "failed", pgettext_lazy("letter to a bank", "Did not leave")
        IN_DOUBT = "in_doubt", pgettext_lazy("letter to a bank", "May have left")
        BOUNCED = "bounced", pgettext_lazy("letter to a bank", "Came back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="letters", verbose_name=_("bank"))
    inquiries = models.ManyToManyField(Inquiry, related_name="letters")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    thread = models.CharField(
        max_length=20, default=partial(make_reference, "LTR"), db_index=True, editable=False
    )
    address = models.EmailField(_("address"))
    language = models.CharField(_("language"), max_length=10, choices=Language)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    files = models.ManyToManyField(StoredFile, related_name="bank_letters", blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_by = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    words = models.CharField(_("provider's words"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"))

    objects = BankLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter to a bank")
        verbose_name_plural = _("letters to banks")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(
                fields=["not_before"], name="bank_letter_due", condition=Q(state="queued")
            ),
            models.Index(
                fields=["lease_until"], name="bank_letter_held", condition=Q(state="claimed")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread} {self.kind}"

    @property
    def message_id(self) -> str:
        """The same however often it goes out; an answer names it."""
        return message_id_of(self.pk)

    @property
    def is_in_trouble(self) -> bool:
        return self.state in (self.State.FAILED, self.State.IN_DOUBT, self.State.BOUNCED)
