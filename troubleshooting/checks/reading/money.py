"""Read amounts of money and currencies, in major and in minor units."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

import iso4217

from troubleshooting.checks.reading.text import Unreadable, is_short, shown
from troubleshooting.checks.text import gettext_noop

MAX_AMOUNT_TEXT = 64
MAX_WHOLE_DIGITS = 15  # beyond any payment, and exact in Decimal's 28 digits
MAX_DECIMAL_DIGITS = 12
# A float holds fifteen decimal digits for certain (IEEE 754, binary64); what follows is noise.
FLOAT_DIGITS = 15
NOISE_DECIMALS = 9  # so many decimals nobody writes: they come from a float

# ISO 4217, list one: the currencies whose minor unit is not a hundredth.
MINOR_UNITS = {
    currency.code: currency.exponent
    for currency in iso4217.Currency
    if currency.exponent not in (2, None)
}
NUMBERS = {currency.number: currency.code for currency in iso4217.Currency}
# What providers count otherwise than ISO 4217, in what they send and take as minor units.
# docs.stripe.com/currencies, special cases and zero-decimal currencies:
STRIPE_MINOR_UNITS = {"ISK": 2, "UGX": 2, "MGA": 0}
# docs.adyen.com/development-resources/currency-codes, "differs from standard":
ADYEN_MINOR_UNITS = {"CLP": 2, "CVE": 0, "IDR": 0, "ISK": 2}

CURRENCY_ALIASES = {"RMB": "CNY", "CNH": "CNY", "人民币": "CNY"}
# Signs that are written for one currency only; "$" and "¥" are not.
CURRENCY_ALIASES |= {"€": "EUR", "£": "GBP", "₹": "INR", "US$": "USD", "HK$": "HKD"}

_MARK = r"(?:(?!NAN|INF)[A-Z]{0,3}[$€£¥₩₹₽₺₫₱₪฿]|(?!NAN|INF)[A-Z]{3}|元|圆)"
_AMOUNT = re.compile(
    rf"(?P<sign>[+-]?) ?{_MARK}? ?(?P<inner_sign>[+-]?) ?(?P<body>[0-9.,' ]*[0-9]) ?{_MARK}?"
)
_PLAIN = re.compile(r"(?P<whole>[0-9]*)(?:\.(?P<decimals>[0-9]+))?")
_COMMA_DECIMALS = re.compile(r"(?P<whole>[0-9]+),(?P<decimals>[0-9]+)")
_GROUPED = re.compile(
    r"(?P<whole>[0-9]{1,3}(?P<mark>[,.' ])[0-9]{3}(?:(?P=mark)[0-9]{3})*)"
    r"(?:(?!(?P=mark))[.,](?P<decimals>[0-9]+))?"
)
_LAKHS = re.compile(r"(?P<whole>[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})(?:\.(?P<decimals>[0-9]+))?")
_NO_DIGIT = re.compile(r"[^0-9]")
_NUMBER_OF_CURRENCY, _CODE_OF_CURRENCY = re.compile(r"[0-9]{3}"), re.compile(r"[A-Z]{3}")


def read_amount(value: object) -> Decimal:
    """Read an amount of money. Raises Unreadable.

    Marks: "1,234.56", "1.234,56", "1 234,56", "1'234.56" and "1,23,456.78" are read
    with or without a currency around them. A single comma before exactly three digits
    groups thousands ("1,234" is 1234, but "0,123" and "1234,567" cannot be grouped and
    are decimals); a single dot is always a decimal dot ("1.234" is 1.234). The noise of a
    float, as a number or as text, is rounded away: 120.00000000000001 is 120.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise _no_amount(value)
    if isinstance(value, int) and value.bit_length() > MAX_AMOUNT_TEXT:
        raise _no_amount(value)
    text = _amount_text(_written(value))
    match = _AMOUNT.fullmatch(text) if len(text) <= MAX_AMOUNT_TEXT else None
    if not match or (match["sign"] and match["inner_sign"]):
        raise _no_amount(value)
    parts = _whole_and_decimals(match["body"])
    if parts is None or len(parts[0]) > MAX_WHOLE_DIGITS or len(parts[1]) > MAX_DECIMAL_DIGITS:
        raise _no_amount(value)
    sign = match["sign"] or match["inner_sign"]
    return Decimal(f"{sign}{parts[0] or 0}.{parts[1] or 0}")


def read_minor_amount(
    value: object, currency: object, *, exceptions: Mapping[str, int] | None = None
) -> Decimal:
    """Read an amount that counts the smallest units of its currency, in major units.

    7409 is 74.09 EUR, 7409 JPY and 7.409 KWD; `exceptions` are a provider's own decimals by
    currency. Raises Unreadable, also for a part of the smallest unit.
    """
    amount = read_amount(value)
    units = amount.to_integral_value()
    if units != amount:
        raise _no_amount(value)
    code = read_currency(currency)
    decimals = (exceptions or {}).get(code, currency_decimals(code))
    return units.scaleb(-decimals)


def _no_amount(value: object) -> Unreadable:
    return Unreadable(gettext_noop("“%(value)s” cannot be read as an amount."), value=shown(value))


def _written(value: str | float | Decimal) -> str:
    return f"{Decimal(f'{value:.{FLOAT_DIGITS}g}'):f}" if isinstance(value, float) else str(value)


def _amount_text(text: str) -> str:
    if len(text) > MAX_AMOUNT_TEXT:
        return text
    plain = unicodedata.normalize("NFKC", text).upper()
    return " ".join(plain.replace("−", "-").replace("’", "'").replace("٬", ",").split())


def _whole_and_decimals(body: str) -> tuple[str, str] | None:
    match = _PLAIN.fullmatch(body)  # as nearly all are written
    if match is None:
        grouped = _GROUPED.fullmatch(body) or _LAKHS.fullmatch(body)
        comma = _COMMA_DECIMALS.fullmatch(body)
        match = comma if comma and (body.startswith("0") or not grouped) else grouped
    if match is None:
        return None
    whole = _NO_DIGIT.sub("", match["whole"]).lstrip("0")
    return _without_noise(whole, match["decimals"] or "")


def _without_noise(whole: str, decimals: str) -> tuple[str, str]:
    """Round the text of a float to the digits that a float holds; leave any other as it is."""
    if len(decimals) < NOISE_DECIMALS or len(f"{whole}{decimals}".lstrip("0")) <= FLOAT_DIGITS:
        return whole, decimals
    rounded = round(Decimal(f"{whole or 0}.{decimals}"), max(0, FLOAT_DIGITS - len(whole)))
    before, _, after = f"{rounded:f}".partition(".")
    return before.lstrip("0"), after.rstrip("0")


def decimal_places(amount: Decimal) -> int:
    """Count the decimals that matter: 10.50 has one."""
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def read_currency(value: object) -> str:
    """Read a currency's three letters, RMB as CNY. Raises Unreadable.

    Its number of ISO 4217 is read too: "826" is GBP, and 36, which lost its zero, AUD.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        text = NUMBERS.get(value, "")
    else:
        text = unicodedata.normalize("NFKC", value).strip().upper() if is_short(value) else ""
        text = CURRENCY_ALIASES.get(text, text)
        if _NUMBER_OF_CURRENCY.fullmatch(text):
            text = NUMBERS.get(int(text), "")
    if not _CODE_OF_CURRENCY.fullmatch(text):
        raise Unreadable(gettext_noop("“%(value)s” is not a currency code."), value=shown(value))
    return text


def currency_decimals(currency: object) -> int:
    """Say how many decimals ISO 4217 gives a currency: CNY 2, JPY 0, KWD 3.

    Raises Unreadable for what is not a currency code.
    """
    return MINOR_UNITS.get(read_currency(currency), 2)
