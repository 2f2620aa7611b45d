"""The facts a walk reads, made of payment, channel, code table and history."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from pytest_django.fixtures import Settings

from support.guidance.facts import build_facts
from support.payments import surroundings
from support.payments.models import Channel, ChannelState, Payment
from support.payments.news import PaymentNews
from support.payments.services import Teller, record_news
from tests.factories import NOW, make_channel, make_customer, make_payment
from troubleshooting.marks.writing import together
from troubleshooting.trees.models import TreeVersion

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_facts_are_json_and_say_what_the_payment_says():
    payment = make_payment(reference="PAY-5", amount_text="１２０．００", client="")

    facts = build_facts(payment, now=NOW)

    assert json.loads(json.dumps(facts)) == facts
    assert facts["reference"] == "PAY-5"
    assert facts["amount"] == "１２０．００"
    assert facts["client"] is None
    assert facts["customer_name"] == payment.customer.name
    assert facts["read_at"] == NOW.isoformat()


def test_a_payment_that_is_not_stored_yet_has_facts_of_json_alone():
    """As its first event has it: the row waits, and what the database would fill in is no fact."""
    channel = make_channel()
    teller = Teller("erp", NOW, make_customer, lambda: channel)

    with together({Payment: 1_000_000}):
        heard = record_news(None, PaymentNews(reference="PAY-6", status="failed"), teller)
        facts = build_facts(heard.payment, now=NOW)

    assert json.loads(json.dumps(facts)) == facts
    assert facts["payee_check"] is None


def test_facts_hold_no_full_account_number_and_no_address():
    customer = make_customer(email="secret@example.net", phone="+447700900321")

    told = json.dumps(build_facts(make_payment(customer=customer), now=NOW))

    assert "secret@example.net" not in told
    assert "+447700900321" not in told
    assert "************0001" in told


def test_limits_and_hours_of_the_channel_are_told_plainly():
    channel = make_channel(
        max_amount=Decimal("25000.0000"), daily_total=Decimal(50_000), daily_count=20
    )

    facts = build_facts(make_payment(channel=channel), now=NOW)

    assert facts["channel_max_amount"] == "25000"
    assert facts["channel_min_amount"] == "0.01"
    assert Decimal(facts["channel_daily_total"]) == 50_000
    assert facts["channel_daily_count"] == 20
    assert (facts["channel_opens"], facts["channel_closes"]) == ("00:00", "24:00")
    assert facts["channel_new_user_max"] is None


def test_a_large_round_limit_is_not_written_as_a_power_of_ten():
    channel = make_channel(max_amount=Decimal(5_000_000))

    assert build_facts(make_payment(channel=channel), now=NOW)["channel_max_amount"] == "5000000"


def test_the_channels_state_is_that_of_the_payments_minute_and_not_todays():
    payment = make_payment(initiated_at=START)
    board = [(-2, "down", "Core system"), (1, "normal", "")]
    for hours, state, note in board:
        ChannelState.objects.create(
            channel=payment.channel, state=state, since=START + timedelta(hours=hours), note=note
        )

    facts = build_facts(payment, now=NOW)

    assert (facts["channel_state"], facts["channel_state_note"]) == ("down", "Core system")


def test_a_channel_nobody_spoke_of_is_normal():
    facts = build_facts(make_payment(), now=NOW)

    assert (facts["channel_state"], facts["channel_state_note"]) == ("normal", "")


def matches_of(payment: Payment) -> list[dict[str, str]]:
    """Return what the table says of a payment's code, as a walk reads it."""
    return build_facts(payment, now=NOW)["code_matches"]


@pytest.mark.parametrize(
    ("scheme", "code", "expected"),
    [
        ("iso20022", "AC04", [("iso20022", "account_closed")]),
        ("ISO 20022", " ac04 ", [("iso20022", "account_closed")]),
        ("union-pay", "5", [("unionpay", "declined_unspecified")]),
        ("unionpay", "05", [("unionpay", "declined_unspecified")]),
        ("iso8583", "05", [("iso8583", "declined_unspecified")]),
        ("", "AC04", [("iso20022", "account_closed")]),  # the channel's own scheme
        ("nobody's scheme", "AC04", [("iso20022", "account_closed")]),  # a guess
        ("iso20022", "ZZ99", []),
        ("iso20022", "", []),
    ],
)
def test_a_code_is_looked_up_in_its_scheme(
    tree: TreeVersion, scheme: str, code: str, expected: list[tuple[str, str]]
):
    payment = make_payment(failure_scheme=scheme, failure_code=code)

    found = matches_of(payment)

    assert [(match["scheme"], match["cause"]) for match in found] == expected


def test_without_a_scheme_the_channels_schemes_are_asked_before_all_others(tree: TreeVersion):
    card = Channel.objects.get(code="demo-card-cn")
    payment = make_payment(channel=card, failure_scheme="", failure_code="05")

    assert {match["scheme"] for match in matches_of(payment)} == {"unionpay"}


def test_a_code_of_no_own_scheme_is_looked_up_everywhere(tree: TreeVersion):
    payment = make_payment(
        channel=make_channel(schemes=["fps"]), failure_scheme="", failure_code="MD07"
    )

    assert {match["scheme"] for match in matches_of(payment)} == {
        "iso20022",
        "sepa",
    }


def test_the_customers_day_on_the_channel_is_counted_in_its_zone():
    customer = make_customer()
    channel = make_channel(time_zone="Asia/Shanghai")

    def pay(hour: int, day: int = 18, **values: object) -> None:
        moment = datetime(2026, 11, day, hour, tzinfo=UTC)
        common = {"customer": customer, "channel": channel, "status": "pending"}
        make_payment(**common | {"initiated_at": moment} | values)

    pay(15, day=17, amount=Decimal(1_000))  # 23:00 the day before
    pay(16, day=17, amount=Decimal(10))  # midnight
    pay(3, amount=Decimal(5))
    pay(3, amount=None, amount_text="0.12345678")  # of more decimals than are stored
    pay(3, amount=None, amount_text="much")
    pay(3, amount=Decimal(7), channel=make_channel())
    pay(3, amount=Decimal(7), customer=make_customer())
    pay(20, amount=Decimal(7))
    payment = make_payment(customer=customer, channel=channel, initiated_at=START)

    facts = build_facts(payment, now=NOW)

    assert facts["today_count"] == 4
    assert Decimal(facts["today_total"]) == Decimal("15.12345678")


@pytest.mark.parametrize(
    ("status", "count"),
    [
        ("succeeded", 1),
        ("pending", 1),
        ("unknown", 1),
        ("returned", 1),
        ("failed", 0),
        ("rejected", 0),
        ("cancelled", 0),
    ],
)
def test_what_was_never_made_uses_nothing_of_the_day(status: str, count: int):
    payment = make_payment(initiated_at=START)
    make_payment(
        customer=payment.customer,
        channel=payment.channel,
        initiated_at=START - timedelta(hours=1),
        status=status,
        amount=Decimal(70),
    )

    facts = build_facts(payment, now=NOW)

    assert (facts["today_count"], Decimal(facts["today_total"])) == (count, 70 * count)


def test_the_first_payment_of_the_day_has_nothing_before_it():
    facts = build_facts(make_payment(), now=NOW)

    assert (facts["today_count"], facts["today_total"]) == (0, "0")
    assert facts["similar_24h"] == []


@pytest.mark.parametrize(
    ("changed", "is_similar"),
    [
        ({}, True),
        ({"initiated_at": START - timedelta(hours=24)}, True),
        ({"initiated_at": START - timedelta(hours=24, seconds=1)}, False),
        ({"initiated_at": START + MINUTE}, False),
        ({"amount": Decimal("120.01")}, False),
        ({"currency": "EUR"}, False),
        ({"counterparty_digest": "another"}, False),
        ({"counterparty_name": "Somebody Else"}, False),
    ],
)
def test_a_payment_looks_the_same_within_a_day(changed: dict[str, object], is_similar: bool):
    customer, channel = make_customer(), make_channel()
    own = {"customer": customer, "channel": channel, "counterparty_digest": "one"}
    earlier = make_payment(**own | {"initiated_at": START - MINUTE} | changed)

    facts = build_facts(make_payment(**own, initiated_at=START), now=NOW)

    references = [similar["reference"] for similar in facts["similar_24h"]]
    assert references == ([earlier.reference] if is_similar else [])


@pytest.mark.parametrize(("text", "is_similar"), [("0.12345678", True), ("0.12345679", False)])
def test_what_is_read_from_its_text_alone_looks_the_same_by_that(text: str, is_similar: bool):
    customer, channel = make_customer(), make_channel()
    own = {
        "customer": customer, "channel": channel, "counterparty_digest": "one", "amount": None,
        "amount_text": "0.12345678",
    }  # fmt: skip
    make_payment(**own | {"initiated_at": START - MINUTE, "amount_text": text})

    facts = build_facts(make_payment(**own, initiated_at=START), now=NOW)

    assert bool(facts["similar_24h"]) is is_similar


def test_a_payment_looks_the_same_over_a_change_of_our_key(settings: Settings):
    """Recorded before, during and after the old key is a fallback, and read in any order."""
    customer, channel = make_customer(), make_channel()
    seen = []
    for minute, keys in enumerate([["old"], ["new", "old"], ["new"]]):
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = keys[0], keys[1:]
        news = PaymentNews(
            reference=f"PAY-{minute}",
            direction="payout",
            status="failed",
            amount="120",
            currency="GBP",
            created_at=f"2026-11-18T09:0{minute}:00Z",
            counterparty_account="GB33BUKB20201555555555",
        )
        teller = Teller("casewalk", NOW, customer=lambda: customer, channel=lambda: channel)
        payment = record_news(None, news, teller).payment
        similar = build_facts(payment, now=NOW)["similar_24h"]
        seen.append([one["reference"] for one in similar])

    assert seen == [[], ["PAY-0"], ["PAY-1"]]


def test_failures_alike_on_the_channel_within_a_quarter_of_an_hour_are_counted():
    channel = make_channel()
    for minutes, code in [(1, "AC04"), (14, "AC04"), (3, "AM04"), (16, "AC04"), (-1, "AC04")]:
        make_payment(channel=channel, failure_code=code, initiated_at=START - minutes * MINUTE)
    make_payment(failure_code="AC04", initiated_at=START - MINUTE)
    payment = make_payment(channel=channel, failure_code="AC04", initiated_at=START)

    facts = build_facts(payment, now=NOW)

    assert (facts["channel_failures_15m"], facts["channel_payments_15m"]) == (2, 3)


def test_of_very_many_on_the_channel_the_latest_count(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(surroundings, "MOST_NEAR", 3)
    channel = make_channel()
    for minutes, code in [(9, "AC04"), (8, "AC04"), (3, "AM04"), (2, "AC04"), (1, "AM04")]:
        make_payment(channel=channel, failure_code=code, initiated_at=START - minutes * MINUTE)
    payment = make_payment(channel=channel, failure_code="AC04", initiated_at=START)

    facts = build_facts(payment, now=NOW)

    assert (facts["channel_failures_15m"], facts["channel_payments_15m"]) == (1, 3)


def test_without_a_code_nothing_failed_alike():
    channel = make_channel()
    make_payment(channel=channel, failure_code="", initiated_at=START - MINUTE)

    facts = build_facts(make_payment(channel=channel, failure_code="", initiated_at=START), now=NOW)

    assert (facts["channel_failures_15m"], facts["channel_payments_15m"]) == (0, 1)


def test_a_payment_without_a_readable_time_has_no_history():
    facts = build_facts(make_payment(initiated_at=None, created_at_text="soon"), now=NOW)

    assert facts["today_count"] is None
    assert facts["today_total"] is None
    assert facts["similar_24h"] == []
    assert facts["channel_failures_15m"] is None


def test_facts_cost_the_same_whatever_happened_before(django_assert_num_queries, tree: TreeVersion):
    customer, channel = make_customer(), make_channel()
    for number in range(1, 30):
        make_payment(customer=customer, channel=channel, initiated_at=START - number * MINUTE)
    payment = make_payment(customer=customer, channel=channel, initiated_at=START)

    build_facts(payment, now=NOW)  # the tables of codes are read once by a process
    with django_assert_num_queries(2):  # what surrounds it, and the mark of all that is kept
        build_facts(payment, now=NOW)
