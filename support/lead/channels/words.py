"""What the board says of a channel's hours and limits, and whether it takes payments now."""

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from support.claims.formats import is_chinese, write_amount
from support.claims.zones import zone_in_words
from support.payments.calendar import next_opening
from support.payments.models import Channel, PlannedStop


@dataclass(frozen=True)
class Open:
    """Whether a channel takes payments now, in words; `until` is when that ends, if known."""

    words: str
    is_open: bool = False
    until: datetime | None = None


def is_open(channel: Channel, state: str, stop: PlannedStop | None, now: datetime) -> Open:
    """Answer whether a channel is open: by its state, by what is planned and by its hours."""
    if stop is not None and stop.is_under_way(now):
        return Open(_("Closed as planned"), until=stop.ends_at)
    if state == Channel.State.DOWN:
        return Open(_("Takes no payments"))
    if not channel.is_confirmed:
        return Open(_("Hours and limits not known"))
    if (opening := next_opening(channel, now)) > now:
        return Open(pgettext("channel", "Closed"), until=opening)
    if state == Channel.State.DEGRADED:
        return Open(_("Open, with trouble"), is_open=True)
    return Open(pgettext("channel", "Open"), is_open=True)


def hours_of(channel: Channel) -> str:
    if not channel.is_confirmed:
        return ""
    is_daily = channel.works_weekends and not channel.holidays
    if channel.opens_at == time(0) and channel.closes_at is None:
        hours = _("Around the clock")
    else:
        closes = f"{channel.closes_at:%H:%M}" if channel.closes_at else "24:00"
        hours = f"{channel.opens_at:%H:%M}–{closes}{_place(channel)}"
    if is_daily:
        return hours
    if channel.works_weekends:
        return _("%(hours)s, not on bank holidays") % {"hours": hours}
    return _("%(hours)s, on bank days") % {"hours": hours}


def _place(channel: Channel) -> str:
    """Say by the clock of which place."""
    language = get_language() or ""
    if is_chinese(language):
        return f"（{zone_in_words(timezone.localtime(timezone=channel.zone), language)}）"
    return f" ({channel.zone.key.rpartition('/')[2].replace('_', ' ')})"


def range_of(channel: Channel) -> str:
    """Say which amounts a channel takes, "" where any."""
    least, most = _amount(channel.min_amount, channel), _amount(channel.max_amount, channel)
    if least and most:
        return f"{least} – {most}"
    return f"≥ {least}" if least else f"≤ {most}" if most else ""


def limits_of(channel: Channel) -> list[str]:
    """Say a channel's other limits; none where nothing is limited."""
    found = []
    if channel.daily_total:
        amount = _amount(channel.daily_total, channel)
        found.append(_("%(amount)s a day and customer") % {"amount": amount})
    if channel.daily_count:
        found.append(_("%(count)s payments a day and customer") % {"count": channel.daily_count})
    if channel.new_user_days and channel.new_user_max:
        amount = _amount(channel.new_user_max, channel)
        words = _("%(amount)s in the first %(days)s days of a customer")
        found.append(words % {"amount": amount, "days": channel.new_user_days})
    return found


def _amount(amount: Decimal | None, channel: Channel) -> str:
    return write_amount(amount, channel.currency, get_language() or "")
