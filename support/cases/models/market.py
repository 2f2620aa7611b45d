"""Whose working days count for a case, and what is promised there."""

from dataclasses import replace
from datetime import timedelta

from support.calendars.services import clock_rule, exceptions_of, hours_of
from support.cases.clocks import MARKETS, PROMISES, Market, Promise


def market_for(language: str) -> Market:
    """Return the market whose customers read a language, with hours and days that leads entered."""
    name = language or "en"
    hours = hours_of(name)
    market = MARKETS[name]
    if hours is not None:
        market = Market(hours.time_zone, hours.calendar, hours.opens_at, hours.closes_at)
    return replace(market, exceptions=exceptions_of(market.calendar))


def promise_for(language: str, priority: str) -> Promise:
    """Return what is promised to the customers of a market for a priority, as leads entered it."""
    rule = clock_rule(language or "en", priority)
    if rule is None:
        return PROMISES[priority]
    minute = timedelta(minutes=1)
    return Promise(
        rule.first_answer * minute,
        rule.next_answer * minute,
        rule.solution * minute,
        rule.warn_before * minute,
        raises=rule.raises,
        gives_back=rule.gives_back,
        tells=rule.tells,
    )
