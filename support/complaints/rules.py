"""Which rule holds for a case, and by when it wants what."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from support.calendars.services import exceptions_of
from support.cases.clocks import Market
from support.cases.models import Case
from support.cases.models.market import market_for
from support.complaints.deadlines import Unit, due_in
from support.complaints.models import ComplaintRule

_REGION = re.compile(r"[-_]([A-Za-z]{2})\b")


@dataclass(frozen=True)
class Terms:
    """By when a complaint is to be acknowledged, answered, and answered at the longest."""

    acknowledge_by: datetime
    answer_by: datetime
    longest_by: datetime | None


def rule_for(case: Case) -> ComplaintRule:
    """Return the rule of the country in a case's locale, else of the market; one query.

    Where no rule is for either, the strictest holds. Raises ValidationError where there is none.
    """
    contact = case.contact
    named = _REGION.search(contact.locale or "")
    country = named[1].upper() if named else ""
    rules = list(ComplaintRule.objects.all())
    for rule in rules:
        if country and country in rule.countries.upper().split():
            return rule
    for rule in rules:
        if rule.market == (contact.language or "en"):
            return rule
    if not rules:
        raise ValidationError(_("No rule for complaints is entered."), code="no_rule")
    return min(rules, key=lambda rule: rule.answer_days)


def market_of(rule: ComplaintRule, language: str) -> Market:
    """Return by which days a rule counts: its calendar and zone, the hours of the market."""
    return replace(
        market_for(language),
        time_zone=rule.time_zone,
        calendar=rule.calendar,
        exceptions=exceptions_of(rule.calendar),
    )


def terms_of(rule: ComplaintRule, market: Market, received: datetime) -> Terms:
    longest = rule.longest_days
    return Terms(
        acknowledge_by=due_in(market, received, rule.acknowledge_days, Unit.BUSINESS),
        answer_by=due_in(market, received, rule.answer_days, rule.answer_unit),
        longest_by=due_in(market, received, longest, rule.longest_unit) if longest else None,
    )
