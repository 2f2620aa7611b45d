"""What a map makes of values, and what it says of those it cannot read."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.customers.contacts import Contact
from support.payments.news import BOUNDS, Reference, Unread
from support.sources.mapped.field_map import FieldMap
from support.sources.mapped.fields import FIELDS
from support.sources.mapped.reading import event_id_of, explain, read_all, read_mapped
from tests.every import every
from tests.sampling import examples

SOURCE = SimpleNamespace(time_zone="Asia/Shanghai")


def read(payload, words=None, **options):
    """Read a payload whose names are those of our fields."""
    kept = {"fields": {name: name for name in FIELDS}, "words": words or {}} | options
    return read_mapped(FieldMap.of(kept), payload, SOURCE)


def why(payload, **options):
    """Say why the only field of a payload could not be read."""
    kept = {"fields": {name: name for name in payload}} | options
    (finding,) = next(explain(FieldMap.of(kept), payload, SOURCE)).findings
    return finding.problem % (finding.values or {})


@every(
    ("said", "currency", "units", "made"),
    [
        (7409, "brl", "minor", "74.09"),
        (7409, "JPY", "minor", "7409"),
        (7409, "KWD", "minor", "7.409"),
        ("9900", "156", "minor", "99.00"),
        (500, "ISK", "minor", "500"),
        ("120,00 €", "EUR", "major", "120,00 €"),
        (66, "CNY", "major", "66"),
        (19.99, "USD", "major", "19.99"),
        ([1200], "EUR", "minor", "12.00"),
    ],
)
def test_an_amount_is_read_in_its_units(said, currency, units, made):
    assert read({"amount": said, "currency": currency}, amounts=units).amount == made


def test_a_sources_own_decimals_go_before_those_of_the_standard():
    payload = {"amount": 50000, "currency": "ISK"}

    assert read(payload, amounts="minor", decimals={"ISK": 2}).amount == "500.00"


@every(
    ("payload", "sentence"),
    [
        ({"amount": "N/A", "currency": "EUR"}, "“N/A” cannot be read as an amount."),
        ({"currency": "euros"}, "“euros” is not a currency code."),
        ({"amount": 12.5, "currency": "EUR"}, "“12.5” cannot be read as an amount."),
        ({"amount": 12}, "Without a currency, minor units cannot be counted."),
        ({"amount": True, "currency": "EUR"}, "“True” cannot be read as an amount."),
        ({"status": "quux"}, "Nobody has said yet what “quux” means."),
        ({"direction": "sideways"}, "Nobody has said yet what “sideways” means."),
        ({"occurred_at": "yesterday"}, "“yesterday” cannot be read as a time."),
        ({"occurred_at": "2026-11-03"}, "“2026-11-03” cannot be read as a time."),
        ({"account_age_days": -1}, "“-1” cannot be read as a whole number."),
    ],
)
def test_what_cannot_be_read_is_left_out_and_says_why(payload, sentence):
    news = read(payload, amounts="minor")
    name = next(iter(payload))

    assert not getattr(news, name)
    sent = payload[name]
    shown = sent if isinstance(sent, str) else json.dumps(sent)
    assert news.unread[-1] == Unread(name, shown)
    fields = {one: one for one in payload}
    findings = next(explain(FieldMap.of({"fields": fields, "amounts": "minor"}), payload, SOURCE))
    (found,) = [one for one in findings.findings if one.field == name]
    assert found.problem % found.values == sentence


def test_an_object_where_a_text_was_expected_is_unread():
    assert read({"reference": {"id": 1}}).unread[0].field == "reference"
    assert "several values" in why({"reference": ["a", "b"]})


def test_an_expression_that_fails_leaves_its_field_out_and_names_it():
    kept = {"fields": {"reference": "id", "failure_code": "split(id, `1`)"}}

    reading = next(explain(FieldMap.of(kept), {"id": "T1"}, SOURCE))

    assert reading.news.reference == "T1"
    assert [unread.field for unread in reading.news.unread] == ["failure_code"]
    assert "does not work" in reading.findings[1].problem


@every(
    ("said", "how", "made"),
    [
        ("2026-11-03T10:00:00Z", "auto", datetime(2026, 11, 3, 10, tzinfo=UTC)),
        ("2026-11-03 10:00:00", "auto", datetime(2026, 11, 3, 2, tzinfo=UTC)),
        (1762164000, "auto", datetime(2025, 11, 3, 10, tzinfo=UTC)),
        ("1762164000000", "auto", datetime(2025, 11, 3, 10, tzinfo=UTC)),
        ("20261103100000", "auto", datetime(2026, 11, 3, 2, tzinfo=UTC)),
        ("Tue, 03 Nov 2026 10:00:00 GMT", "auto", datetime(2026, 11, 3, 10, tzinfo=UTC)),
        (1762164000, "epoch", datetime(2025, 11, 3, 10, tzinfo=UTC)),
        (1762164000000, "ms", datetime(2025, 11, 3, 10, tzinfo=UTC)),
        ("03.11.2026 10:00", "%d.%m.%Y %H:%M", datetime(2026, 11, 3, 2, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_as_the_map_says_in_the_sources_zone(said, how, made):
    assert read({"occurred_at": said}, times=how).occurred_at == made


@every("how", ["epoch", "ms", "%Y%Y", "%d.%m.%Y", "%"])
@every("said", ["soon", "1e400", -1e30, True, "２０２６", 10**30])
def test_a_time_that_is_none_is_unread_however_it_should_be_read(said, how):
    news = read({"occurred_at": said}, times=how)

    assert news.occurred_at is None
    assert len(news.unread) == 1


def test_an_expected_day_means_its_end_where_the_source_is():
    assert read({"expected_by": "2026-11-06"}).expected_by == datetime(
        2026, 11, 6, 15, 59, 59, tzinfo=UTC
    )


def test_the_time_of_a_payment_stays_as_written_but_for_counted_seconds():
    assert read({"created_at": "2026-11-10 15:05:47"}).created_at == "2026-11-10 15:05:47"
    assert read({"created_at": 1762164000}).created_at == "2025-11-03T10:00:00+00:00"


def test_words_are_translated_by_the_table_first_then_by_what_everybody_means():
    words = {"status": {"Done": "credited"}, "method": {"*": "wallet"}, "currency": {"T": "TRY"}}

    news = read({"status": "DONE", "method": "x", "currency": "t"}, words)
    others = read({"status": "transfer.failed", "direction": "Outgoing", "method": "Novel Rail"})

    assert (news.status, news.status_said, news.method) == ("credited", "DONE", "wallet")
    assert news.currency == "TRY"
    assert (others.status, others.direction, others.method) == ("failed", "payout", "Novel Rail")


def test_a_status_nobody_knows_is_kept_as_it_was_said():
    news = read({"status": "quux"})

    assert (news.status, news.status_said) == ("", "quux")


def test_a_common_word_is_read_as_the_scheme_means_it():
    kept = {"fields": {"status": "s", "failure_scheme": "'stripe_payout'"}}

    assert read_mapped(FieldMap.of(kept), {"s": "pending"}, SOURCE).status == "created"
    assert read({"status": "pending"}).status == "pending"


def test_codes_come_as_lists_numbers_and_booleans():
    words = {"failure_code": {"ARUDD-0": "0"}}

    assert read({"failure_code": ["R01"]}).failure_code == "R01"
    assert read({"failure_code": 51}).failure_code == "51"
    assert read({"failure_code": False}).failure_code == "false"
    assert read({"failure_code": "arudd-0"}, words).failure_code == "0"


def test_references_and_contact_are_put_together():
    news = read(
        {
            "uetr": "97ed4827-7b6f-4491-a06f-b548d5a7512d",
            "arn": 74027,
            "customer_id": 9,
            "customer_name": " Ada\x00 Fern ",
            "customer_email": "ada@example.com",
        }
    )

    assert news.references == (
        Reference("uetr", "97ed4827-7b6f-4491-a06f-b548d5a7512d"),
        Reference("arn", "74027"),
    )
    assert news.contact == Contact(name="Ada Fern", email="ada@example.com", customer_id="9")


def test_what_is_too_long_is_cut_where_one_can_see_it():
    news = read({"failure_message": "x" * 5000})

    assert len(news.failure_message) == BOUNDS["failure_message"]
    assert news.unread[0].is_cut
    assert len(news.unread[0].value) <= 120


def test_nothing_said_is_nothing_unread():
    assert read({"status": None, "amount": "", "reference": [], "customer_name": " "}).unread == ()


def test_account_numbers_are_masked_in_what_was_not_read():
    assert read({"currency": "4000000000001234"}).unread[0].value == "…1234"


def test_a_payload_of_several_payments_is_read_one_by_one():
    kept = {"each": "items", "fields": {"reference": "id", "status": "$.event"}}
    payload = {"event": "payout.failed", "items": [{"id": "A"}, {"id": "B"}]}

    all_news = read_all(FieldMap.of(kept), payload, SOURCE)

    assert [(news.reference, news.status) for news in all_news] == [
        ("A", "failed"),
        ("B", "failed"),
    ]


@pytest.mark.parametrize("each", ["missing", "items[", "event"])
def test_a_payload_without_the_list_is_still_read(each):
    kept = {"each": each, "fields": {"reference": "id"}}

    assert len(read_all(FieldMap.of(kept), {"id": "A", "event": []}, SOURCE)) == 1


def test_an_event_has_its_sources_id_or_a_digest_of_its_body():
    field_map = FieldMap.of({"event_id": "id"})

    assert event_id_of(field_map, {"id": 17}, b"{}") == "17"
    digest = event_id_of(field_map, {"id": {"a": 1}}, b"{}")
    assert digest == event_id_of(FieldMap.of({"event_id": "i["}), {}, b"{}")
    assert digest.startswith("sha256-44136fa")
    assert event_id_of(field_map, {}, b"{} ") != digest


@every(
    "kept",
    [None, [], {"fields": []}, {"fields": {"nosuch": "a", "status": 3}}, {"words": []},
     {"words": {"status": 1, "method": {}}},
     {"decimals": {"EUR": "2", "USD": 9}}, {"signature": 5}, {"times": 3, "each": {}}],
)  # fmt: skip
def test_a_map_of_wrong_shape_is_an_empty_one(kept):
    assert FieldMap.of(kept) == FieldMap()


ODD = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
ODD |= st.lists(ODD, max_size=2) | st.dictionaries(st.text(max_size=3), ODD, max_size=2)


@settings(max_examples=examples(150), deadline=None)
@given(st.dictionaries(st.sampled_from([*FIELDS]), ODD, min_size=1), st.sampled_from(["minor", ""]))
def test_whatever_stands_in_a_field_is_read_or_unread(payload, amounts):
    news = read(payload, amounts=amounts)

    for name, bound in BOUNDS.items():
        assert len(getattr(news, name)) <= bound
    assert len(news.unread) <= len(payload)
    assert all(len(unread.value) <= 60 for unread in news.unread)
