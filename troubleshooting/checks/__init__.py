"""Facts and the registry of checks: plain functions, no Django.

Importing the package fills the registry, so whoever asks for one check finds all.
"""

from troubleshooting.checks import (
    amount_checks,
    channel_checks,
    client_checks,
    code_checks,
    counterparty_checks,
    decline_checks,
    limit_checks,
    message_checks,
    request_checks,
    status_checks,
    window_checks,
)

__all__ = [
    "amount_checks",
    "channel_checks",
    "client_checks",
    "code_checks",
    "counterparty_checks",
    "decline_checks",
    "limit_checks",
    "message_checks",
    "request_checks",
    "status_checks",
    "window_checks",
]
