"""The real payments of fixtures/real_payments.jsonl, as their payment systems would send them.

Their payloads were cut down to what tells of the failure. Here each gets back what its system
always sends besides: a name of the payment, and where it was cut off too, currency and method.
"""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from tests.sources.reading import changed
from tests.sources.test_statuses import ITEM

FILE = Path("fixtures/real_payments.jsonl")
KIND_OF = {
    "STRIPE": "stripe",
    "CHARGE": "stripe",
    "ADYEN": "adyen",
    "ADYENT": "adyen",
    "PAYPAL": "paypal",
    "WISE": "wise",
    "CHECKOUT": "checkout",
    "RAZORPAY": "razorpay",
    "ALIPAY": "alipay",
    "WECHAT": "wechatpay",
}
# Alipay+ has a form of its own, and an error of WeChat Pay's API names no payment: they need a map.
NOT_BY_KIND = ("REAL-ALIPAY-07", "REAL-WECHAT-05")


def records() -> list[dict[str, Any]]:
    """Return the records of payment systems that have a kind of their own."""
    found = [json.loads(line) for line in FILE.read_text().splitlines()]
    return [
        record
        for record in found
        if _family(record) in KIND_OF and record["reference"] not in NOT_BY_KIND
    ]


def kind_of_record(record: dict[str, Any]) -> str:
    return KIND_OF[_family(record)]


def payload_of(record: dict[str, Any]) -> Any:
    """Return a record's payload with the payment's name where its system documents it."""
    family, name, given = _family(record), record["reference"], deepcopy(record["payload"])
    if family == "CHARGE" and "currency" not in given["data"]["object"]:
        given["data"]["object"]["currency"] = record["currency"]
        given["data"]["object"]["payment_method_details"] = {"type": "us_bank_account"}
    if family == "CHECKOUT" and record["method"] == "card":
        given["data"]["source"] = {"type": "card"}
    if family == "RAZORPAY":
        given["payload"]["payment"]["entity"]["method"] = "card"
    if family == "ALIPAY":
        amount = given.pop("trans_amount")
        given["alipay_fund_trans_uni_transfer_response"]["trans_amount"] = amount
    places = {
        "STRIPE": "data__object__id",
        "CHARGE": "data__object__id",
        "ADYEN": f"{ITEM}__merchantReference",
        "ADYENT": "data__reference",
        "PAYPAL": "resource__payout_item__sender_item_id",
        "WISE": "data__transfer_id",
        "CHECKOUT": "data__reference",
        "RAZORPAY": "payload__payment__entity__id",
        "ALIPAY": "alipay_fund_trans_uni_transfer_response__out_biz_no",
        "WECHAT": "out_detail_no",
    }
    return changed(given, **{places[family]: name})


def _family(record: dict[str, Any]) -> str:
    return str(record["reference"].split("-")[1])
