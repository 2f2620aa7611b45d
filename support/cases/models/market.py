"""Whose working days count for a case."""

from dataclasses import replace

from support.calendars.services import exceptions_of
from support.cases.clocks import MARKETS, Market


def market_for(language: str) -> Market:
    """Return the market whose customers read a language, with the days that leads entered."""
    market = MARKETS[language or "en"]
    return replace(market, exceptions=exceptions_of(market.calendar))
