"""Days, times and amounts as customers read them."""

from datetime import UTC, date, datetime
from decimal import Decimal

from support.claims.formats import write_amount, write_day, write_moment
from tests.every import every

DAY = date(2026, 11, 28)


@every(
    ("amount", "currency", "english", "chinese"),
    [
        ("1200", "CNY", "1,200.00 CNY", "1,200.00 元"),
        ("1200", "JPY", "1,200 JPY", "1,200 日元"),
        ("1200.5", "KWD", "1,200.500 KWD", "1,200.500 科威特第纳尔"),
        ("0.12345678", "BTC", "0.12345678 BTC", "0.12345678 BTC"),
        ("99999999999999.99", "USD", "99,999,999,999,999.99 USD", "99,999,999,999,999.99 美元"),
        ("10.005", "EUR", "10.005 EUR", "10.005 欧元"),
        ("0.4", "JPY", "0.4 JPY", "0.4 日元"),
        ("7", "", "7.00", "7.00"),
    ],
)
def test_an_amount_is_never_rounded_and_reads_as_the_language_writes_it(
    amount: str, currency: str, english: str, chinese: str
) -> None:
    assert write_amount(Decimal(amount), currency, "en") == english
    assert write_amount(Decimal(amount), currency, "zh-hans") == chinese


def test_days_and_times_read_as_the_language_writes_them() -> None:
    moment = datetime(2026, 11, 8, 9, 5, tzinfo=UTC)

    assert (write_day(DAY, "en"), write_day(DAY, "zh-hans")) == (
        "28 November 2026",
        "2026年11月28日",
    )
    assert write_moment(moment, "en") == "8 November 2026, 09:05"
    assert write_moment(moment, "zh-hans") == "2026年11月8日 09:05"


def test_what_is_missing_is_written_as_nothing() -> None:
    assert [write_day(None, "en"), write_moment(None, "en"), write_amount(None, "CNY", "en")] == [
        "",
        "",
        "",
    ]
