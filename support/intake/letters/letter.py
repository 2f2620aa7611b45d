"""A letter that waits for a person, or did."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.cases.models import Case, Message
from support.files.models import StoredFile
from support.inquiries.models import BankLetter
from support.intake.texts.sms import IncomingSms
from support.mailbox.models import IncomingMail
from support.mailbox.reading.letters import with_subject

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> Self:
        """Those that a person decides on, the oldest first."""
        return self.filter(settled_at=None).order_by("received_at", "pk")

    def for_list(self) -> Self:
        return self.select_related("suggested").prefetch_related("files")

    def count_by_sender(self, senders: Iterable[str]) -> dict[str, int]:
        """Return how many there are of each of these senders; of none that nobody knows."""
        theirs = self.filter(sender__in={sender for sender in senders if sender})
        return dict(theirs.order_by().values_list("sender").annotate(count=Count("pk")))


class Letter(models.Model):
    """What somebody wrote and nobody could believe without a person; `why` says why.

    `suggested` is the case that it may belong to, `asked` our letter to a bank that it answers, for
    all we know. `text` is all of it, `new_text` without what it answers. It came as `mail` or as
    `sms`.
    """

    class Why(models.TextChoices):
        NO_TOKEN = "no_token", _("Nothing proves which case it belongs to")
        OTHER_SENDER = "other_sender", _("It answers this case, but from another address")
        NO_CASE = "no_case", _("It answers a message of no case")
        EMPTY = "empty", _("Nothing of it can be put into the case by itself")
        BOUNCE = "bounce", _("A mail server's report that nobody understood")
        NUMBER = "number", _("Its number has no open case, or several")
        BANK = "bank", _("It reads like a bank's, and nothing proves that")
        MANY = "many", _("Very many came for this case within an hour")
        MACHINE = "machine", _("It reads like an automatic reply")
        NO_NUMBER = "no_number", _("Its sender is no number that can be answered")

    class Ending(models.TextChoices):
        PUT = "put", pgettext_lazy("letter", "Put into a case")
        OPENED = "opened", pgettext_lazy("letter", "A case was opened")
        ASIDE = "aside", pgettext_lazy("letter", "Set aside")

    mail = models.OneToOneField(IncomingMail, models.CASCADE, related_name="+", null=True)
    sms = models.OneToOneField(IncomingSms, models.CASCADE, related_name="+", null=True)
    sender = models.CharField(_("sender"), max_length=254, blank=True)
    sender_name = models.CharField(_("sender's name"), max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    new_text = models.TextField(_("new text"), blank=True)
    files = models.ManyToManyField(StoredFile, related_name="letters", blank=True)
    left_out = models.JSONField(_("files left out"), default=list)
    why = models.CharField(_("why it waits"), max_length=14, choices=Why)
    suggested = models.ForeignKey(
        Case, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("suggested")
    )
    asked = models.ForeignKey(
        BankLetter, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("answers the letter"), db_index=False,
    )  # fmt: skip
    received_at = models.DateTimeField(_("received at"))
    case = models.ForeignKey(
        Case, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("case")
    )
    ending = models.CharField(_("ending"), max_length=8, choices=Ending, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("settled by"),
    )  # fmt: skip

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.CheckConstraint(
                condition=Q(mail=None) ^ Q(sms=None), name="letter_is_mail_or_sms"
            )
        ]
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(settled_at=None), name="letter_waiting"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def medium(self) -> Message.Medium:
        return Message.Medium.SMS if self.sms_id else Message.Medium.EMAIL

    @property
    def words(self) -> str:
        """What goes into a case: the new text below a subject of its own, or that alone."""
        return with_subject(self.subject, self.new_text) or self.subject

    @property
    def folded(self) -> str:
        """What stands in the whole text besides, "" where nothing does."""
        return self.text if self.text.strip() != self.new_text.strip() else ""

    def settle(self, ending: str, case: Case | None, *, by: "User", now: datetime) -> None:
        """Write down what a person decided."""
        self.ending, self.case, self.settled_by, self.settled_at = ending, case, by, now
        self.save(update_fields=["ending", "case", "settled_by", "settled_at"])
