"""Every check, a file for each family; importing one enters it in the registry."""

from troubleshooting.checks.families import (
    age,
    amount,
    channel,
    client,
    code,
    counterparty,
    decline,
    ending,
    inquiry,
    limit,
    message,
    request,
    status,
    window,
)

__all__ = [
    "age",
    "amount",
    "channel",
    "client",
    "code",
    "counterparty",
    "decline",
    "ending",
    "inquiry",
    "limit",
    "message",
    "request",
    "status",
    "window",
]
