"""When to expect the money, counted in bank days, and why the day may move."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from support.cases.models import Case, Status
from support.payments.calendar import is_bank_day, is_final
from support.payments.models import Channel, Direction
from support.portal.wording import FINISHED, is_silent, status_shown

SATURDAY = 5


@dataclass(frozen=True)
class Expectation:
    """One sentence with the day, why it may move, and the days that do not count on the way."""

    sentence: str
    why: str = ""
    uncounted: tuple[str, ...] = ()


def expectation_of(case: Case, now: datetime) -> Expectation:
    """Say what the record promises and no more, in the active language and time zone."""
    status = status_shown(case)
    if status in FINISHED and case.resolved_at:
        day = _day(case.resolved_at)
        return Expectation(_("It was finished on %(day)s.") % {"day": day})
    if is_silent(case):
        return Expectation("")
    if status == Status.WAITING_CUSTOMER:
        return Expectation(_("The day depends on when you do what is asked here."))
    if case.promised_at and case.promised_at > now:
        return _promise(case, case.promised_at, now)
    if case.promised_at and status == Status.WAITING_BANK:
        return _passed(case, case.promised_at)
    return _without_day(case, now)


def time_format() -> str:
    """Return how the page writes a day with its time, in Django's date format characters."""
    return pgettext("date format", "N j, Y, H:i")


def _promise(case: Case, promised_at: datetime, now: datetime) -> Expectation:
    if case.payment and case.payment.direction == Direction.PAYOUT:
        sentence = _("We expect the money by %(day)s.")
    else:
        sentence = _("We expect the payment to be finished by %(day)s.")
    said = sentence % {"day": _day(promised_at)}
    if case.payment is None:
        return Expectation(said)
    channel = case.payment.channel
    uncounted = _uncounted_days(channel, now, promised_at)
    why = " ".join(filter(None, [_why(channel), _not_final(channel, promised_at)]))
    return Expectation(said, why, uncounted)


def _passed(case: Case, promised_at: datetime) -> Expectation:
    if case.payment and case.payment.direction == Direction.PAYOUT:
        sentence = _("We expected the money by %(day)s. The bank has not confirmed it yet.")
    else:
        sentence = _("We expected an answer by %(day)s. The bank has not confirmed it yet.")
    return Expectation(sentence % {"day": _day(promised_at)})


def _without_day(case: Case, now: datetime) -> Expectation:
    is_owed_an_answer = case.first_answered_at is None and case.contact.is_reachable
    if not is_owed_an_answer or case.first_answer_due_at <= now:
        return Expectation(_("We cannot name a day yet."))
    moment = date_format(timezone.localtime(case.first_answer_due_at), time_format())
    sentence = _("You will hear from us by %(moment)s. We cannot name a day yet.")
    return Expectation(sentence % {"moment": moment})


def _why(channel: Channel) -> str:
    if channel.works_weekends and not channel.holidays:
        return _("The bank works every day. The day can move if the bank takes longer.")
    if channel.works_weekends:
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


def _not_final(channel: Channel, promised_at: datetime) -> str:
    if is_final(channel, promised_at):
        return ""
    sentence = _("The bank holidays of %(year)s are not final yet, so the day may still change.")
    return sentence % {"year": promised_at.astimezone(channel.zone).year}


def _uncounted_days(channel: Channel, now: datetime, promised_at: datetime) -> tuple[str, ...]:
    """Name the days from today to the promised one on which the bank does not work."""
    day = now.astimezone(channel.zone).date()
    last = promised_at.astimezone(channel.zone).date()
    days = (day + timedelta(days=count) for count in range((last - day).days + 1))
    return tuple(_named(day) for day in days if not is_bank_day(channel, day))


def _named(day: date) -> str:
    name = date_format(day, pgettext("date format", "l, N j"))
    if day.weekday() >= SATURDAY:
        return name
    return _("%(day)s (bank holiday)") % {"day": name}


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")
