"""What an event says, in whatever form: each thing of it read."""

from datetime import UTC, datetime
from typing import Any

import pytest

from support.customers.contacts import Contact
from support.intake.events.finding import type_of
from support.intake.events.reading import NoReference, read_event
from support.payments.ladder.agreeing import FAILED_AND_NOT, MADE_AND_NOT
from support.payments.news import PaymentNews, Reference, Unread
from tests.every import every
from tests.factories import payment_event
from tests.intake.events.variations import DEEP


def read(**payment: Any) -> PaymentNews:
    return read_event(payment_event(**payment))


def read_customer(customer: object) -> PaymentNews:
    event = payment_event()
    event["payment"]["customer"] = customer
    return read_event(event)


GB_PHONE = Contact(phone="+447700900001")


def test_an_event_of_our_own_form_is_read_whole():
    event = payment_event(reference="PAY-1", customer={"name": "Mock Birch", "phone": "+44770090"})
    event |= {"occurred_at": "2026-11-18T17:20:00+08:00"}
    event["payment"]["customer"] |= {"email": "birch@example.org", "id": "cus_9", "tz": "PRC"}
    event["payment"]["references"] = [{"kind": "end_to_end_id", "value": "E2E-1"}]

    assert read_event(event) == PaymentNews(
        reference="PAY-1",
        references=(Reference("end_to_end_id", "E2E-1"),),
        status="failed",
        status_said="failed",
        occurred_at=datetime(2026, 11, 18, 9, 20, tzinfo=UTC),
        direction="payout",
        amount="1200.00",
        currency="CNY",
        method="bank_transfer",
        channel="demo-cn-instant",
        created_at="2026-11-18T17:15:00+08:00",
        client="Chrome 142.0",
        tls_version="TLSv1.3",
        failure_scheme="iso20022",
        failure_code="AC04",
        failure_message="Closed account number",
        bank_latency_ms=1480,
        account_age_days=412,
        counterparty_name=event["payment"]["counterparty_name"],
        counterparty_account="TESTACCT00090001",
        contact=Contact(
            name="Mock Birch",
            email="birch@example.org",
            phone="+44770090",
            locale="zh-Hans",
            time_zone="PRC",
            customer_id="cus_9",
        ),
    )


@every(
    "wrap",
    [
        lambda payment: {"type": "payment.failed", "payment": payment},
        lambda payment: {"type": "payment.failed", **payment},
        lambda payment: {"type": "payment.failed", "data": payment},
        lambda payment: {"type": "payment.failed", "data": {"object": payment}},
        lambda payment: {"type": "payment.failed", "data": {"payment": payment}},
        lambda payment: {"type": "payment.failed", "payload": {"payment": {"entity": payment}}},
        lambda payment: {"type": "payment.failed", "data": [payment]},
        lambda payment: [{"type": "payment.failed", "payment": payment}],
        lambda payment: {"event": "payment.failed", "Payment": payment},
        lambda payment: {"type": "payment.failed", "payment": payment | {"payment": {"a": 1}}},
    ],
)
def test_a_payment_is_found_wherever_it_lies(wrap: Any):
    payment = payment_event(reference="PAY-1", status="")["payment"]

    news = read_event(wrap(payment))

    assert (news.reference, news.status, news.failure_code) == ("PAY-1", "failed", "AC04")
    assert news.contact.email == payment["customer"]["email"]


def test_a_flat_record_names_its_customer_beside_the_payment():
    news = read_event({
        "reference": "PAY-1", "customer_name": "Mock Birch", "customer_email": "b@example.org",
        "customer_phone": 447700900001, "customer_locale": "en-GB", "customer_id": 12,
    })  # fmt: skip

    assert news.contact == Contact("Mock Birch", "b@example.org", "447700900001", "en-GB", "", "12")


@every("name", ["failureCode", "FAILURE_CODE", "failure-code", "Failure Code"])
def test_capitals_and_separators_of_a_name_make_no_difference(name: str):
    payment = payment_event()["payment"]
    payment[name] = payment.pop("failure_code")

    assert read_event({"payment": payment}).failure_code == "AC04"


@every(
    ("kind", "status", "rung", "contradiction"),
    [
        ("payment.failed", "failed", "failed", ""),
        ("payment.failed", "returned", "returned", ""),
        ("payment.failed", "RJCT", "rejected", ""),
        ("payment.failed", "unknown", "unknown", ""),
        ("payment.failed", "", "failed", ""),
        ("payment.failed", "maybe", "failed", ""),
        ("payment.pending", "processing", "pending", ""),
        ("payment.succeeded", "succeeded", "sent", ""),
        ("payment.succeeded", "credited", "credited", ""),
        ("payment.updated", "bounced_back", "returned", ""),
        ("payment.updated", "maybe", "", ""),
        ("payment.updated", "", "", ""),
        ("payout.failed", "", "failed", ""),
        ("payment.returned", "FAILED", "returned", ""),
        (None, "paid", "sent", ""),
        ("payment.failed", "succeeded", "failed", FAILED_AND_NOT),
        ("payment.failed", "credited", "failed", FAILED_AND_NOT),
        ("payment.succeeded", "failed", "failed", MADE_AND_NOT),
    ],
)
def test_type_and_status_say_where_a_payment_stands(
    kind: str | None, status: str, rung: str, contradiction: str
):
    news = read_event(payment_event(status=status) | {"type": kind})

    assert (news.status, news.status_said, news.contradiction) == (rung, status, contradiction)


def test_a_word_nobody_knows_is_kept_as_it_was_said():
    news = read_event(payment_event(status=" Parked ") | {"type": "payment.updated"})

    assert (news.status, news.status_said) == ("", "Parked")
    assert news.unread == (Unread("status", "Parked"),)


def test_a_providers_own_word_is_read_by_its_scheme():
    event = payment_event(status="processing", failure_scheme="wise", failure_code="")

    assert read_event(event | {"type": "payment.updated"}).status == "created"


def test_the_name_of_a_rung_is_ours_whatever_a_provider_means_by_it():
    event = payment_event(status="pending", failure_scheme="stripe_payout", failure_code="")

    assert read_event(event | {"type": "payment.updated"}).status == "pending"


@every(
    ("body", "kind"),
    [({"type": "payment.failed"}, "payment.failed"), ({"event": "x" * 99}, "x" * 60), ([], ""),
     ({"type": 7}, "7"), ({"type": {}}, ""), ({"type": "a\0b"}, "ab"), ({}, "")],
)  # fmt: skip
def test_an_event_is_called_what_it_calls_itself(body: object, kind: str):
    assert type_of(body) == kind


@every(
    ("sent", "amount", "currency"),
    [
        ("1200.00", "1200.00", "CNY"),
        (1200, "1200", "CNY"),
        (1200.0, "1200", "CNY"),
        (1200.5, "1200.5", "CNY"),
        (0.1 + 0.2, "0.3", "CNY"),
        (119.99999999999999, "120", "CNY"),
        (-5, "-5", "CNY"),
        ("12\x0000", "1200", "CNY"),
        ("１２００", "１２００", "CNY"),
        ({"value": "9.87", "currency": "cny"}, "9.87", "CNY"),
        ({"amount": 9.87, "currency_code": "CNY"}, "9.87", "CNY"),
    ],
)
def test_amounts_are_read(sent: object, amount: str, currency: str):
    news = read(amount=sent)

    assert (news.amount, news.currency, news.unread) == (amount, currency, ())


@every(
    ("amount", "currency", "read_as"),
    [
        ("12", "gbp", "GBP"),
        ("12", 826, "GBP"),
        ("12", "826", "GBP"),
        ("12", {"code": "eur"}, "EUR"),
        ("120,00 €", None, "EUR"),
        ("USD 12.00", None, "USD"),
        ("$12.00", None, ""),
        ({"value": 12, "currency": "EUR"}, None, "EUR"),
    ],
)
def test_currencies_are_read(amount: object, currency: object, read_as: str):
    news = read(amount=amount, currency=currency)

    assert (news.currency, news.unread) == (read_as, ())


def test_a_second_currency_is_shown_and_the_payments_own_counts():
    news = read(amount={"value": "9.87", "currency": "USD"}, currency="EUR")

    assert (news.amount, news.currency) == ("9.87", "EUR")
    assert news.unread == (Unread("amount", "{value: 9.87, currency: USD}", is_cut=True),)


@every(
    ("field", "sent", "value"),
    [
        ("bank_latency_ms", "1480ms", 1480),
        ("bank_latency_ms", "1480 ms", 1480),
        ("bank_latency_ms", "1.5 s", 1500),
        ("bank_latency_ms", 1480.6, 1481),
        ("bank_latency_ms", "1480", 1480),
        ("bank_latency_ms", 0, 0),
        ("account_age_days", 412.9, 412),
        ("account_age_days", "412 days", 412),
        ("account_age_days", 0.5, 0),
        ("direction", "OUTGOING", "payout"),
        ("direction", "pay-in", "payin"),
        ("channel", "DEMO-FPS", "DEMO-FPS"),
        ("channel", {"code": "demo-fps"}, "demo-fps"),
        ("channel", ["demo-fps"], "demo-fps"),
        ("failure_code", 51, "51"),
        ("failure_code", 0, "0"),
        ("failure_code", 5.0, "5"),
        ("failure_code", ["AC04"], "AC04"),
        ("failure_message", ["Closed", "Try again"], "Closed; Try again"),
        ("failure_message", "m" * 517, "m" * 517),
        ("failure_message", "<p>Closed &amp; <b>gone</b></p>", "Closed & gone"),
        ("failure_message", "<script>x()</script><br>Closed", "Closed"),
        ("failure_message", "<NOT FOUND> a < b", "<NOT FOUND> a < b"),
        ("failure_message", "a\u202e\u0000 b\r\n\tc\ud800", "a b c"),
        ("client", "Mozilla/5.0 " + "x" * 287, "Mozilla/5.0 " + "x" * 287),
        ("counterparty_account", "bc1p" + "q" * 58, "bc1p" + "q" * 58),
        ("counterparty_account", 12345678, "12345678"),
        ("counterparty_name", "n" * 300, "n" * 300),
        ("created_at", "20261118091500", "20261118091500"),
        ("created_at", 20261118091500, "20261118091500"),
        ("created_at", 1_730_592_000, "2024-11-03T00:00:00+00:00"),
        ("created_at", 1_730_592_000_000, "2024-11-03T00:00:00+00:00"),
        ("created_at", "Wed, 18 Nov 2026 09:15:00 +0000", "Wed, 18 Nov 2026 09:15:00 +0000"),
    ],
)
def test_what_is_written_otherwise_is_read(field: str, sent: object, value: object):
    news = read(**{field: sent})

    assert getattr(news, field) == value
    assert news.unread == ()


def test_of_several_codes_the_first_is_read_and_the_others_are_shown():
    news = read(failure_code=["AC04", "AM04"])

    assert news.failure_code == "AC04"
    assert news.unread == (Unread("failure_code", "[AC04, AM04]", is_cut=True),)


@pytest.mark.parametrize("name", ["failure", "failure_code", "error"])
def test_scheme_code_and_message_may_stand_in_one_object(name: str):
    payment = {"reference": "PAY-1"}
    payment[name] = {"scheme": "iso20022", "code": "AC04", "message": "Closed"}  # type: ignore

    news = read_event({"payment": payment})

    assert (news.failure_scheme, news.failure_code, news.failure_message) == (
        "iso20022",
        "AC04",
        "Closed",
    )


def test_the_other_side_may_be_an_object():
    payment = {"reference": "P-1", "counterparty": {"name": "Mock Ltd", "iban": "GB33TEST1"}}

    news = read_event(payment)

    assert (news.counterparty_name, news.counterparty_account) == ("Mock Ltd", "GB33TEST1")


MOMENT = datetime(2026, 11, 18, 9, 20, tzinfo=UTC)


@every(
    "sent",
    ["2026-11-18T17:20:00+08:00", "2026-11-18T09:20:00Z", "2026-11-18 09:20:00",
     "20261118092000", 1_794_993_600, "1794993600", 1_794_993_600_000,
     "Wed, 18 Nov 2026 09:20:00 GMT"],
)  # fmt: skip
def test_the_time_of_an_event_is_read_however_it_is_written(sent: object):
    assert read_event(payment_event() | {"occurred_at": sent}).occurred_at == MOMENT


def test_a_time_without_an_offset_is_read_in_the_zone_given():
    event = payment_event() | {"occurred_at": "20261118172000"}

    assert read_event(event, zone="Asia/Shanghai").occurred_at == MOMENT


@every(
    "event",
    [
        {"event_time": "2026-11-18T09:20:00Z", "payment": {"reference": "P-1"}},
        {"created": 1_794_993_600, "data": {"object": {"reference": "P-1", "created": 1}}},
        {"payment": {"reference": "P-1", "updated_at": "2026-11-18T09:20:00Z"}},
        {"reference": "P-1", "occurred_at": "2026-11-18T09:20:00Z", "created_at": "2020-01-01 00"},
        {"occurred_at": "soon", "payment": {"reference": "P", "occurred_at": "20261118092000"}},
    ],
)
def test_the_time_may_stand_around_the_payment_or_in_it(event: object):
    assert read_event(event).occurred_at == MOMENT


@every("sent", [True, "soon", "2026-11-18", {}, 7, "9999-12-31T23:59:59Z"])
def test_an_unreadable_time_is_none_and_shown(sent: object):
    news = read_event(payment_event() | {"occurred_at": sent})

    assert news.occurred_at is None
    assert [unread.field for unread in news.unread] == ["occurred_at"]


def test_the_time_of_a_flat_record_is_not_that_of_its_creation():
    assert read_event({"reference": "P-1", "created_at": "20261118092000"}).occurred_at is None


@every(
    ("sent", "references"),
    [
        ([{"kind": "uetr", "value": "97ED4827-7B6F-4491-A06F-B548D5A7512D"}],
         [("uetr", "97ed4827-7b6f-4491-a06f-b548d5a7512d")]),
        ([{"kind": "trace_number", "value": 91000019}], [("trace_number", "91000019")]),
        ([{"type": "EndToEndId", "id": "E2E-1"}], [("end_to_end_id", "E2E-1")]),
        ({"arn": "74537604221222132710572", "imad": "20261118B1Q8"},
         [("arn", "74537604221222132710572"), ("imad", "20261118B1Q8")]),
        ([{"clave_rastreo": "BNET01"}], [("clave_rastreo", "BNET01")]),
        (["po_1Invented"], [("provider_id", "po_1Invented")]),
        ("po_1Invented", [("provider_id", "po_1Invented")]),
        ([{"kind": "arn", "value": "1"}, {"kind": "ARN", "value": "1"}], [("arn", "1")]),
        (None, []), ([], []), ([{}], []),
    ],
)  # fmt: skip
def test_references_are_read(sent: object, references: list[tuple[str, str]]):
    news = read(references=sent)

    assert [(each.kind, each.value) for each in news.references] == references
    assert news.unread == ()


def test_a_reference_of_a_kind_we_do_not_know_is_the_providers_own():
    news = read(references=[{"kind": "folio", "value": "F-1"}])

    assert news.references == (Reference("provider_id", "F-1"),)
    assert news.unread == (Unread("references[0].kind", "folio"),)


def test_a_reference_that_says_there_is_none_is_no_reference():
    """Many payments share NOTPROVIDED: by it one customer's case would be another's."""
    news = read(end_to_end_id="NOTPROVIDED")

    assert news.references == ()
    assert news.unread == (Unread("end_to_end_id", "NOTPROVIDED"),)


@every(
    ("payment", "reference"),
    [
        ({"reference": "PAY-1"}, "PAY-1"),
        ({"reference": " PAY-1\u200b\r\n"}, "PAY-1"),
        ({"reference": 7}, "7"),
        ({"reference": ["PAY-1"]}, "PAY-1"),
        ({"reference": {"id": "PAY-1"}}, "PAY-1"),
        ({"payment_reference": "PAY-1", "id": "row 3"}, "PAY-1"),
        ({"id": "PAY-1"}, "PAY-1"),
        ({"reference": True, "id": "PAY-1"}, "PAY-1"),
        ({"uetr": "97ed4827-7b6f-4491-a06f-b548d5a7512d"}, ""),
    ],
)
def test_a_payment_is_known_by_any_usable_reference(payment: object, reference: str):
    assert read_event({"payment": payment}).reference == reference


@every("payment", [{}, {"reference": "N/A"}, {"reference": DEEP}, "none", [], True])
def test_without_a_usable_reference_there_is_no_news(payment: object):
    with pytest.raises(NoReference):
        read_event({"type": "payment.failed", "id": "evt_1", "payment": payment})


@every(
    ("customer", "contact"),
    [
        ("cus_1", Contact(customer_id="cus_1")),
        (12, Contact(customer_id="12")),
        ("li@example.test", Contact(email="li@example.test")),
        ({"name": {"first": "Mock", "last": "Alder"}}, Contact(name="Mock Alder")),
        ({"first_name": "Mock", "last_name": "Alder"}, Contact(name="Mock Alder")),
        ({"email": "Li <li@example.test>"}, Contact(email="li@example.test")),
        ({"email": "mailto:li@example.test"}, Contact(email="li@example.test")),
        ({"email": "用户@例子.中国"}, Contact(email="用户@例子.中国")),
        ({"phone": {"country_code": "44", "number": "07700900001"}}, GB_PHONE),
        ({"phone": {"country_code": "GB", "number": "7700900001"}}, GB_PHONE),
        ({"phone": "07700 900001"}, Contact(phone="07700 900001")),
        ({"phone": 447700900001}, Contact(phone="447700900001")),
        ({"locale": "en-GB,en;q=0.9"}, Contact(locale="en-GB")),
        ({"locale": "yue"}, Contact(locale="yue")),
        ({"time_zone": "PRC"}, Contact(time_zone="PRC")),
        ([{"name": "Mock Alder"}], Contact(name="Mock Alder")),
        ({}, Contact()),
        (None, Contact()),
    ],
)  # fmt: skip
def test_customers_are_read(customer: object, contact: Contact):
    news = read_customer(customer)

    assert (news.contact, news.unread) == (contact, ())


@every(
    ("customer", "unread"),
    [
        ({"email": "N/A"}, Unread("customer.email", "N/A")),
        ({"email": "none"}, Unread("customer.email", "none")),
        ({"email": "a@example.test, b@example.test"},
         Unread("customer.email", "a@example.test, b@example.test", is_cut=True)),
        ({"email": ["a@example.test", "b@example.test"]},
         Unread("customer.email", "[a@example.test, b@example.test]", is_cut=True)),
        ({"phone": {"a": 1}}, Unread("customer.phone", "{a: 1}")),
        ({"phone": "n/a"}, Unread("customer.phone", "n/a")),
        ({"phone": ["1", "2"]}, Unread("customer.phone", "[1, 2]", is_cut=True)),
        ({"name": True}, Unread("customer.name", "true")),
        ({"name": "N/A"}, Unread("customer.name", "N/A")),
        ({"locale": {}}, Unread("customer.locale", "{}")),
        ({"time_zone": "Moon/Sea"}, Unread("customer.time_zone", "Moon/Sea")),
        ({"id": "x" * 101}, Unread("customer.id", "x" * 101)),
        ([1, 2], Unread("customer", "[1, 2]")),
        (True, Unread("customer", "true")),
    ],
)  # fmt: skip
def test_what_is_not_read_of_a_customer_is_shown(customer: object, unread: Unread):
    assert read_customer(customer).unread == (unread,)


def test_an_event_may_name_the_customer_beside_the_payment():
    news = read_event({"payment": {"reference": "P-1"}, "customer": {"email": "li@example.test"}})

    assert news.contact.email == "li@example.test"


def test_a_flat_record_may_call_its_reference_id():
    assert read_event({"id": "PAY-1", "amount": 12}).reference == "PAY-1"
