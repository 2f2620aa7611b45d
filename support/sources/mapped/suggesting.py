"""Guessing the map of a payload, so that an admin has only to look it over.

A field is guessed by the names that providers give it in their documents, the likeliest first,
and only where the value can be read as what the name promises.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from support.sources.mapped.field_map import MAJOR, MINOR
from support.sources.mapped.fields import FIELDS, Field
from support.sources.mapped.leaves import Leaf, leaves
from support.sources.mapped.moments import AUTO, read_moment
from support.sources.mapped.words import our_word
from troubleshooting.checks.reading.money import read_amount, read_currency
from troubleshooting.checks.reading.text import Unreadable, read_whole_number

_NAMES = {
    "reference": "payment_reference merchant_reference merchant_order_id merchant_transaction_id "
    "out_biz_no out_detail_no out_trade_no payout_reference transfer_reference order_id "
    "client_reference client_reference_id external_id request_id reference payment_id payout_id "
    "transfer_id transaction_id txn_id payout_item_id order_no transaction_reference psp_reference "
    "id",
    "status": "transaction_status payment_status transfer_status payout_status detail_status "
    "status state tx_sts result_status event event_type type event_code",
    "occurred_at": "occurred_at updated_at update_time last_updated event_date event_time "
    "processed_on time_processed completed_at failed_at txn_time transaction_time timestamp time",
    "direction": "direction payment_direction transaction_type",
    "amount": "amount_value amount payment_amount transfer_amount trans_amount transaction_amount "
    "txn_amt total_amount amount_in_cents amount_minor gross_amount source_amount payout_amount "
    "value total",
    "currency": "currency currency_code currency_iso_code amount_currency payment_currency "
    "source_currency payout_currency ccy",
    "method": "payment_method payment_method_type method_type channel_code method payment_type",
    "created_at": "created_at creation_date created create_time created_time initiated_at "
    "request_time",
    "failure_code": "failure_code decline_code reason_code failure_reason_code "
    "error_reason errors_name error_code rsn_cd "
    "refusal_reason_code return_code response_code resp_code processor_response_code "
    "gateway_response_code provider_error_code reject_code status_code sub_code result_code "
    "failure_reason fail_reason decline_reason error_name code reason cause",
    "failure_message": "failure_message decline_message failure_description error_description "
    "error_message response_summary processor_response_text gateway_response_message resp_msg "
    "sub_msg complete_message status_description status_reason message msg description "
    "refusal_reason reason",
    "uetr": "uetr",
    "end_to_end_id": "end_to_end_id endtoendid end_to_end_identification e2e_id end_to_end "
    "orgnl_end_to_end_id",
    "trace_number": "trace_number trace_id rrn retrieval_reference_number utr bank_trace_id",
    "arn": "arn acquirer_reference_number",
    "imad": "imad",
    "clave_rastreo": "clave_rastreo tracking_key claverastreo",
    "bank_reference": "bank_reference banking_partner_reference bank_ref bank_reference_number",
    "customer_id": "customer_id customer_code user_id payer_id contact_id",
    "customer_name": "customer_name holder_name account_holder_name full_name",
    "customer_email": "customer_email email email_address receipt_email payer_email",
    "customer_phone": "customer_phone phone phone_number mobile contact msisdn",
    "customer_locale": "locale language preferred_locale shopper_locale",
    "counterparty_name": "beneficiary_name recipient_name payee_name creditor_name",
    "counterparty_account": "account_number iban payer_vpa vpa receiver openid beneficiary_account",
    "expected_by": "arrival_date expected_at expected_by estimated_arrival estimated_delivery",
}
# What stands around a customer's name or a payee's: their fields are called "name" alone.
_CUSTOMERS = {"customer", "user", "payer", "shopper", "buyer", "client"}
_PAYEES = {"recipient", "beneficiary", "payee", "creditor", "receiver", "counterparty"}
_BARE = {
    "customer_name": [("name", _CUSTOMERS)],
    "customer_id": [("id", _CUSTOMERS)],
    "counterparty_name": [("name", _PAYEES)],
}
_NOT_AROUND = {"reference": _CUSTOMERS | _PAYEES} | {
    name: _PAYEES for name in _NAMES if name.startswith("customer_")
}
_OUT = {"payout", "payouts", "transfer", "transfers", "withdrawal", "disbursement", "recipient"}
_OUT |= {"beneficiary", "payee", "movement"}
_EVENT_IDS = ("event_id", "notification_id", "webhook_id", "id")


def suggest_map(payload: Any, *, scheme: str = "") -> dict[str, Any]:
    """Guess the map of a payload, as `FieldMap.of` takes it.

    `scheme` is written as the constant scheme of its codes. What cannot be guessed is left out.
    """
    found = leaves(payload)
    chosen = {name: leaf for name in _NAMES if (leaf := _likeliest(name, found))}
    _part(chosen, "failure_code", "failure_message")
    fields = {name: leaf.path for name, leaf in chosen.items()}
    words: dict[str, dict[str, str]] = {}
    if status := chosen.get("status"):
        words["status"] = {str(status.value): our_word("status", str(status.value), scheme)}
    if "direction" not in fields:
        fields["direction"] = f"'{_direction(found)}'"
    if scheme and "failure_code" in fields:
        fields["failure_scheme"] = f"'{scheme}'"
    amount = chosen.get("amount")
    return {
        "event_id": _event_id(found, chosen.get("reference")),
        "fields": {name: fields[name] for name in FIELDS if name in fields},
        "words": {name: {k: v for k, v in table.items() if v} for name, table in words.items()},
        "amounts": MINOR if amount and _looks_minor(amount.value) else MAJOR,
        "times": AUTO,
    }


def _likeliest(name: str, found: list[Leaf]) -> Leaf | None:
    candidates = [
        (_rank(name, leaf), len(leaf.names), place, leaf)
        for place, leaf in enumerate(found)
        if _rank(name, leaf) is not None and _reads(FIELDS[name], leaf.value)
    ]
    return min(candidates, key=lambda one: one[:3])[3] if candidates else None


def _rank(name: str, leaf: Leaf) -> int | None:
    """Say how likely a leaf is a field by its name; the smaller the better, None for not at all."""
    around = set(leaf.names[:-1])
    if any(leaf.name == bare and around & owners for bare, owners in _BARE.get(name, ())):
        return 0
    if around & _NOT_AROUND.get(name, set()):
        return None
    joined = "_".join(leaf.names[-2:])
    names = _NAMES[name].split()
    for called in (joined, leaf.name):
        if called in names:
            return names.index(called)
    return None


def _reads(field: Field, value: Any) -> bool:
    """Say whether a value can be what the name of its field promises."""
    if value in (None, "") or isinstance(value, bool):
        return False
    return _CHECKS.get(field.shape, _is_text)(value)


def _is_text(value: Any) -> bool:
    return len(str(value)) <= 500


def _is_time(value: Any) -> bool:
    return _can_read(lambda: read_moment(value, AUTO, "UTC", ends_day=True))


def _can_read(read: Callable[[], object]) -> bool:
    try:
        read()
    except Unreadable:
        return False
    return True


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "amount": lambda value: _can_read(lambda: read_amount(value)),
    "currency": lambda value: _can_read(lambda: read_currency(value)),
    "moment": _is_time,
    "written_time": _is_time,
    "number": lambda value: _can_read(lambda: read_whole_number(value)),
    "word": lambda value: isinstance(value, str) and len(value) <= 60,
}


def _part(chosen: dict[str, Leaf], first: str, second: str) -> None:
    """Give a value that two fields claim to the first, unless it is a sentence."""
    if first not in chosen or chosen.get(second) != chosen[first]:
        return
    del chosen[first if " " in str(chosen[first].value).strip() else second]


def _direction(found: Iterable[Leaf]) -> str:
    """Money out where names or the type speak of payouts and payees, else money in."""
    for leaf in found:
        said = {*leaf.names}
        if leaf.name in ("type", "event", "event_type", "status") and isinstance(leaf.value, str):
            said |= set(leaf.value.casefold().replace("_", ".").replace("-", ".").split("."))
            said |= {part for word in said for part in word.split("#")}
        if {word for name in said for word in (name, *name.split("_"))} & _OUT:
            return "payout"
    return "payin"


def _event_id(found: Iterable[Leaf], reference: Leaf | None) -> str:
    tops = [leaf for leaf in found if len(leaf.names) == 1 and leaf is not reference]
    by_name = {leaf.name: leaf.path for leaf in tops if leaf.value not in (None, "")}
    # Beside the payment's own fields an id is the payment's: its next status would come under it
    # too, and be refused as another event of that id.
    is_around = reference is not None and len(reference.names) > 1
    names = [name for name in _EVENT_IDS if name != "id" or is_around]
    return next((by_name[name] for name in names if name in by_name), "")


def _looks_minor(value: Any) -> bool:
    """Whole numbers without a dot are mostly cents; "9900" too, "66" as text hardly."""
    if isinstance(value, float):
        return False
    text = str(value)
    return text.lstrip("-").isdigit() and (isinstance(value, int) or Decimal(text) >= 100)
