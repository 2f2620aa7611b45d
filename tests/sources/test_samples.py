"""What is read of one whole message of each kind, field by field."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from support.payments.news import PaymentNews
from tests.every import every
from tests.sources.reading import news_of
from tests.sources.samples import ADYEN_TRANSFER, SAMPLES

AT = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
PAYOUT = {"reference": "REF-1", "direction": "payout", "occurred_at": AT}
PAYIN = PAYOUT | {"direction": "payin"}

SAID: dict[str, Any] = {
    "stripe": PAYOUT
    | {
        "references": [("provider_id", "po_1"), ("trace_number", "091000019999999")],
        "status": "failed",
        "status_said": "failed",
        "amount": "74.09",
        "currency": "BRL",
        "method": "bank_transfer",
        "created_at": "2026-11-17T10:00:00+00:00",
        "failure_scheme": "stripe_payout",
        "failure_code": "account_closed",
        "failure_message": "The bank account has been closed.",
        "expected_by": datetime(2026, 11, 19, tzinfo=UTC),
        "contact": {"customer_id": "acct_payee"},
    },
    "adyen": PAYIN
    | {
        "references": [
            ("provider_id", "PSP0000000000001"),
            ("arn", "74527000000000000000001"),
        ],
        "status": "failed",
        "status_said": "AUTHORISATION success=false",
        "amount": "31.00",
        "currency": "EUR",
        "method": "card",
        "failure_scheme": "adyen",
        "failure_code": "Not enough balance",
        "failure_message": "Not enough balance",
        "contact": {"email": "payer@example.com", "customer_id": "shopper-7"},
    },
    "adyen transfer": PAYOUT
    | {
        "references": [("provider_id", "TR1"), ("end_to_end_id", "E2E-1")],
        "status": "returned",
        "status_said": "returned",
        "amount": "100.00",
        "currency": "EUR",
        "method": "bank_transfer",
        "created_at": "2026-11-17T10:00:00+00:00",
        "failure_scheme": "adyen_transfer",
        "failure_code": "counterpartyAccountNotFound",
        "counterparty_name": "Testa Alder",
        "counterparty_account": "DE75512108001245126199",
        "contact": {"customer_id": "AH1"},
    },
    "paypal": PAYOUT
    | {
        "reference_may_repeat": True,
        "references": [("provider_id", "ITEM1"), ("provider_id", "TX1")],
        "status": "failed",
        "status_said": "FAILED",
        "amount": "9.87",
        "currency": "USD",
        "method": "wallet",
        "failure_scheme": "paypal_payout",
        "failure_code": "RECEIVER_ACCOUNT_LOCKED",
        "failure_message": "Receiver's account is locked",
        "counterparty_account": "receiver@example.com",
        "contact": {"email": "receiver@example.com"},
    },
    "wise": PAYOUT
    | {
        "references": [("provider_id", "REF-1")],
        "status": "returned",
        "status_said": "transfers#payout-failure",
        "method": "bank_transfer",
        "failure_scheme": "wise",
        "failure_code": "ACCOUNT_CLOSED",
        "failure_message": "The account is closed",
    },
    "checkout": PAYIN
    | {
        "references": [("provider_id", "pay_1")],
        "status": "failed",
        "status_said": "payment_declined",
        "amount": "65.00",
        "currency": "GBP",
        "method": "card",
        "failure_scheme": "checkout",
        "failure_code": "20051",
        "failure_message": "Insufficient Funds",
        "contact": {
            "name": "Testa Alder",
            "email": "payer@example.com",
            "phone": "+447700900001",
            "customer_id": "cus_1",
        },
    },
    "razorpay": PAYOUT
    | {
        "references": [("provider_id", "pout_1"), ("bank_reference", "UTIB0000000001")],
        "status": "returned",
        "status_said": "reversed",
        "amount": "100.00",
        "currency": "INR",
        "method": "bank_transfer",
        "created_at": "2026-11-17T10:00:00+00:00",
        "failure_scheme": "razorpay",
        "failure_code": "beneficiary_bank_account_closed",
        "failure_message": "The beneficiary's bank account is closed",
    },
    "alipay": PAYOUT
    | {
        "references": [
            ("provider_id", "2026111800001"),
            ("provider_id", "2026111800002"),
        ],
        "status": "failed",
        "status_said": "FAIL",
        "amount": "66.00",
        "currency": "CNY",
        "method": "wallet",
        "failure_scheme": "alipay",
        "failure_code": "PAYEE_NOT_EXIST",
        "failure_message": "收款账号不存在",
    },
    "wechatpay": PAYOUT
    | {
        "references": [("provider_id", "1330000000000000001")],
        "status": "failed",
        "status_said": "FAIL",
        "amount": "88.00",
        "currency": "CNY",
        "method": "wallet",
        "created_at": "2026-11-18T09:00:00+00:00",
        "failure_scheme": "wechatpay",
        "failure_code": "BANK_CARD_ACCOUNT_ABNORMAL",
        "contact": {"customer_id": "oTest0001"},
    },
}


@every("name", SAID)
def test_every_field_is_read_and_nothing_is_made_up(name: str):
    kind = name.split(maxsplit=1)[0]
    payload = ADYEN_TRANSFER if name == "adyen transfer" else SAMPLES[kind]

    assert said(news_of(kind, payload)) == SAID[name]


def news_is_adyens(news: PaymentNews) -> bool:
    return any(one.value.startswith("PSP") for one in news.references)


def said(news: PaymentNews) -> dict[str, Any]:
    """Return the fields that say something."""
    found = asdict(news)
    found["references"] = [(one.kind, one.value) for one in news.references]
    found["contact"] = {name: value for name, value in found["contact"].items() if value}
    # Adyen's signature leaves out who it is about.
    assert found.pop("contact_is_signed") is not news_is_adyens(news)
    return {name: value for name, value in found.items() if value}
