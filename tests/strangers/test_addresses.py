"""Whose address a request comes from, behind any number of proxies."""

from typing import Any

import pytest

from config.strangers.addresses import client_address, place_of

FORGED = "198.51.100.9"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "", "192.0.2.1"),
        (0, FORGED, "192.0.2.1"),  # nobody of ours wrote it
        (1, "203.0.113.7", "203.0.113.7"),
        (1, f"{FORGED}, 203.0.113.7", "203.0.113.7"),
        (1, f"{FORGED},{FORGED} , 203.0.113.7", "203.0.113.7"),
        (2, f"{FORGED}, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "192.0.2.1"),  # it did not pass both
        (1, "", "192.0.2.1"),
        (1, "unknown", "192.0.2.1"),
        (1, f"{FORGED}, ' OR 1=1", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6"),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_the_address_is_the_one_that_the_outermost_proxy_of_ours_saw(
    rf: Any, settings: Any, proxies: int, forwarded: str, expected: str
):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert client_address(rf.get("/", REMOTE_ADDR="192.0.2.1", headers=headers)) == expected


def test_what_came_over_a_socket_has_no_address(rf: Any):
    assert client_address(rf.get("/", REMOTE_ADDR="")) == ""


def test_the_addresses_of_one_network_are_one_stranger(rf: Any):
    places = {
        place_of(rf.get("/", REMOTE_ADDR=address))
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff")
    }

    assert places == {"2001:db8:1:2::"}
    assert place_of(rf.get("/", REMOTE_ADDR="192.0.2.1")) == "192.0.2.1"
