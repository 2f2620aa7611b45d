"""One message of each kind, in the shape that its documentation shows; all of it is invented.

Each tells of a payment called REF-1 that failed.
"""

import json
from typing import Any

STRIPE = {
    "id": "evt_1",
    "object": "event",
    "type": "payout.failed",
    "created": 1794996000,  # 2026-11-18 10:00 UTC
    "account": "acct_payee",
    "data": {
        "object": {
            "id": "po_1",
            "object": "payout",
            "amount": 7409,
            "currency": "brl",
            "arrival_date": 1795046400,
            "created": 1794909600,
            "destination": "ba_1",
            "failure_code": "account_closed",
            "failure_message": "The bank account has been closed.",
            "metadata": {"reference": "REF-1"},
            "status": "failed",
            "trace_id": {"status": "supported", "value": "091000019999999"},
            "type": "bank_account",
        }
    },
}
ADYEN = {
    "live": "false",
    "notificationItems": [
        {
            "NotificationRequestItem": {
                "additionalData": {
                    "refusalReasonRaw": "51 : Insufficient funds",
                    "shopperEmail": "payer@example.com",
                    "shopperReference": "shopper-7",
                    "arn": "74527000000000000000001",
                },
                "amount": {"currency": "EUR", "value": 3100},
                "eventCode": "AUTHORISATION",
                "eventDate": "2026-11-18T11:00:00+01:00",
                "merchantAccountCode": "TestMerchant",
                "merchantReference": "REF-1",
                "paymentMethod": "mc",
                "pspReference": "PSP0000000000001",
                "reason": "Not enough balance",
                "success": "false",
            }
        }
    ],
}
ADYEN_TRANSFER = {
    "type": "balancePlatform.transfer.updated",
    "environment": "test",
    "timestamp": "2026-11-18T11:00:00+01:00",
    "data": {
        "id": "TR1",
        "accountHolder": {"id": "AH1"},
        "amount": {"currency": "EUR", "value": 10000},
        "category": "bank",
        "counterparty": {
            "bankAccount": {
                "accountHolder": {"fullName": "Testa Alder"},
                "accountIdentification": {"type": "iban", "iban": "DE75512108001245126199"},
            }
        },
        "creationDate": "2026-11-17T11:00:00+01:00",
        "direction": "outgoing",
        "reason": "counterpartyAccountNotFound",
        "reference": "REF-1",
        "referenceForBeneficiary": "E2E-1",
        "status": "returned",
        "type": "bankTransfer",
    },
}
PAYPAL = {
    "id": "WH-1",
    "create_time": "2026-11-18T10:00:00Z",
    "event_type": "PAYMENT.PAYOUTS-ITEM.FAILED",
    "resource": {
        "payout_item_id": "ITEM1",
        "transaction_id": "TX1",
        "transaction_status": "FAILED",
        "payout_item": {
            "recipient_type": "EMAIL",
            "amount": {"value": "9.87", "currency": "USD"},
            "receiver": "receiver@example.com",
            "sender_item_id": "REF-1",
        },
        "errors": {"name": "RECEIVER_ACCOUNT_LOCKED", "message": "Receiver's account is locked"},
        "time_processed": "2026-11-18T09:59:00Z",
    },
}
WISE = {
    "event_type": "transfers#payout-failure",
    "schema_version": "2.0.0",
    "sent_at": "2026-11-18T10:00:05Z",
    "data": {
        "transfer_id": "REF-1",
        "profile_id": 111,
        "failure_reason_code": "ACCOUNT_CLOSED",
        "failure_description": "The account is closed",
        "occurred_at": "2026-11-18T10:00:00Z",
    },
}
CHECKOUT = {
    "id": "evt_1",
    "type": "payment_declined",
    "created_on": "2026-11-18T10:00:01Z",
    "data": {
        "id": "pay_1",
        "action_id": "act_1",
        "reference": "REF-1",
        "amount": 6500,
        "currency": "GBP",
        "response_code": "20051",
        "response_summary": "Insufficient Funds",
        "processed_on": "2026-11-18T10:00:00Z",
        "source": {"type": "card"},
        "customer": {
            "id": "cus_1",
            "email": "payer@example.com",
            "name": "Testa Alder",
            "phone": {"country_code": "+44", "number": "7700900001"},
        },
    },
}
RAZORPAY = {
    "entity": "event",
    "event": "payout.reversed",
    "contains": ["payout"],
    "created_at": 1794996000,
    "payload": {
        "payout": {
            "entity": {
                "id": "pout_1",
                "entity": "payout",
                "amount": 10000,
                "currency": "INR",
                "status": "reversed",
                "utr": "UTIB0000000001",
                "mode": "IMPS",
                "reference_id": "REF-1",
                "created_at": 1794909600,
                "status_details": {
                    "description": "The beneficiary's bank account is closed",
                    "source": "beneficiary_bank",
                    "reason": "beneficiary_bank_account_closed",
                },
            }
        }
    },
}
ALIPAY = {
    "notify_id": "notify-1",
    "utc_timestamp": "1794996000000",
    "msg_method": "alipay.fund.trans.order.changed",
    "app_id": "2014060600164699",
    "biz_content": json.dumps(
        {
            "out_biz_no": "REF-1",
            "order_id": "2026111800001",
            "pay_fund_order_id": "2026111800002",
            "status": "FAIL",
            "trans_amount": "66.00",
            "error_code": "PAYEE_NOT_EXIST",
            "fail_reason": "收款账号不存在",
        },
        ensure_ascii=False,
    ),
}
WECHATPAY = {
    "id": "EV-1",
    "create_time": "2026-11-18T18:00:01+08:00",
    "resource_type": "encrypt-resource",
    "event_type": "MCHTRANSFER.BILL.FINISHED",
    "resource": {
        "out_bill_no": "REF-1",
        "transfer_bill_no": "1330000000000000001",
        "state": "FAIL",
        "transfer_amount": 8800,
        "openid": "oTest0001",
        "fail_reason": "BANK_CARD_ACCOUNT_ABNORMAL",
        "create_time": "2026-11-18T17:00:00+08:00",
        "update_time": "2026-11-18T18:00:00+08:00",
    },
}
SAMPLES: dict[str, Any] = {
    "stripe": STRIPE,
    "adyen": ADYEN,
    "paypal": PAYPAL,
    "wise": WISE,
    "checkout": CHECKOUT,
    "razorpay": RAZORPAY,
    "alipay": ALIPAY,
    "wechatpay": WECHATPAY,
}
