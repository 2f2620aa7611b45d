"""150 variations of one event, and any JSON: only what names no payment is refused."""

import dataclasses
import unicodedata
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.intake.events.reading import NoReference, read_event
from support.payments.ladder.rungs import Rung
from support.payments.news import BOUNDS, PaymentNews
from tests.every import every
from tests.factories import payment_event
from tests.intake.events.variations import FIELDS, Variation, variations
from tests.sampling import examples

ALL = variations()
READS = [variation for variation in ALL if not variation.is_refused]
REFUSED = [variation for variation in ALL if variation.is_refused]


def name_of(variation: Variation) -> str:
    return variation.name


def assert_can_be_kept(news: PaymentNews) -> None:
    """Every text fits its column, holds nothing that PostgreSQL or a reader stumbles over."""
    assert news.reference or news.references
    assert news.status in {"", *Rung}
    assert news.direction in ("", "payout", "payin")
    texts = {name: getattr(news, name) for name in BOUNDS}
    texts |= dataclasses.asdict(news.contact)
    for name, text in texts.items():
        assert isinstance(text, str), name
        assert len(text) <= BOUNDS.get(name, 254), name
        assert text == text.strip()
        assert not [mark for mark in text if unicodedata.category(mark) in ("Cc", "Cs")], name
    assert news.occurred_at is None or isinstance(news.occurred_at, datetime)
    assert news.account_age_days is None or 0 <= news.account_age_days < 2**31
    assert news.bank_latency_ms is None or 0 <= news.bank_latency_ms < 2**63
    for unread in news.unread:
        assert unread.field
        assert len(unread.field) <= 120
        assert len(unread.value) <= 120
        assert not [mark for mark in unread.field + unread.value if ord(mark) < 32]


def test_there_are_enough_of_them():
    assert len(READS) > 150
    assert len({variation.name for variation in ALL}) == len(ALL)


@every("variation", READS, ids=name_of)
def test_a_variation_is_read(variation: Variation):
    assert_can_be_kept(read_event(variation.event))


@every("variation", REFUSED, ids=name_of)
def test_what_names_no_payment_is_refused(variation: Variation):
    with pytest.raises(NoReference):
        read_event(variation.event)


@every("field", [name for name in FIELDS if name != "reference"])
@every("value", [None, ""])
def test_a_field_that_says_nothing_is_not_called_unread(field: str, value: object):
    news = read_event(payment_event(**{field: value}) if field != "customer" else {
        "payment": payment_event()["payment"] | {"customer": value}
    })  # fmt: skip

    assert news.unread == ()


@every(
    ("field", "value", "shown"),
    [
        ("account_age_days", -1, "-1"),
        ("account_age_days", 10**6, "1000000"),
        ("bank_latency_ms", -3, "-3"),
        ("bank_latency_ms", 1e18, "1e+18"),
        ("bank_latency_ms", "soon", "soon"),
        ("amount", "abc", "abc"),
        ("amount", {"units": 3}, "{units: 3}"),
        ("amount", float("nan"), "nan"),
        ("currency", "dollars and cents", "dollars and cents"),
        ("direction", "sideways", "sideways"),
        ("status", "maybe", "maybe"),
        ("status", {"a": 1}, "{a: 1}"),
        ("created_at", "soon", "soon"),
        ("created_at", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ("failure_code", True, "true"),
        ("failure_message", {}, "{}"),
        ("customer", [], "[]"),
        ("customer", True, "true"),
        ("client", {"a": {"b": {"c": {"d": 1}}}}, "{a: {b: {c: {…}}}}"),
        ("method", list("abcdefghijkl"), "[a, b, c, d, e, f, g, h, …]"),
    ],
)
def test_a_field_that_cannot_be_read_is_left_out_and_shown(field: str, value: object, shown: str):
    event = payment_event()
    event["payment"][field] = value

    news = read_event(event)

    (unread,) = news.unread
    assert (unread.field, unread.value, unread.is_cut) == (field, shown, False)
    if field not in ("customer", "status"):
        assert getattr(news, field) in ("", None)


@every("field", sorted(set(BOUNDS) - {"status_said"}))
def test_a_text_that_is_too_long_is_cut_or_left_out_but_never_silently(field: str):
    event = payment_event(**{field: f"CUT-{'9' * 3_000}"})

    news = read_event(event)

    assert [unread.field for unread in news.unread] == [field]
    assert bool(getattr(news, field)) == news.unread[0].is_cut


def test_two_long_references_never_become_one_by_cutting():
    first, second = (
        read_event(payment_event(reference=f"{'P' * 200}{end}")).reference for end in "12"
    )

    assert first != second
    assert len(first) <= BOUNDS["reference"]
    assert read_event(payment_event(reference=f"{'P' * 200}1")).reference == first


@every(
    ("field", "value", "shown"),
    [
        ("counterparty_account", {"a": "GB33BUKB20201555555555"}, "{a: …5555}"),
        ("counterparty_account", "9" * 130, "…9999"),
        ("amount", "card 4111 1111 1111 1111", "CARD …1111"),
        ("client", {"card": {"pan": "4111111111111111"}}, "{card: {pan: …1111}}"),
        ("status", "sent to DE89 3704 0044 0532 0130 00", "sent to …0 00"),
    ],
)
def test_numbers_of_accounts_and_cards_are_masked(field: str, value: object, shown: str):
    unread = read_event(payment_event(**{field: value})).unread

    assert [note.value.casefold() for note in unread if note.field == field] == [shown.casefold()]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
)
NAMES = st.sampled_from([*FIELDS, "references", "type", "occurred_at", "failure", "counterparty",
                         "uetr", "payment", "data", "customer_email", "customer_name"])  # fmt: skip
ANYWHERE = st.dictionaries(NAMES, JSON | st.dictionaries(NAMES, JSON, max_size=6), max_size=8)


@given(body=JSON | ANYWHERE)
@settings(max_examples=examples(300))
def test_any_json_is_read_or_names_no_payment(body: object):
    try:
        news = read_event(body)
    except NoReference:
        return
    assert_can_be_kept(news)


@given(payment=ANYWHERE, reference=st.from_regex(r"[A-Z]{3}-[0-9]{1,12}", fullmatch=True))
@settings(max_examples=examples(300))
def test_any_payment_with_a_reference_is_read(payment: dict[str, object], reference: str):
    news = read_event({"type": "payment.failed", "payment": payment | {"reference": reference}})

    assert news.reference == reference
    assert_can_be_kept(news)
