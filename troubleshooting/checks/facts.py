"""Every fact a check may read, with the words an agent sees for it.

Facts are one flat record of JSON values. The payment's own values are kept as they
were received; what they mean is the checks' business.
"""

from troubleshooting.checks.text import gettext_noop

FACTS = {
    "reference": gettext_noop("Payment reference"),
    "direction": gettext_noop("Direction (payout or pay-in)"),
    "amount": gettext_noop("Amount"),
    "currency": gettext_noop("Currency"),
    "method": gettext_noop("Payment method"),
    "channel": gettext_noop("Channel"),
    "client": gettext_noop("Browser or app"),
    "tls_version": gettext_noop("TLS version"),
    "created_at": gettext_noop("Time of the payment"),
    "status": gettext_noop("Payment status"),
    "failure_scheme": gettext_noop("Code list of the failure code"),
    "failure_code": gettext_noop("Failure code"),
    "failure_message": gettext_noop("Failure message"),
    "bank_latency_ms": gettext_noop("Bank's answering time in milliseconds"),
    "account_age_days": gettext_noop("Age of the customer's account in days"),
    "customer_name": gettext_noop("Customer's name"),
    "counterparty_name": gettext_noop("Counterparty's name"),
    "counterparty_account": gettext_noop("Counterparty's account"),
    "counterparty_format": gettext_noop("Form of the counterparty's account, as it came in"),
    "channel_direction": gettext_noop("Direction the channel serves"),
    "channel_method": gettext_noop("Method the channel serves"),
    "channel_currency": gettext_noop("Currency of the channel"),
    "channel_schemes": gettext_noop("Code lists the channel answers with"),
    "channel_min_amount": gettext_noop("Smallest amount of the channel"),
    "channel_max_amount": gettext_noop("Largest amount of the channel"),
    "channel_daily_total": gettext_noop("Daily total of the channel per customer"),
    "channel_daily_count": gettext_noop("Daily payments of the channel per customer"),
    "channel_opens": gettext_noop("Opening time of the channel"),
    "channel_closes": gettext_noop("Closing time of the channel"),
    "channel_weekend": gettext_noop("Whether the channel works on weekends"),
    "channel_timezone": gettext_noop("Time zone of the channel"),
    "channel_holidays": gettext_noop("Holiday calendar of the channel"),
    "channel_new_user_days": gettext_noop("Days for which the channel counts an account as new"),
    "channel_new_user_max": gettext_noop("Largest amount for a new account"),
    "channel_usual_latency_ms": gettext_noop("Channel's usual answering time in milliseconds"),
    "channel_timeout_ms": gettext_noop("Channel's time-out in milliseconds"),
    "channel_state": gettext_noop("State of the channel at the time of the payment"),
    "channel_state_note": gettext_noop("Note on the channel's state"),
    "code_matches": gettext_noop("Entries of the failure-code table that match"),
    "today_count": gettext_noop("Customer's earlier payments on the channel that day"),
    "today_total": gettext_noop("Total of the customer's earlier payments on the channel that day"),
    "similar_24h": gettext_noop("Like payments of the customer within 24 hours"),
    "channel_failures_15m": gettext_noop("Failures with the same code in the 15 minutes before"),
    "channel_payments_15m": gettext_noop("Payments on the channel in the 15 minutes before"),
}
