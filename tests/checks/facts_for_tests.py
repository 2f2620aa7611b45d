from typing import Any

# A payout that every check is content with.
SOUND_FACTS: dict[str, Any] = {
    "reference": "PAY-1",
    "direction": "payout",
    "amount": "120.00",
    "currency": "EUR",
    "method": "bank_transfer",
    "channel": "demo-sct",
    "client": "Chrome 142.0",
    "tls_version": "TLSv1.3",
    "created_at": "2026-10-21T11:30:00+02:00",
    "status": "failed",
    "failure_scheme": None,
    "failure_code": None,
    "failure_message": "",
    "bank_latency_ms": 2400,
    "account_age_days": 400,
    "customer_name": "Demo Rowan",
    "counterparty_name": "Demo Rowan",
    "counterparty_account": "TESTACCT00000074",
    "channel_direction": "payout",
    "channel_method": "bank_transfer",
    "channel_currency": "EUR",
    "channel_schemes": ["iso20022", "sepa"],
    "channel_min_amount": "0.01",
    "channel_max_amount": "100000",
    "channel_daily_total": "250000",
    "channel_daily_count": 50,
    "channel_opens": "07:00",
    "channel_closes": "15:30",
    "channel_weekend": False,
    "channel_timezone": "Europe/Paris",
    "channel_holidays": "ECB",
    "channel_new_user_days": 0,
    "channel_new_user_max": None,
    "channel_usual_latency_ms": 2500,
    "channel_timeout_ms": 60000,
    "channel_state": "normal",
    "channel_state_note": "",
    "channel_stop_until": None,
    "test_payment": None,
    "test_payment_ms": None,
    "code_scheme": None,
    "code_is_technical": None,
    "code_matches": [],
    "message_matches": [],
    "today_count": 0,
    "today_total": "0",
    "similar_24h": [],
    "channel_failures_15m": 0,
    "channel_payments_15m": 4,
}


def make_facts(**overrides: Any) -> dict[str, Any]:
    return SOUND_FACTS | overrides


def match(scheme: str, code: str, cause: str, **more: Any) -> dict[str, Any]:
    """One row of the failure-code table."""
    named = {"scheme": scheme, "code": code, "cause": cause, "name": f"Name{code}", "group": "any"}
    return named | more


def words(text: str, cause: str, **more: Any) -> dict[str, Any]:
    """One pattern that fits a message."""
    return {"words": text, "said_by": "message", "cause": cause, "is_strong": False} | more
