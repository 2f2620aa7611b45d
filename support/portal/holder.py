"""Who holds the money: the stations on its way, and at which one it is."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from support.cases.models import Case
from support.claims.money import Place, place_of
from support.claims.record import Record
from support.payments.models import Payment

# At which of three stations the money is.
_WHERE = {
    Place.WITH_US: 0, Place.CAME_BACK: 0, Place.WITH_CUSTOMER: 0,
    Place.ON_ITS_WAY: 1, Place.COMING_BACK: 1, Place.AT_BANK: 1, Place.CREDITED: 2,
}  # fmt: skip


@dataclass(frozen=True)
class Station:
    """One that holds the money, held it or is to get it; `progress` is past, now or later."""

    name: str
    progress: str
    icon: str
    detail: str = ""


def stations_of(case: Case, record: Record) -> tuple[Station, ...]:
    """Return the three stations of a payment; none where nobody knows which one has the money.

    Of a debit that came back nobody knows whether it was ever taken, and what is with us but not
    credited is at none of the three. How the refund of a pay-in goes is not known.
    """
    where = None if record.is_of_pay_in else _WHERE.get(place_of(record))
    is_at_none = record.is_with_us or record.is_debit_back
    if where is None or case.payment is None or not record.direction or is_at_none:
        return ()
    ends = _ends_of_payout(case) if record.direction == "payout" else _ends_of_payin()
    (first, first_detail), (last, last_detail) = ends
    is_back = place_of(record) is Place.COMING_BACK
    is_moving = place_of(record) is Place.ON_ITS_WAY or is_back
    bank = _bank_of(case.payment, record)
    way = _("on its way back") if is_back else _("on its way")
    details = [first_detail, way if is_moving else "", last_detail]
    if not is_moving:
        is_coming = record.direction == "payin" and record.state == "returned"
        details[where] = _("on its way back") if is_coming else _("the money is here")
    return tuple(
        Station(name, _progress(place, where), _icon(place, where), details[place])
        for place, name in enumerate((first, bank, last))
    )


def _bank_of(payment: Payment, record: Record) -> str:
    """Name the bank in between: the channel's only until the money is at another one."""
    channel = payment.channel
    if record.state == "delivered":
        return _("The receiving bank")
    is_named = channel.public_name_en or channel.public_name_zh
    is_ours = is_named and record.state != "recalled"  # which bank decides is not known
    return name_of_channel(payment) if is_ours else _("The bank")


def name_of_channel(payment: Payment) -> str:
    """Return what customers know the channel of a payment by, as a heading begins."""
    return capfirst(payment.channel.public_name(payment.method))


Ends = tuple[tuple[str, str], tuple[str, str]]


def _ends_of_payout(case: Case) -> Ends:
    account = case.payment.account_label if case.payment else ""
    return (pgettext("holder", "Us"), ""), (_("Your account"), account)


def _ends_of_payin() -> Ends:
    return (_("Your account"), ""), (pgettext("holder", "Payee"), "")


def _progress(place: int, where: int) -> str:
    if place == where:
        return "now"
    return "past" if place < where else "later"


def _icon(place: int, where: int) -> str:
    if place < where:
        return "check"
    return "banknotes" if place == where else "wallet"
