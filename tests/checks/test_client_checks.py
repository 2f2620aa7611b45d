import pytest

from tests.checks.facts_for_tests import make_facts, match
from troubleshooting.checks.registry import Strength, run

STRONG, WEAK = Strength.STRONG, Strength.WEAK
UNREACHED = {"bank_latency_ms": None}
OLD_CLIENTS = [
    ("tls_version", {"tls_version": "TLSv1.1"}, "protocol_incompatible"),
    ("browser_version", {"client": "Chrome 49.0"}, "browser_incompatible"),
    ("app_version", {"client": "PayApp iOS 3.0.2"}, "app_error"),
]


def outcome(name, **facts):
    finding = run(name, make_facts(**facts))
    return finding.option, finding.strength, finding.cause


@pytest.mark.parametrize(
    ("version", "option"),
    [
        ("TLSv1.3", "current"),
        ("TLSv1.2", "current"),
        ("tls 1.2", "current"),
        ("TLS1.3", "current"),
        ("TLS_1_2", "current"),
        ("1.3", "current"),
        ("\uff34\uff2c\uff33v1.3", "current"),
        ("TLSv1.1", "outdated"),
        ("TLSv1", "outdated"),
        ("TLS 1.0", "outdated"),
        ("SSLv3", "outdated"),
        ("SSL 3.0", "outdated"),
        ("QUIC", None),
        ("TLSv1.3.9", None),
        (["TLSv1.3"], None),
        (None, "current"),  # nothing to judge
    ],
)
def test_anything_below_tls_1_2_is_outdated(version, option):
    assert outcome("tls_version", tls_version=version)[0] == option


@pytest.mark.parametrize(
    ("client", "option"),
    [
        ("Chrome 142.0", "supported"),
        ("Chrome 70.0", "supported"),
        ("Chrome 69.9", "outdated"),
        ("chrome/142.0.1.2", "supported"),
        ("Firefox 144.0", "supported"),
        ("Firefox 44.0", "outdated"),
        ("Edge 141.0", "supported"),
        ("Edge 18.0", "outdated"),
        ("Safari 26.0", "supported"),
        ("Safari 12.1", "outdated"),
        ("Samsung Internet 28.0", "supported"),
        ("Samsung Internet 4.0", "outdated"),
        ("Internet Explorer 11.0", "outdated"),
        ("Android Browser 4.4", "outdated"),
        ("PayApp iOS 6.4.1", "not_browser"),
        ("WeChat 8.0.63", "not_browser"),
        ("Lynx 2.9", None),
        ("Chrome", None),
        (None, None),
        ({"name": "Chrome"}, None),
    ],
)
def test_browsers_are_measured_against_the_oldest_that_can_pay(client, option):
    assert outcome("browser_version", client=client)[0] == option


@pytest.mark.parametrize(
    ("client", "option"),
    [
        ("PayApp iOS 6.4.1", "current"),
        ("PayApp Android 5.0", "current"),
        ("PayApp Android 5.9.9-beta", "outdated"),
        ("PayApp Android 7.0.0-rc1", "outdated"),
        ("PayApp iOS 3.0.2", "outdated"),
        ("WeChat 8.0.63", "current"),
        ("WeChat 7.0.22", "outdated"),
        ("Chrome 142.0", "not_app"),
        ("Internet Explorer 11.0", "not_app"),
        ("OtherApp 1.0", None),
        ("", None),
    ],
)
def test_apps_are_measured_against_the_oldest_that_is_served(client, option):
    assert outcome("app_version", client=client)[0] == option


@pytest.mark.parametrize(("name", "facts", "cause"), OLD_CLIENTS)
def test_an_old_client_explains_a_payment_that_never_reached_the_bank(name, facts, cause):
    assert outcome(name, **facts, **UNREACHED) == ("outdated", STRONG, cause)


@pytest.mark.parametrize(("name", "facts", "cause"), OLD_CLIENTS)
def test_an_old_client_is_a_red_herring_once_the_bank_has_answered(name, facts, cause):
    assert outcome(name, **facts, bank_latency_ms=900) == ("outdated", WEAK, cause)
    assert outcome(name, **facts, **UNREACHED, failure_code="R01", code_is_technical=False) == (
        "outdated",
        WEAK,
        cause,
    )


@pytest.mark.parametrize(("name", "facts", "cause"), OLD_CLIENTS)
def test_an_old_client_yields_to_a_precise_code_of_another_cause(name, facts, cause):
    code = {
        "failure_scheme": "http",
        "failure_code": "503",
        "code_matches": [match("http", "503", "server_overload")],
    }

    assert outcome(name, **facts, **UNREACHED, **code) == ("outdated", WEAK, cause)


def test_an_alert_of_the_protocol_agrees_with_an_old_protocol():
    code = {
        "failure_scheme": "tls_alert",
        "failure_code": "70",
        "code_matches": [match("tls_alert", "70", "protocol_incompatible")],
    }

    found = outcome("tls_version", tls_version="SSLv3", **UNREACHED, **code)

    assert found == ("outdated", STRONG, "protocol_incompatible")


@pytest.mark.parametrize("client", ["Safari 9.1", "PayApp iOS 3.0.2"])
def test_an_outdated_protocol_explains_more_than_the_old_client_that_brings_it(client):
    name = "app_version" if client.startswith("PayApp") else "browser_version"

    assert outcome(name, client=client, tls_version="TLSv1.1", **UNREACHED)[1] is WEAK
    assert outcome(name, client=client, tls_version="TLSv1.2", **UNREACHED)[1] is STRONG
    assert outcome(name, client=client, tls_version=None, **UNREACHED)[1] is STRONG
    assert outcome(name, client=client, tls_version="?", **UNREACHED)[1] is STRONG
