"""Guessing a map from a payload, and saying what is wrong with one."""

import pytest

from support.sources.mapped.checking import problems
from support.sources.mapped.field_map import FieldMap
from support.sources.mapped.leaves import LEAVES_BOUND, leaves, snake
from support.sources.mapped.suggesting import suggest_map
from tests.every import every

# As a payout provider might send it, written after the common habits of their documents.
PAYOUT = {
    "id": "evt_7Q",
    "type": "payout.updated",
    "createdAt": 1762164000,
    "data": {
        "payoutId": "po_1001",
        "merchantReference": "PAY-1001",
        "amount": {"value": 125000, "currency": "EUR"},
        "state": "BOUNCED",
        "reasonCode": "ACCOUNT_CLOSED",
        "reasonText": "",
        "failure_message": "Beneficiary account closed",
        "updated_at": "2026-11-03T10:00:00Z",
        "beneficiary": {"name": "Ada Fern", "iban": "DE02100100100006820101"},
        "customer": {"id": "c-9", "email": "ada@example.com", "phone": "+4915112345678"},
        "payer-note": {"text": "x"},
    },
}


def test_a_payload_gives_nearly_its_whole_map():
    guessed = suggest_map(PAYOUT, scheme="novapay")

    assert guessed == {
        "event_id": "id",
        "fields": {
            "reference": "data.merchantReference",
            "status": "data.state",
            "occurred_at": "data.updated_at",
            "direction": "'payout'",
            "amount": "data.amount.value",
            "currency": "data.amount.currency",
            "created_at": "createdAt",
            "failure_scheme": "'novapay'",
            "failure_code": "data.reasonCode",
            "failure_message": "data.failure_message",
            "customer_id": "data.customer.id",
            "customer_email": "data.customer.email",
            "customer_phone": "data.customer.phone",
            "counterparty_name": "data.beneficiary.name",
            "counterparty_account": "data.beneficiary.iban",
        },
        "words": {"status": {"BOUNCED": "returned"}},
        "amounts": "minor",
        "times": "auto",
    }
    assert problems(FieldMap.of(guessed)) == []


@every(
    ("amount", "units"),
    [(7409, "minor"), ("9900", "minor"), ("99", "major"), (12.5, "major"), ("12.50", "major")],
)
def test_units_are_guessed_by_the_look_of_the_amount(amount, units):
    assert suggest_map({"amount": amount})["amounts"] == units


@every("payload", [None, [], {}, 3, "text", [[]], {"a": {"b": []}}])
def test_of_nothing_only_the_least_is_guessed(payload):
    assert suggest_map(payload)["fields"] == {"direction": "'payin'"}


def test_a_name_that_is_no_word_is_quoted_and_lists_are_read_at_their_first():
    found = {leaf.path: leaf.value for leaf in leaves({"a-b": [{"c": 1}, {"c": 2}], "ü": 3})}

    assert found == {'"a-b"[0].c': 1, '"ü"': 3}


def test_a_payload_without_end_is_read_to_a_bound():
    deep = inner = {}
    for _ in range(50):
        inner["a"] = {}
        inner = inner["a"]
    inner["a"] = 1

    assert leaves(deep) == []
    assert len(leaves({str(n): n for n in range(5000)})) == LEAVES_BOUND


@pytest.mark.parametrize(
    ("key", "name"), [("pspReference", "psp_reference"), ("payer-vpa", "payer_vpa"), ("ID", "id")]
)
def test_names_are_compared_in_one_spelling(key, name):
    assert snake(key) == name


@every(
    ("change", "place"),
    [
        ({"fields": {}}, "reference"),
        ({"each": "a["}, "each"),
        ({"event_id": "nosuch("}, "event_id"),
        ({"words": {"status": {"x": "lost"}}}, "status"),
        ({"words": {"direction": {"x": "up"}}}, "direction"),
        ({"words": {"method": {"": "card"}}}, "method"),
        ({"words": {"status": {str(n): "failed" for n in range(400)}}}, "status"),
        ({"times": "sometimes"}, "times"),
        ({"signature": {"scheme": "seal"}}, "signature"),
        ({"signature": {"scheme": "hmac-hex"}}, "signature"),
    ],
)
def test_what_is_wrong_with_a_map_is_said_at_its_place(change, place):
    whole = {"fields": {"reference": "id", "status": "state", "direction": "'payout'"}}
    assert problems(FieldMap.of(whole)) == []

    found = problems(FieldMap.of(whole | change))

    assert place in {problem.place for problem in found}
    for problem in found:
        assert "%(" not in problem.sentence % problem.values


def test_a_bank_reference_alone_is_a_reference():
    fields = {"uetr": "u", "status": "s", "direction": "'payin'"}

    assert problems(FieldMap.of({"fields": fields})) == []


@pytest.mark.parametrize(
    ("payload", "event_id"),
    [
        ({"id": "tr_1", "reference": "P-1", "status": "failed"}, ""),
        ({"id": "evt_1", "data": {"reference": "P-1", "status": "failed"}}, "id"),
        ({"event_id": "e", "id": "tr_1", "reference": "P-1"}, "event_id"),
    ],
)
def test_an_id_beside_the_payments_fields_is_no_events(payload, event_id):
    assert suggest_map(payload)["event_id"] == event_id
