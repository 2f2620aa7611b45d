"""Addresses and provider's words give nobody away."""

from support.notifications.addresses.masking import mask_address, trim_words
from tests.every import every


@every(
    ("address", "masked"),
    [
        ("li.wei@example.test", "l•••@example.test"),
        ("+8613800000001", "+86•••01"),
        ("12345", "•••"),
        ("", ""),
    ],
)
def test_an_address_can_be_recognised_but_not_used(address: str, masked: str) -> None:
    assert mask_address(address) == masked


def test_the_providers_words_are_kept_without_addresses_and_numbers() -> None:
    words = "550 5.1.1 <li.wei@example.test>: user\r\n unknown, call +86 138 0000 0001"

    assert trim_words(words) == "550 5.1.1 <•••>: user unknown, call •••"


def test_long_words_are_cut() -> None:
    assert len(trim_words("no " * 500)) == 200
