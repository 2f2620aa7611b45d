"""No address inside of our own network is ever called."""

import socket
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from support.sending import guarded
from support.sending.addresses import may_call
from support.webhooks.calling import Call, call
from support.webhooks.services import checked, new_secret
from tests.webhooks.receiving import receiving

INSIDE = [
    "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0",
    "100.64.0.1", "100.100.100.200", "168.63.129.16", "224.0.0.1", "255.255.255.255", "240.0.0.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::",
    "2002:a00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
    "2001:0:7f00:1::80ff:fffe", "::127.0.0.1", "::ffff:0:10.0.0.1", "fec0::1", "4000::1",
]  # fmt: skip
OUTSIDE = ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


def wanted(url: str) -> Call:
    return Call(url, [new_secret()], "msg_1", {"type": "ping"})


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_refused(nothing_inside, address):
    assert not may_call(address, is_secure=True)


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_outside_is_called_with_tls_alone(nothing_inside, address):
    assert may_call(address, is_secure=True)
    assert not may_call(address, is_secure=False)


def test_a_network_that_a_setting_names_is_called(settings):
    settings.WEBHOOK_NETWORKS = ["10.20.0.0/16", "fd12::/48"]

    assert may_call("10.20.3.4", is_secure=False)
    assert may_call("fd12::1", is_secure=True)
    assert not may_call("10.21.0.1", is_secure=True)
    assert not may_call("127.0.0.1", is_secure=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.215.14/", "ftp://hooks.example.com/", "https://", "hooks", "",
        "https://user:word@hooks.example.com/", "https://hooks.example.com/#a", "https://127.0.0.1/",
        "https://[::1]/", "https://localhost/", "https://a.localhost:8443/", "https://10.0.0.1/x",
        "https://0x7f000001/", "https://2130706433/", "https://h.example/" + "x" * 500,
        "javascript:alert(1)", "https://ex ample/",
    ],
)  # fmt: skip
def test_an_address_that_can_never_be_called_is_not_kept(nothing_inside, url):
    try:
        checked(url)
    except ValidationError:
        return
    answer = call(wanted(url))  # a number that reads like a name: judged where it leads to
    assert answer.status is None


def test_an_address_is_kept_as_it_is_called(nothing_inside):
    assert checked(" https://Hooks.Example.com/a?b=c ") == "https://hooks.example.com/a?b=c"
    assert checked("https://bücher.example/") == "https://xn--bcher-kva.example/"


def test_a_name_that_leads_inside_is_not_called(nothing_inside, monkeypatch):
    with receiving() as receiver:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", receiver.port))]
        monkeypatch.setattr(guarded.socket, "getaddrinfo", lambda *_a, **_k: found)

        answer = call(wanted(f"https://hooks.example.com:{receiver.port}/"))

    assert (answer.status, answer.words) == (None, "address inside our own network")
    assert receiver.bodies == []


def test_a_name_that_answers_otherwise_the_second_time_is_asked_once(settings, monkeypatch):
    """DNS rebinding: what was judged is what is called."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.2/32"]
    asked, called = [], []

    def look_up(*_asked, **_more):
        asked.append(1)
        address = "127.0.0.2" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 1))]

    monkeypatch.setattr(guarded.socket, "getaddrinfo", look_up)
    plain = guarded.httpcore2.SyncBackend.connect_tcp
    monkeypatch.setattr(
        guarded.httpcore2.SyncBackend,
        "connect_tcp",
        lambda self, host, *more: called.append(host) or plain(self, host, *more),
    )

    answer = call(wanted("http://rebinding.example:1/"))

    assert answer.status is None
    assert called == ["127.0.0.2"]


def test_what_is_signed_is_what_any_receiver_of_the_standard_verifies():
    with receiving() as receiver:
        secret, old = new_secret(), new_secret()
        answer = call(Call(receiver.url, [secret, old], "msg_1", {"type": "ping", "名": "字"}))

    assert answer.is_taken
    receiver.verify(secret)
    receiver.verify(old)
    (headers,) = receiver.headers
    assert headers["webhook-id"] == "msg_1"
    assert abs(int(headers["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 5
    assert headers["content-type"] == "application/json"
