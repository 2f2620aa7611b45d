"""Days, times and amounts as customers read them; used by mail, SMS and the status page."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from troubleshooting.checks.reading.as_written import (
    Unreadable,
    currency_decimals,
    decimal_places,
)

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
# What Chinese readers call a currency behind its amount; others keep their code.
CHINESE_NAMES: Mapping[str, str] = {
    "CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元",
    "TWD": "新台币元", "MOP": "澳门元", "SGD": "新加坡元", "KRW": "韩元", "AUD": "澳元",
    "CAD": "加元", "NZD": "新西兰元", "CHF": "瑞士法郎", "THB": "泰铢", "MYR": "林吉特",
    "INR": "印度卢比", "IDR": "印尼盾", "VND": "越南盾", "PHP": "菲律宾比索", "RUB": "卢布",
    "BRL": "雷亚尔", "KWD": "科威特第纳尔", "AED": "阿联酋迪拉姆",
}  # fmt: skip
USUAL_DECIMALS = 2


def write_amount(amount: Decimal | None, currency: str, language: str) -> str:
    """Write an amount with its currency, never rounded; "" for a missing one."""
    if amount is None:
        return ""
    places = max(usual_decimals(currency), decimal_places(amount))
    return f"{amount:,.{places}f} {currency_name(currency, language)}".strip()


def currency_name(currency: str, language: str) -> str:
    if is_chinese(language):
        return CHINESE_NAMES.get(currency.upper(), currency)
    return currency


def write_day(day: date | None, language: str) -> str:
    """Write a day like 28 November 2026, 2026年11月28日; "" for none."""
    if day is None:
        return ""
    if is_chinese(language):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def write_moment(moment: datetime | None, language: str) -> str:
    """Write a day with its time, by the clock that the moment is in; "" for none."""
    if moment is None:
        return ""
    between = " " if is_chinese(language) else ", "
    return f"{write_day(moment, language)}{between}{moment:%H:%M}"


def is_chinese(language: str) -> bool:
    return language.startswith("zh")


def usual_decimals(currency: str) -> int:
    try:
        return currency_decimals(currency)
    except Unreadable:
        return USUAL_DECIMALS
