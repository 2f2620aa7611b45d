"""Addresses and provider's words without what identifies a customer."""

import re

WORDS_LENGTH = 200
HIDDEN = "•••"

_EMAIL = re.compile(r"[^\s<>\"'(),:;]+@[^\s<>\"'(),:;]+")
_NUMBER = re.compile(r"\+?\d(?:[ -]?\d){6,}")


def mask_address(address: str) -> str:
    """Return enough of an e-mail address or number to recognise it, not to use it."""
    local, at, domain = address.rpartition("@")
    if at:
        return f"{local[:1]}{HIDDEN}@{domain}"
    return f"{address[:3]}{HIDDEN}{address[-2:]}" if len(address) > 6 else HIDDEN * bool(address)


def trim_words(words: str) -> str:
    """Return a provider's answer in one short line, without addresses and long numbers."""
    line = " ".join("".join(char if char.isprintable() else " " for char in words[:2000]).split())
    return _NUMBER.sub(HIDDEN, _EMAIL.sub(HIDDEN, line))[:WORDS_LENGTH]
