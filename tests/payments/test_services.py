"""Recording payments: kept as they came, read as far as they can be read."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.customers.models import Customer
from support.payments.models import Channel, ChannelState, Payment
from support.payments.news import PaymentNews, Reference
from support.payments.references.finding import whose_payment
from support.payments.services import Heard, Teller, record_news
from tests.factories import NOW, make_channel, make_customer
from tests.sampling import examples

pytestmark = pytest.mark.django_db


def find_payment(news: PaymentNews, source: str = "") -> Payment | None:
    return whose_payment(news, source).payment


def record(**overrides: object) -> PaymentNews:
    values = {
        "reference": "PAY-1",
        "direction": "payout",
        "status": "failed",
        "amount": "1,200.50",
        "currency": "GBP",
        "created_at": "2026-11-18T09:00:00+01:00",
        "failure_scheme": "iso20022",
        "failure_code": "AC04",
        "counterparty_account": "GB33 BUKB 2020 1555 5555 55",
    }
    return PaymentNews(**values | overrides)


def record_payment(
    news: PaymentNews, *, customer: Customer, channel: Channel, source: str = "casewalk"
) -> Payment:
    return hear(news, customer=customer, channel=channel, source=source).payment


def hear(
    news: PaymentNews, *, customer: Customer, channel: Channel, source: str = "casewalk"
) -> Heard:
    teller = Teller(source, NOW, customer=lambda: customer, channel=lambda: channel)
    return record_news(find_payment(news), news, teller)


def test_a_payment_is_stored_as_it_came_and_as_it_reads():
    customer, channel = make_customer(), make_channel()

    record_payment(record(), customer=customer, channel=channel)

    payment = Payment.objects.get()
    assert (payment.amount_text, payment.amount) == ("1,200.50", Decimal("1200.50"))
    assert payment.created_at_text == "2026-11-18T09:00:00+01:00"
    assert payment.initiated_at == datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
    assert (payment.customer, payment.channel) == (customer, channel)


@pytest.mark.parametrize(
    ("sent", "amount", "told"),
    [
        ("0.12345678", None, "0.12345678 BTC"),
        ("0.12340000", Decimal("0.1234"), "0.1234 BTC"),
        ("12.3456", Decimal("12.3456"), "12.3456 BTC"),
    ],
)
def test_an_amount_is_not_rounded_to_what_we_store(sent, amount, told):
    record_payment(
        record(amount=sent, currency="BTC"), customer=make_customer(), channel=make_channel()
    )

    payment = Payment.objects.get()
    assert payment.amount == amount
    assert payment.amount_label == told


def test_a_time_without_offset_is_read_in_the_channels_zone():
    channel = make_channel(time_zone="Asia/Kathmandu")

    payment = record_payment(
        record(created_at="2026-11-18 09:00:00"), customer=make_customer(), channel=channel
    )

    payment.refresh_from_db()
    assert payment.initiated_at == datetime(2026, 11, 18, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01T00:00:00Z", "17319204"])
def test_an_unreadable_time_is_kept_as_text_only(text: str):
    payment = record_payment(
        record(created_at=text), customer=make_customer(), channel=make_channel()
    )

    payment.refresh_from_db()
    assert payment.initiated_at is None
    assert payment.created_at_text == text


@pytest.mark.parametrize("text", ["", "about ten", "NaN", "1e99", "9" * 40])
def test_an_unreadable_amount_is_kept_as_text_only(text: str):
    payment = record_payment(record(amount=text), customer=make_customer(), channel=make_channel())

    payment.refresh_from_db()
    assert payment.amount is None
    assert payment.amount_text == text


def test_a_full_account_number_is_nowhere_in_the_row():
    record_payment(record(), customer=make_customer(), channel=make_channel())

    row = Payment.objects.values().get()
    assert row["counterparty_account"] == "************5 55"
    assert not any("BUKB" in str(value) or "20201555" in str(value) for value in row.values())
    assert row["counterparty_format"] == "plausible"


def test_the_account_is_judged_whole_before_it_is_masked():
    payment = record_payment(
        record(counterparty_account="GB00 BUKB 2020 1555 5555 55"),
        customer=make_customer(),
        channel=make_channel(),
    )

    assert payment.counterparty_format == "malformed"


def test_the_same_account_has_the_same_digest_however_it_is_spaced():
    customer, channel = make_customer(), make_channel()
    texts = ["GB33BUKB20201555555555", "gb33 bukb 2020 1555 5555 55", "GB33BUKB20201555555556"]

    same, spaced, other = (
        record_payment(
            record(reference=f"PAY-{number}", counterparty_account=text),
            customer=customer,
            channel=channel,
        ).counterparty_digest
        for number, text in enumerate(texts)
    )

    assert same == spaced
    assert other != same
    assert len(same) == 64


def test_a_digest_cannot_be_made_without_our_key(settings):
    customer, channel = make_customer(), make_channel()
    before = record_payment(record(), customer=customer, channel=channel).counterparty_digest

    settings.SECRET_KEY = "another key"

    assert (
        record_payment(record(), customer=customer, channel=channel).counterparty_digest != before
    )


def test_a_later_record_of_the_same_payment_replaces_the_earlier():
    customer, channel = make_customer(), make_channel()
    first = record_payment(
        record(status="pending", failure_code=""), customer=customer, channel=channel
    )

    second = record_payment(record(status="failed"), customer=customer, channel=channel)

    assert second.pk == first.pk
    payment = Payment.objects.get()
    assert (payment.status, payment.failure_code) == ("failed", "AC04")


def test_a_payment_stays_with_the_customer_it_came_with():
    first, other = make_customer(), make_customer()
    channel = make_channel()
    record_payment(record(), customer=first, channel=channel)

    payment = record_payment(record(), customer=other, channel=channel)

    assert payment.customer == first
    assert Payment.objects.get().customer == first


def test_recording_the_same_thing_twice_leaves_one_equal_row():
    customer, channel = make_customer(), make_channel()
    record_payment(record(), customer=customer, channel=channel)
    before = Payment.objects.values().get()

    record_payment(record(), customer=customer, channel=channel)

    after = Payment.objects.values().get()
    assert {**after, "updated_at": None} == {**before, "updated_at": None}


texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=0, max_size=40
)


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(amount=texts, created_at=texts, account=texts)
def test_any_text_can_be_recorded(db, amount: str, created_at: str, account: str):
    channel = make_channel()

    payment = record_payment(
        record(amount=amount, created_at=created_at, counterparty_account=account),
        customer=make_customer(),
        channel=channel,
    )

    payment.refresh_from_db()
    assert payment.amount_text == amount
    Payment.objects.all().delete()


@pytest.mark.parametrize(
    ("text", "is_readable"),
    [
        ("0001-01-01T00:00:00+14:00", False),
        ("0001-01-01T00:00:00Z", False),
        ("1969-12-31T23:59:59Z", False),
        ("1970-01-01T00:00:00Z", True),
        ("2026-11-18T09:00:00+23:59", True),
        ("2200-01-01T00:00:00Z", False),
        ("9999-12-31T23:59:59-12:00", False),
    ],
)
def test_a_time_at_the_edge_of_the_calendar_is_kept_as_text_only(text: str, is_readable: bool):
    record_payment(record(created_at=text), customer=make_customer(), channel=make_channel())

    payment = Payment.objects.get()
    assert payment.created_at_text == text
    assert (payment.initiated_at is not None) is is_readable


def test_the_channel_board_says_what_was_true_at_the_time():
    channel = make_channel()
    for hour, state in [(6, "degraded"), (8, "down"), (9, "normal")]:
        moment = datetime(2026, 11, 18, hour, tzinfo=UTC)
        ChannelState.objects.create(channel=channel, state=state, since=moment)
    ChannelState.objects.create(
        channel=make_channel(), state="down", since=datetime(2026, 11, 1, tzinfo=UTC)
    )

    def state_at(hour: int, minute: int) -> str | None:
        found = channel.state_at(datetime(2026, 11, 18, hour, minute, tzinfo=UTC))
        return found.state if found else None

    assert [state_at(5, 59), state_at(6, 0), state_at(8, 30), state_at(23, 0)] == [
        None,
        "degraded",
        "down",
        "normal",
    ]


SHARED = (Reference("provider_id", "PSP-1"),)


def kept(**overrides: object) -> Payment:
    news = record(references=SHARED, **overrides)
    return record_payment(news, customer=make_customer(), channel=make_channel(), source="psp")


def found_as(reference: str, source: str) -> Payment | None:
    return find_payment(record(reference=reference, references=SHARED), source)


def test_two_references_of_one_source_are_two_payments_though_they_share_an_id():
    kept(reference="ORDER-1")

    assert found_as("ORDER-2", "psp") is None


def test_an_id_finds_a_payment_that_its_source_has_given_a_reference_since():
    payment = kept(reference="")

    assert payment.reference == "PSP-1"
    assert found_as("ORDER-1", "psp") == found_as("PSP-1", "psp") == payment


def test_an_id_finds_a_payment_whose_reference_is_left_out_now():
    payment = kept(reference="ORDER-1")

    assert found_as("PSP-1", "psp") == found_as("", "psp") == payment


def test_another_source_finds_a_payment_by_its_id_whatever_it_calls_it():
    payment = kept(reference="ORDER-1")

    assert found_as("LEDGER-9", "ledger") == payment
