"""Cases: one customer's trouble with one payment."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.cases.clocks import Market
from support.cases.models.clocked import CLOCK_INDEXES, Clocked
from support.cases.models.contact import KeptContact
from support.cases.models.ending import Ending
from support.cases.models.market import market_for
from support.cases.models.merged import MERGED_INDEX, Merged
from support.cases.models.queued import BY_DUE, FREE_INDEXES, QUEUE_INDEXES, Queued
from support.cases.models.status import CLASS_OF, CUSTOMER_WORDING, STATUSES_OF, Status, StatusClass
from support.cases.models.tagged import TAG_INDEX, Tagged
from support.cases.models.waiting import bank_due_of, promise_of
from support.cases.references import make_reference
from support.cases.search.asking import read
from support.cases.search.condition import holding
from support.cases.search.filters import narrowing
from support.claims.rungs import MOVING
from support.payments.calendar import is_final
from troubleshooting.causes.models import Cause
from troubleshooting.marks.writing import is_waiting

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from troubleshooting.trees.documents.texts import Localised

SHOWN = ("customer", "payment__channel", "assignee", "team", "cause")


class CaseQuerySet(models.QuerySet["Case"]):
    def not_done(self) -> Self:
        return self.exclude(status__in=STATUSES_OF[StatusClass.DONE])

    def overdue(self, now: datetime) -> Self:
        return self.filter(due_at__lt=now)

    def unreached(self) -> Self:
        """Cases whose customer no message reaches, done ones too: somebody has to call."""
        return self.filter(unreached_since__isnull=False)

    def told_address(self, email: str) -> Self:
        """Cases that keep an address in any case, found over `case_by_email`."""
        return (
            self.exclude(contact_email="")
            .alias(told=Lower("contact_email"))
            .filter(told=Lower(Value(email)))
        )

    def search(self, text: str, asker: "User | None" = None) -> Self:
        """Cases that hold every word of what was typed, and that its filters leave.

        What was merged is found as the case that is kept. Raises ValidationError for a filter that
        can't be meant; `assignee:me` is the asker.
        """
        asked = read(text)
        kept = self.filter(merged_into=None)
        return kept.filter(narrowing(asked.filters, asker), holding(asked))

    def for_list(self) -> Self:
        """Everything a row of the list shows, in one query.

        On top is whom no message reaches, the longest first, then what is due first.
        """
        return self.select_related(*SHOWN).order_by(*BY_DUE)


class Case(KeptContact, Queued, Tagged, Merged, Clocked, models.Model):
    """One customer's trouble with one payment."""

    class Priority(models.TextChoices):
        URGENT = "urgent", _("Urgent")
        HIGH = "high", _("High")
        NORMAL = "normal", pgettext_lazy("priority", "Normal")
        LOW = "low", _("Low")

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=make_reference, editable=False
    )
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="cases", verbose_name=_("customer")
    )
    payment = models.ForeignKey(
        "payments.Payment",
        models.PROTECT,
        related_name="cases",
        null=True,
        blank=True,
        verbose_name=_("payment"),
    )
    subject = models.CharField(_("subject"), max_length=200)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NEW)
    priority = models.CharField(
        _("priority"), max_length=10, choices=Priority, default=Priority.NORMAL
    )
    cause = models.ForeignKey(
        "causes.Cause", models.PROTECT, null=True, blank=True, verbose_name=_("cause")
    )
    cause_words = models.TextField(
        _("words for the cause"), blank=True, default="", db_default="",
        help_text=_("What this customer is told of the cause, where an agent edited it"),
    )  # fmt: skip
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="assigned_cases",
        null=True,
        blank=True,
        db_index=False,  # case_of_assignee begins with it
        verbose_name=_("assignee"),
    )
    opened_at = models.DateTimeField(_("opened at"))
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    first_answer_due_at = models.DateTimeField(_("first answer due at"))
    first_answered_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    solution_due_at = models.DateTimeField(_("solution due at"))
    solution_time_left = models.DurationField(
        _("solution time left"), null=True, blank=True, help_text=_("Business time, while paused")
    )
    bank_due_at = models.DateTimeField(_("bank's answer due at"), null=True, blank=True)
    promised_at = models.DateTimeField(_("money promised by"), null=True, blank=True)
    due_at = models.DateTimeField(
        _("due at"), null=True, blank=True, help_text=_("What is due next; empty: nothing is")
    )
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    ending = models.CharField(
        _("ending"),
        max_length=20,
        choices=Ending,
        blank=True,
        default="",
        db_default="",
        help_text=_("How it ended; empty while it goes on, and of cases done before this was kept"),
    )
    silent_since = models.DateTimeField(
        _("silent since"), null=True, blank=True,
        help_text=_("From then on only a person writes to this customer"),
    )  # fmt: skip

    # Opened in the transaction under way, so that nobody was told of it and it has no link yet.
    is_fresh = False
    is_told_next = False  # whoever moves it tells the customer next, the cause with that
    # The question of its guide, where whoever moves the guide knows more than what is stored.
    question: "Localised | None" = None
    # Known to be the only one of its payment, so that nothing has to be looked for in others.
    is_first = False

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        permissions = [("export_case", _("Can take cases out as a file"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["resolved", "closed"]) ^ Q(resolved_at=None),
                name="case_resolved_has_time",
            ),
            # The same trouble with the same payment is one case until it is done.
            models.UniqueConstraint(
                fields=["payment"],
                condition=~Q(status__in=["resolved", "closed"]),
                name="case_one_per_payment",
            ),
        ]
        indexes = [
            models.Index(fields=["status"], name="case_by_status"),
            models.Index(
                Lower("contact_email"), name="case_by_email", condition=~Q(contact_email="")
            ),
            models.Index(
                fields=["contact_phone"], name="case_by_phone", condition=~Q(contact_phone="")
            ),
            models.Index(fields=["assignee", "status"], name="case_of_assignee"),
            TAG_INDEX,
            MERGED_INDEX,
            *FREE_INDEXES,
            *QUEUE_INDEXES,
            *CLOCK_INDEXES,
        ]

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the case; one that still waits to be written is written as it is then."""
        if not is_waiting(self):
            super().save(*args, **kwargs)

    @property
    def status_class(self) -> StatusClass:
        return CLASS_OF[Status(self.status)]

    @property
    def is_done(self) -> bool:
        return self.status_class == StatusClass.DONE

    @property
    def is_silent(self) -> bool:
        """Whether no machine may write about this case."""
        return self.is_silent_of(self.cause)

    def is_silent_of(self, cause: Cause | None) -> bool:
        """Whether no machine might write about it, were that its cause."""
        return (cause is not None and cause.is_silent) or self.silent_since is not None

    def fall_silent(self, now: datetime) -> None:
        """Leave every word to this customer to people from now on; there is no way back."""
        if self.silent_since is None:
            self.silent_since = now
            self.save(update_fields=["silent_since", "updated_at"])

    @property
    def status_shown(self) -> Status:
        """Where the case stands for its customer.

        Where only a person may speak to them, no more than that we work on it, until it is done.
        """
        return Status.OPEN if self.is_silent and not self.is_done else Status(self.status)

    @property
    def customer_wording(self) -> str:
        return str(CUSTOMER_WORDING[self.status_shown])

    @property
    def market(self) -> Market:
        return market_for(self.contact.language)

    @property
    def promise_that_holds(self) -> datetime | None:
        """The promised moment while somebody moves the money; the customer reads no other."""
        moves = self.payment is not None and self.payment.status in MOVING
        cause = self.cause
        is_told = cause is None or (cause.is_open and cause.of_money not in Cause.WITHOUT_DAY)
        is_over = self.is_silent or self.is_done
        return self.promised_at if moves and is_told and not is_over else None

    @property
    def promise_is_final(self) -> bool:
        """False while bank holidays of the promised day's year are still to be announced."""
        if self.promised_at is None or self.payment is None:
            return True
        return is_final(self.payment.channel, self.promised_at)

    def promise(self, now: datetime) -> datetime | None:
        """Work out by when the money should arrive; None where nobody can say."""
        return promise_of(self.payment, self.cause, now) if self.payment else None

    def wait_for_bank(self, now: datetime) -> None:
        """Set by when the money should arrive, and the bank should answer."""
        if self.payment is None or self.payment.channel_id is None:
            return
        self.promised_at = self.promise(now)
        self.bank_due_at = self.inquiry_due_at or bank_due_of(self.payment, self.cause, now)

    def next_due(self) -> datetime | None:
        """Work out what is due next from the status and the clocks."""
        if self.is_done:
            return None
        if self.complaint_due_at is not None:  # whoever is waited for
            return min(filter(None, (self.complaint_due_at, self.next_answer_due_at)))
        if self.status == Status.WAITING_CUSTOMER:
            return None
        if self.status == Status.WAITING_BANK:
            # Whichever runs out first brings the case up.
            waits = (self.bank_due_at, self.promised_at, self.next_answer_due_at)
            return min(filter(None, waits), default=None)
        if self.first_answered_at is None:
            return min(self.first_answer_due_at, self.solution_due_at)
        return min(filter(None, (self.next_answer_due_at, self.solution_due_at)))
