"""A sentence names a limit, a reset, an opening or a detail only where the record bears it out."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from support.cases.telling.cause_sentences import cause_sentence
from support.cases.telling.known import READERS, known_of
from support.cases.telling.recording import fits_payment, record_of
from support.payments.channels.stops import cancel_stop, plan_stop
from support.sources.models import Source
from tests.factories import NOW, make_case, make_channel, make_customer, make_payment
from troubleshooting.causes.models import Cause
from troubleshooting.causes.sentences import PLACEHOLDERS

pytestmark = pytest.mark.django_db

IN_SHANGHAI = {"locale": "zh-CN", "time_zone": "Asia/Shanghai"}


def told(payment, cause, *names, language="en", now=NOW):
    """Return what is known for some placeholders; what is not is left out."""
    known = known_of(make_case(payment=payment), cause, names, language=language, now=now)
    return {name: value for name, value in known.items() if value}


def test_every_placeholder_is_read_from_somewhere():
    assert READERS.keys() == PLACEHOLDERS.keys()


def test_of_a_case_without_a_payment_only_its_reference_is_known():
    case = make_case(payment=None)

    assert known_of(case, "amount_over_limit", READERS, language="en", now=NOW) == {
        "reference": case.reference
    }


def test_a_limit_is_named_where_the_amount_is_above_it_in_the_same_currency():
    channel = make_channel(max_amount=Decimal(1000), currency="CNY")
    above = make_payment(channel=channel, amount=Decimal("1000.01"))
    in_it = make_payment(channel=channel, amount=Decimal(1000))
    other = make_payment(channel=channel, amount=Decimal(5000), currency="USD")

    assert told(above, "amount_over_limit", "limit") == {"limit": "1,000.00 CNY"}
    assert told(above, "amount_over_limit", "limit", language="zh-hans") == {"limit": "1,000.00 元"}
    assert told(in_it, "amount_over_limit", "limit") == {}
    assert told(other, "amount_over_limit", "limit") == {}
    assert told(above, "account_closed", "limit") == {}


def test_limits_are_named_beside_an_amount_of_more_decimals_than_are_stored():
    channel = make_channel(max_amount=Decimal("0.1"), currency="BTC")
    least = make_channel(min_amount=Decimal(1), currency="BTC")
    exact = {"amount": None, "amount_text": "0.12345678", "currency": "BTC"}

    above = make_payment(channel=channel, **exact)
    below = make_payment(channel=least, **exact)

    assert "limit" in told(above, "amount_over_limit", "limit")
    assert "minimum" in told(below, "amount_invalid", "minimum")


def test_of_a_channel_that_nobody_confirmed_no_limit_is_known():
    channel = make_channel(max_amount=Decimal(10), min_amount=Decimal(5), is_confirmed=False)

    assert told(make_payment(channel=channel), "amount_over_limit", "limit", "opens_at") == {}


def test_the_least_is_named_for_an_amount_below_it():
    channel = make_channel(min_amount=Decimal(50), currency="JPY")

    assert told(make_payment(channel=channel, amount=Decimal(49)), "amount_invalid", "minimum") == {
        "minimum": "50 JPY"
    }
    assert (
        told(make_payment(channel=channel, amount=Decimal(50)), "amount_invalid", "minimum") == {}
    )


def test_the_count_of_a_day_is_named_with_the_time_it_starts_anew_until_that_has_passed():
    channel, customer = make_channel(daily_count=1, time_zone="Asia/Shanghai"), make_customer()
    customer = make_customer(**IN_SHANGHAI)
    at = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
    make_payment(channel=channel, customer=customer, initiated_at=at, status="credited")
    second = make_payment(channel=channel, customer=customer, initiated_at=at + timedelta(hours=1))

    assert told(second, "count_limit", "limit", "resets_at") == {
        "limit": "1 payout",
        "resets_at": "19 November 2026, 00:00 (Beijing time)",
    }
    chinese = told(second, "count_limit", "limit", "resets_at", language="zh-hans")
    assert chinese == {"limit": "1 笔", "resets_at": "2026年11月19日 00:00（北京时间）"}
    tomorrow = NOW + timedelta(days=1)
    assert told(second, "count_limit", "resets_at", now=tomorrow) == {}


def test_the_total_of_a_day_is_named_and_nothing_where_the_day_had_room():
    channel, customer = make_channel(daily_total=Decimal(200)), make_customer()
    first = make_payment(channel=channel, customer=customer, status="credited")
    again = make_payment(
        channel=channel, customer=customer, initiated_at=first.initiated_at + timedelta(minutes=9)
    )

    assert told(again, "count_limit", "limit") == {"limit": "200.00 GBP"}
    assert told(first, "count_limit", "limit", "resets_at") == {}


def test_the_next_opening_is_named_by_the_customers_clock_while_it_is_to_come():
    channel = make_channel(opens_at=time(9), closes_at=time(17), time_zone="Asia/Shanghai")
    at = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)  # half past five in Shanghai
    payment = make_payment(
        channel=channel, initiated_at=at, customer=make_customer(time_zone="Asia/Kathmandu")
    )
    inside = make_payment(channel=channel, initiated_at=at - timedelta(hours=5))

    assert told(payment, "outside_time_window", "opens_at") == {
        "opens_at": "19 November 2026, 06:45 (Kathmandu time)"
    }
    assert told(payment, "outside_time_window", "opens_at", now=NOW + timedelta(days=1)) == {}
    assert told(inside, "outside_time_window", "opens_at") == {}


def test_the_next_opening_after_a_planned_stop_is_its_end_or_later():
    channel = make_channel(closes_at=time(17))
    at, evening = datetime(2026, 11, 18, 11, tzinfo=UTC), datetime(2026, 11, 18, 19, tzinfo=UTC)
    payment = make_payment(channel=channel, initiated_at=at)
    values = {"why_en": "Maintenance", "why_zh": "维护", "begins_at": at}

    stop = plan_stop(channel, {**values, "ends_at": at + timedelta(hours=2)}, actor=None, now=NOW)
    assert told(payment, "outside_time_window", "opens_at") == {
        "opens_at": "18 November 2026, 13:00 (London time)"
    }
    cancel_stop(stop, actor=None, now=NOW)
    plan_stop(channel, {**values, "ends_at": evening}, actor=None, now=NOW)
    assert told(payment, "outside_time_window", "opens_at") == {
        "opens_at": "19 November 2026, 00:00 (London time)"
    }


def test_the_limit_of_a_new_account_and_the_day_it_ends_are_named_for_a_new_account_alone():
    channel = make_channel(new_user_days=30, new_user_max=Decimal(100))
    new = make_payment(channel=channel, account_age_days=10)
    old = make_payment(channel=channel, account_age_days=30)
    names = ("limit", "available_on")

    assert told(new, "channel_restricted", *names) == {
        "limit": "100.00 GBP",
        "available_on": "8 December 2026",
    }
    assert told(old, "channel_restricted", *names) == {}
    over = told(new, "channel_restricted", "available_on", "ended_on", now=NOW + timedelta(days=21))
    assert over == {"ended_on": "8 December 2026"}
    assert told(new, "channel_restricted", "ended_on") == {}
    assert told(make_payment(channel=channel, account_age_days=None), "x", *names) == {}


@pytest.mark.parametrize(
    ("stored", "known"),
    [("************0001", {"account": "0001"}), ("****", {}), ("", {}), ("*1", {})],
)
def test_of_an_account_the_last_four_are_named_if_they_are_known(stored, known):
    assert told(make_payment(counterparty_account=stored), "account_closed", "account") == known


def test_a_detail_is_missing_only_where_its_source_always_sends_it_and_it_alone_is_empty():
    always = ["amount", "counterparty_name", "counterparty_account"]
    Source.objects.create(slug="bank-a", kind="mapped", always_sends=always)
    blank = {"source": "bank-a", "counterparty_name": ""}

    def missing(language="en", **more):
        payment = make_payment(**(blank | more))
        return told(payment, "request_incomplete", "missing_field", language=language)

    assert missing() == {"missing_field": "name on the account"}
    assert missing("zh-hans") == {"missing_field": "账户户名"}
    assert missing(counterparty_account="") == {}
    assert missing(source="nobody") == {}
    assert missing(unread=[{"name": "payee", "value": "?"}]) == {}


def test_the_first_of_two_alike_is_named_unless_it_was_never_made():
    channel, customer = make_channel(), make_customer()
    first = make_payment(channel=channel, customer=customer, status="sent")
    second = make_payment(
        channel=channel, customer=customer, initiated_at=first.initiated_at + timedelta(minutes=1)
    )

    found = told(second, "duplicate_request", "first_reference")
    assert found == {"first_reference": first.reference}
    type(first).objects.filter(pk=first.pk).update(status="failed")
    assert told(second, "duplicate_request", "first_reference") == {}


def test_the_sentence_is_filled_for_the_direction_with_what_is_known():
    cause = Cause(
        slug="amount_over_limit",
        customer_message_en="Both {reference}.", customer_message_zh="{reference}。",
        payout_message_en="Payout {reference} is too large[[ ({limit})]].",
    )  # fmt: skip
    channel = make_channel(max_amount=Decimal(100))
    case = make_case(payment=make_payment(channel=channel, reference="PO-1"))

    assert cause_sentence(case, cause, now=NOW) == "Payout PO-1 is too large (100.00 GBP)."
    assert cause_sentence(case, cause, "zh-hans", now=NOW) == "出款 PO-1。"
    case.payment.amount = Decimal(100)
    assert cause_sentence(case, cause, now=NOW) == "Payout PO-1 is too large."
    assert cause_sentence(case, None) == ""


def test_only_sentences_that_ask_for_it_cost_a_statement(django_assert_num_queries):
    case = make_case(payment=make_payment(channel=make_channel(max_amount=Decimal(1))))
    costly = {"first_reference", "missing_field", "bank_reference", "opens_at"}
    names = PLACEHOLDERS.keys() - costly

    with django_assert_num_queries(0):
        known_of(case, "amount_over_limit", names, language="en", now=NOW)


@pytest.mark.parametrize(("method", "is_told"), [("card", True), ("bank_transfer", False)])
def test_a_cause_of_a_card_is_told_only_of_a_payment_that_may_have_one(method, is_told):
    expired = Cause(
        slug="card_expired", disclosure="open",
        customer_message_en="The card has expired. Please add your new card.",
    )  # fmt: skip
    case = make_case(payment=make_payment(method=method, status="failed"))

    assert fits_payment(case, expired) is is_told
    record = record_of(case, now=NOW, language="en", cause=expired)
    assert bool(record.told_cause) is is_told
    assert fits_payment(case, None)
    assert fits_payment(case, Cause(slug="account_closed"))


def test_a_payment_on_trial_has_no_channel_to_ask():
    case = make_case(payment=make_payment(method=""))
    case.payment = type(case.payment)(reference="PO-1", method="")

    assert fits_payment(case, Cause(slug="card_expired"))


def test_what_to_quote_to_a_bank_is_named_where_it_is_known():
    payment = make_payment(status="delivered")
    case = make_case(payment=payment)
    names = {"bank_reference"}

    assert known_of(case, "payout_at_bank", names, language="en", now=NOW) == {"bank_reference": ""}
    payment.references.create(kind="uetr", value="eb6305c9-1f7f-49de-aed0-16487c27b42d")
    payment.references.create(kind="provider_id", value="po_1")

    [value] = known_of(case, "payout_at_bank", names, language="en", now=NOW).values()
    assert value == "eb6305c9-1f7f-49de-aed0-16487c27b42d"


@pytest.mark.parametrize(
    ("english", "chinese", "told"),
    [
        (
            "{reference} has not been completed.",
            "{reference} 尚未完成。",
            ["Payout PO-1 has not been completed.", "出款 PO-1 尚未完成。"],
        ),
        (
            "It waits. The photo for {reference} is dark.",
            "您为 {reference} 拍摄的照片过暗。",
            ["It waits. The photo for payout PO-1 is dark.", "您为出款 PO-1 拍摄的照片过暗。"],
        ),
        (
            "Your payout {reference} waits.",
            "您的出款 {reference} 等待。",
            ["Your payout PO-1 waits.", "您的出款 PO-1 等待。"],
        ),
    ],
)
def test_a_reference_in_a_sentence_is_named_as_what_it_is(english, chinese, told):
    cause = Cause(slug="of_test", customer_message_en=english, customer_message_zh=chinese)
    case = make_case(payment=make_payment(reference="PO-1"))

    assert [cause_sentence(case, cause, language) for language in ("en", "zh-hans")] == told


def test_a_refund_that_the_seller_has_not_sent_is_told_in_whole_words():
    cause = Cause(
        slug="refund_not_sent", customer_message_zh="商户尚未向我们提交 {reference} 的退款。"
    )
    case = make_case(payment=make_payment(reference="PO-1", is_refund=True))

    assert cause_sentence(case, cause, "zh-hans") == "商户尚未向我们提交退款 PO-1。"
