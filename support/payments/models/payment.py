"""What we know of a payment: its description, its ladder, and the names that it goes by."""

from collections.abc import Collection
from decimal import Decimal

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support.payments.ladder.deriving import Word
from support.payments.ladder.rungs import Rung
from support.payments.models.channel import Channel, Direction
from support.payments.models.payee import PayeeCheck
from troubleshooting.checks.reading.as_written import (
    Unreadable,
    currency_decimals,
    decimal_places,
    read_amount,
)
from web.words.said import gettext, label


class Payment(models.Model):
    """What sources told us of one payment, as received; what they said of its fate is its ladder.

    `status` and `failure_…` are those of the word that counts (`ladder.deriving`), "" where nobody
    said any. `amount` and `initiated_at` are what could be read of `amount_text` and
    `created_at_text`; they are empty when that was unreadable, and the checks then say so.
    `unread` lists what else could not be read, as `news.Unread` has it. `source` is the slug of
    who told of it first; `described_at` the time of the news that described it last.
    """

    reference = models.CharField(_("reference"), max_length=100, unique=True)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="payments", verbose_name=_("customer"),
        db_index=False,  # payment_of_customer begins with it
    )  # fmt: skip
    channel = models.ForeignKey(
        Channel, models.PROTECT, related_name="payments", verbose_name=_("channel"),
        db_index=False,  # payment_on_channel begins with it
    )  # fmt: skip
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, blank=True)
    is_refund = models.BooleanField(_("is a refund"), default=False, db_default=False)
    amount = models.DecimalField(
        _("amount"), max_digits=22, decimal_places=4, null=True, blank=True
    )
    amount_text = models.CharField(_("amount as received"), max_length=60, blank=True)
    currency = models.CharField(_("currency"), max_length=10, blank=True)
    method = models.CharField(_("method"), max_length=50, blank=True)
    status = models.CharField(_("payment state"), max_length=20, blank=True)
    status_since = models.DateTimeField(_("in this state since"), null=True, blank=True)
    expected_by = models.DateTimeField(
        _("expected by"), null=True, blank=True, help_text=_("As the source says")
    )
    late_at = models.DateTimeField(
        _("late from"),
        null=True,
        blank=True,
        help_text=_("While it waits to be sent: then somebody has to look"),
    )
    # While it waits to be sent and has no case yet, which would keep how its customer is reached.
    told_contact = models.JSONField(default=dict, db_default={}, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=50, blank=True, db_default="")
    described_at = models.DateTimeField(null=True, blank=True, editable=False)
    unread = models.JSONField(_("not read"), default=list, db_default=[], blank=True)
    initiated_at = models.DateTimeField(_("initiated at"), null=True, blank=True)
    created_at_text = models.CharField(_("time as received"), max_length=40, blank=True)
    client = models.CharField(_("client"), max_length=400, blank=True)
    tls_version = models.CharField(_("TLS version"), max_length=20, blank=True)
    failure_scheme = models.CharField(_("code scheme"), max_length=50, blank=True)
    failure_code = models.CharField(_("failure code"), max_length=120, blank=True)
    failure_message = models.CharField(_("failure message"), max_length=1000, blank=True)
    bank_latency_ms = models.BigIntegerField(_("bank's answer time (ms)"), null=True, blank=True)
    account_age_days = models.IntegerField(_("account age (days)"), null=True, blank=True)
    counterparty_name = models.CharField(_("counterparty"), max_length=300, blank=True)
    counterparty_account = models.CharField(
        _("counterparty's account, masked"), max_length=100, blank=True
    )
    counterparty_format = models.CharField(max_length=20, blank=True, editable=False)
    # Of the account, by the key of today and by the older ones: payments are alike by any of them.
    counterparty_digest = models.CharField(max_length=64, blank=True, editable=False)
    counterparty_older_digests = ArrayField(
        models.CharField(max_length=64), default=list, db_default=[], blank=True, editable=False
    )
    payee_check = models.CharField(
        _("payee check"), max_length=20, choices=PayeeCheck, blank=True, default="", db_default=""
    )
    # The payment in whose place this one was made, sent again or given back.
    instead_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="attempts", db_index=False,
        verbose_name=_("made instead of"),
    )  # fmt: skip
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    # Made in the transaction under way, so that nothing points to it yet.
    is_fresh = False

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [
            models.Index(fields=["customer", "initiated_at"], name="payment_of_customer"),
            models.Index(fields=["channel", "initiated_at"], name="payment_on_channel"),
            models.Index(
                fields=["counterparty_digest", "id"],
                name="payment_to_payee",
                condition=~Q(counterparty_digest=""),
            ),
            models.Index(
                fields=["instead_of"],
                name="payment_instead_of",
                condition=Q(instead_of__isnull=False),
            ),
            models.Index(
                fields=["late_at"], name="payment_late", condition=Q(late_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def knows(self, references: Collection["PaymentReference"]) -> None:
        """Take these for all its references, as of a payment just made, and ask for no others."""
        known: models.QuerySet[PaymentReference] = models.QuerySet(PaymentReference)
        known._result_cache = list(references)  # noqa: SLF001  Django has no public way to say so
        self._prefetched_objects_cache = {"references": known}

    @property
    def known_as(self) -> str:
        """Its name to its customer: that of the payment in whose place it was made, if any."""
        return self.instead_of.reference if self.instead_of else self.reference

    @property
    def is_payin(self) -> bool:
        """Whether it comes to us: a refund of one does not."""
        return self.direction == Direction.PAYIN and not self.is_refund

    @property
    def gives_back(self) -> bool:
        """Whether it was made to give a pay-in back, which is all that its customer knows of."""
        first = self.instead_of
        return first is not None and self.is_refund and first.direction == Direction.PAYIN

    @property
    def account_label(self) -> str:
        """The counterparty's account by its last characters, "" where they are not known."""
        end = self.counterparty_account.lstrip("*")
        if not end or end == self.counterparty_account:  # never shown whole
            return ""
        return str(_("ending in %(end)s") % {"end": end})

    @property
    def direction_label(self) -> str:
        """Which way the money goes, as people say it: a refund is more than a payout."""
        return way_called(self.direction, is_refund=self.is_refund)

    @property
    def exact_amount(self) -> Decimal | None:
        """The amount, with more decimals than we store where it was sent so.

        None where there is none, or nobody can read it.
        """
        return _exact(self.amount, self.amount_text)

    @property
    def amount_label(self) -> str:
        """The amount with its currency, as people read it."""
        return amount_called(self.amount, self.amount_text, self.currency)


def way_called(direction: str, *, is_refund: bool) -> str:
    """Return which way money goes, where its payment is not at hand."""
    return gettext("Refund") if is_refund else label(Direction, direction)


def amount_called(amount: Decimal | None, as_received: str, currency: str) -> str:
    """Return an amount with its currency, where its payment is not at hand."""
    exact = _exact(amount, as_received)
    if exact is None:
        return as_received or gettext("amount missing")
    places = max(_usual_decimals(currency), decimal_places(exact))
    return f"{exact:,.{places}f} {currency}".strip()


def _exact(amount: Decimal | None, as_received: str) -> Decimal | None:
    if amount is not None:
        return amount
    try:
        return read_amount(as_received)
    except Unreadable:
        return None


def _usual_decimals(currency: str) -> int:
    try:
        return currency_decimals(currency)
    except Unreadable:
        return 2


class PaymentStatus(models.Model):
    """One piece of news of a payment's fate; only added to.

    `occurred_at` is when it was so at the source, empty where the source told no time that can be;
    `source` the slug of who said it. `status` is a rung of the ladder, "" for a word that nobody
    here understands: that stands in `said`.
    """

    payment = models.ForeignKey(
        Payment, models.CASCADE, related_name="statuses", db_index=False
    )  # payment_status_once begins with it
    status = models.CharField(_("status"), max_length=20, blank=True)
    occurred_at = models.DateTimeField(_("was so at"), null=True)
    read_at = models.DateTimeField(_("read at"))
    source = models.CharField(_("source"), max_length=50)
    said = models.CharField(_("as said"), max_length=60, blank=True)
    scheme = models.CharField(_("code scheme"), max_length=50, blank=True)
    code = models.CharField(_("code"), max_length=120, blank=True)
    message = models.CharField(_("message"), max_length=1000, blank=True)
    contradiction = models.CharField(_("contradiction"), max_length=300, blank=True)
    digest = models.CharField(max_length=32, editable=False)  # of all that was said

    class Meta:
        verbose_name = _("payment status")
        verbose_name_plural = _("payment statuses")
        ordering = ["pk"]
        constraints = [
            # The same news told again is one.
            models.UniqueConstraint(fields=["payment", "digest"], name="payment_status_once")
        ]
        triggers = [pgtrigger.ReadOnly(name="payment_status_unchanged")]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.status}"

    @property
    def word(self) -> Word:
        """The same as a plain value; only of one whose status is understood."""
        return Word(
            status=Rung(self.status),
            occurred_at=self.occurred_at,
            read_at=self.read_at,
            order=self.pk or 0,
            source=self.source,
            scheme=self.scheme,
            code=self.code,
            message=self.message,
            contradiction=self.contradiction,
        )


class PaymentReference(models.Model):
    """A name by which a bank or provider knows a payment; `kind` as `news.Reference` has it."""

    payment = models.ForeignKey(Payment, models.CASCADE, related_name="references")
    kind = models.CharField(_("kind"), max_length=30)
    value = models.CharField(_("value"), max_length=100)

    class Meta:
        verbose_name = _("payment reference")
        verbose_name_plural = _("payment references")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["value", "kind", "payment"], name="payment_reference_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
