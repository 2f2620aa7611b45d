"""Mailing figures to who wants them: of each week or month that is over, once."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from support.cases.models.market import market_for
from support.cases.viewing.conditions import Asking
from support.claims.zones import zone_in_words
from support.desk.models import AgentPreference
from support.lead.reports.models import ReportMail
from support.lead.reports.page import address_of, name_of
from support.notifications.outbox.to_colleagues import mail_colleague
from support.notifications.words.rendering import Rendered
from support.reports.access import may_read
from support.reports.catalogue import REPORTS
from support.reports.counting import Figures
from support.reports.outside import count_report
from support.reports.periods import Period, period_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User


logger = logging.getLogger(__name__)


def set_mail(user: "User", every: str, *, now: datetime) -> None:
    """Mail somebody the figures of each week or month that ends from now on; "" for none."""
    if every not in ReportMail.Every.values:
        ReportMail.objects.filter(user=user).delete()
        return
    with _as_they_read(user):
        last = period_of(every, timezone.localdate(now)).before.until
    told = {"every": every, "told_until": last}
    ReportMail.objects.update_or_create(user=user, defaults=told)


def mail_due(now: datetime) -> int:
    """Mail everybody what is over; return how many were. Killed in its midst, it goes on anew."""
    wanted = ReportMail.objects.order_by("pk").values_list("pk", flat=True)
    return sum(_tried(pk, now) for pk in wanted)


def _tried(pk: int, now: datetime) -> bool:
    try:
        return _mail(pk, now)
    except Exception:  # keeps nobody else from their figures, and is told each time
        logger.exception("figures could not be mailed, row %s", pk)
        return False


@transaction.atomic
def _mail(pk: int, now: datetime) -> bool:
    held = ReportMail.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if held is None:
        return False
    user = held.user
    with _as_they_read(user):
        period = period_of(held.every, timezone.localdate(now)).before
        if period.until <= held.told_until:
            return False
        held.told_until = period.until
        held.save(update_fields=["told_until"])
        if not (user.is_active and user.email and may_read(user)):
            return False
        language = translation.get_language() or settings.LANGUAGE_CODE
        key = f"report:{user.pk}:{held.every}:{period.until}"
        words = _words(period, Asking(user, now))
        return (
            mail_colleague(user, "report", words, language=language, key=key, now=now) is not None
        )


@contextmanager
def _as_they_read(user: "User") -> Iterator[None]:
    """Speak somebody's language, and tell days by their clock."""
    own = AgentPreference.objects.filter(user=user).first()
    language = own.language if own else settings.LANGUAGE_CODE
    zone = (own.time_zone if own else "") or market_for(language).time_zone
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        yield


def _words(period: Period, asking: Asking) -> Rendered:
    figures = [count_report(report, period, asking) for report in REPORTS.values()]
    language = translation.get_language() or ""
    lines = [
        _("Figures of %(period)s, in brackets those of %(before)s.")
        % {"period": name_of(period), "before": name_of(period.before)},
        _("Times: %(zone)s") % {"zone": zone_in_words(timezone.localtime(asking.now), language)},
        *(line for one in figures for line in ["", *_told(one, period)]),
    ]
    subject = _("Figures of %(period)s") % {"period": name_of(period)}
    return Rendered(subject=subject, text="\n".join(lines) + "\n")


def _told(figures: Figures, period: Period) -> Iterator[str]:
    (total,) = figures.total.lines
    yield str(figures.report.title)
    for name, label in figures.total.columns:
        number = total.numbers[name]
        if number.count or number.before:
            yield f"  {label}: {number.count} ({number.before})"
    for ratio, share in zip(figures.report.ratios, total.shares, strict=True):
        if share.is_told:
            yield f"  {ratio.label}: {share.percent} ({share.low_percent}–{share.high_percent})"
    yield settings.PUBLIC_URL + address_of(figures.report.slug, period)
