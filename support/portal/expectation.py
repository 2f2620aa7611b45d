"""When to expect the money, counted in bank days, and why the day may move."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from support.cases.models import Case
from support.claims.claim import Slot
from support.claims.composing import Said
from support.claims.formats import is_chinese
from support.payments.calendar import is_bank_day
from support.payments.models import Channel
from troubleshooting.causes.models import Cause

SATURDAY = 5
DAYS = ("l j F", "n月j日 l")  # in Django's date format characters
PROMISED = "day_promised"


@dataclass(frozen=True)
class Expectation:
    """One sentence with the day, why it may move, and the days that do not count on the way."""

    sentence: str
    why: str = ""
    uncounted: tuple[str, ...] = ()


def expectation_of(case: Case, said: Said, now: datetime) -> Expectation:
    """Say of the day what claims allow; of one that is promised, by what it may move."""
    sentence = said.text(Slot.DAY)
    if PROMISED not in said.keys or case.payment is None or case.promised_at is None:
        return Expectation(sentence)
    # As `refund_shown_by` counts them.
    is_refund = case.cause is not None and case.cause.of_money == Cause.OfMoney.REFUND_IN_TIME
    why = _why(case.payment.channel, counts_weekends=not is_refund)
    uncounted = _uncounted_days(case, said.language, now, counts_weekends=not is_refund)
    return Expectation(sentence, why, uncounted)


def _why(channel: Channel, *, counts_weekends: bool) -> str:
    works_weekends = channel.works_weekends and counts_weekends
    if works_weekends and not channel.holidays:
        return _("The bank works every day. The day can move if the bank takes longer.")
    if works_weekends:
        return _(
            "This is counted in bank days: bank holidays do not count. "
            "The day can move if the bank takes longer."
        )
    if not channel.holidays:
        return _(
            "This is counted in bank days: Saturdays and Sundays do not count. "
            "The day can move if the bank takes longer."
        )
    return _(
        "This is counted in bank days: Saturdays, Sundays and bank holidays do not count. "
        "The day can move if the bank takes longer."
    )


def _uncounted_days(
    case: Case, language: str, now: datetime, *, counts_weekends: bool
) -> tuple[str, ...]:
    """Name the days from today to the promised one on which the bank does not work."""
    if case.payment is None or case.promised_at is None:
        return ()
    channel = case.payment.channel
    day = now.astimezone(channel.zone).date()
    last = case.promised_at.astimezone(channel.zone).date()
    days = (day + timedelta(days=count) for count in range((last - day).days + 1))
    return tuple(
        _named(day, language)
        for day in days
        if not is_bank_day(channel, day, counts_weekends=counts_weekends)
    )


def _named(day: date, language: str) -> str:
    name = date_format(day, DAYS[is_chinese(language)])
    if day.weekday() >= SATURDAY:
        return name
    return _("%(day)s (bank holiday)") % {"day": name}
