"""How long cases wait for customers and banks, and when done ones are closed."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support.cases.clocks import opening_after
from support.notifications.outbox.policy import zone_of
from support.payments.calendar import bank_answer_due_at, promised_at, refund_shown_by
from support.payments.models import Direction, Payment
from troubleshooting.causes.models import Cause
from troubleshooting.marks.reading import kept

if TYPE_CHECKING:
    from support.cases.models.case import Case

LONGEST_DAYS = 365
OUTCOME_UNKNOWN = "outcome_unknown"
AFTER_BANK = timedelta(days=1)
_DAYS = [MinValueValidator(1), MaxValueValidator(LONGEST_DAYS)]


class WaitingRules(models.Model):
    """Working days are those of the customer's market. Without the row the defaults hold."""

    THE_ONE = 1

    remind_after_days = models.PositiveSmallIntegerField(
        _("remind after"), default=3, validators=_DAYS,
        help_text=_("Working days without an answer; an answer is also waited for so long"
                    " when a case is snoozed for one"),
    )  # fmt: skip
    reminders = models.PositiveSmallIntegerField(
        _("reminders"), default=1, validators=[MaxValueValidator(5)],
        help_text=_("So often a customer who does not answer is reminded"),
    )  # fmt: skip
    end_after_days = models.PositiveSmallIntegerField(
        _("end after"), default=5, validators=_DAYS,
        help_text=_("Working days after the last reminder; the case ends as “no answer”"),
    )  # fmt: skip
    close_after_days = models.PositiveSmallIntegerField(
        _("close after"), default=14, validators=_DAYS,
        help_text=_("Days after a case was resolved"),
    )  # fmt: skip
    reopen_within_days = models.PositiveSmallIntegerField(
        _("not solved within"), default=30, db_default=30, validators=_DAYS,
        help_text=_("Days after the end in which customers can say so by one press"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("waiting rules")
        verbose_name_plural = _("waiting rules")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="waiting_rules_once")]

    def __str__(self) -> str:
        return f"{self.remind_after_days} {self.reminders} {self.end_after_days}"

    def days_after(self, told: int) -> int:
        """Return how long is waited after so many reminders, in working days."""
        return self.remind_after_days if told < self.reminders else self.end_after_days

    def ends_at(self, case: "Case", now: datetime) -> datetime:
        """Return when a case that waits for its customer ends by itself, at the earliest.

        A day that its bank gave, or has, is over before.
        """
        told, market = case.follow_ups, case.market
        at = case.follow_up_at or opening_after(market, now, self.days_after(told))
        while told < self.reminders:
            told += 1
            at = opening_after(market, at, self.days_after(told))
        return max(at, case.inquiry_due_at + AFTER_BANK) if case.inquiry_due_at else at


@kept
def waiting_rules() -> WaitingRules:
    """Return the rules in force, kept by this process until they change."""
    return WaitingRules.objects.first() or WaitingRules(pk=WaitingRules.THE_ONE)


def last_day(case: "Case", rules: WaitingRules, now: datetime) -> date | None:
    """Return the day before a case that waits for its customer ends, None where that is past."""
    zone = zone_of(case.contact.time_zone)
    day = rules.ends_at(case, now).astimezone(zone).date() - timedelta(days=1)
    return day if day >= now.astimezone(zone).date() else None


def promise_of(payment: Payment, cause: Cause | None, now: datetime) -> datetime | None:
    """Work out by when the money should arrive; None where nobody can say.

    A pay-in brings its customer no money, of a payment whose outcome is unknown nobody knows
    whether it left at all, what is late or on its way back has no day any more, and of a channel
    that nobody confirmed its days are not known.
    """
    of_money = cause.of_money if cause else ""
    is_unknown = cause is not None and cause.slug == OUTCOME_UNKNOWN
    if payment.direction != Direction.PAYOUT or is_unknown or of_money in Cause.WITHOUT_DAY:
        return None
    if not payment.channel.is_confirmed:
        return None
    if of_money == Cause.OfMoney.REFUND_IN_TIME:
        return refund_shown_by(payment.channel, payment.status_since or now)
    return promised_at(payment.channel, now)


def bank_due_of(payment: Payment, cause: Cause | None, now: datetime) -> datetime:
    """Work out when the bank should have answered: while money is not late it owes no answer."""
    due = bank_answer_due_at(payment.channel, now)
    is_in_time = cause is not None and cause.of_money in Cause.NOT_LATE
    promised = promise_of(payment, cause, now) if is_in_time else None
    return max(due, promised) if promised else due
