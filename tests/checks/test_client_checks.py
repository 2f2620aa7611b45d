import pytest

from tests.checks.facts_for_tests import make_facts, match
from tests.every import every
from troubleshooting.checks.reading.clients import known_clients
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


@every(
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


@every(
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
        (None, "not_browser"),  # nobody's browser: paid by a server
        ("python-requests/2.31.0", "not_browser"),
        ({"name": "Chrome"}, None),
    ],
)
def test_browsers_are_measured_against_the_oldest_that_can_pay(client, option):
    assert outcome("browser_version", client=client)[0] == option


@every(
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
        ("", "not_app"),
        ("Go-http-client/1.1", "not_app"),
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


ENGINE = "AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS {} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
)
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {ENGINE} "
IN_FACEBOOK = (
    " Mobile/15E148 [FBAN/FBIOS;FBAV/450.0.0.38.108;FBBV/564431005;FBDV/iPhone14,5;FBMD/iPhone;"
    "FBSN/iOS;FBSV/17.5;FBSS/3;FBID/phone;FBLC/en_GB;FBOP/5;FBRV/567052743;IABMV/1]"
)
IN_WECHAT = (
    f"Mozilla/5.0 (Linux; Android 13; M2012K11AC Build/TKQ1.221114.001; wv) {ENGINE} Version/4.0"
    " Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240404 MMWEBID/8833"
    " MicroMessenger/{}(0x28003139) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64"
)


@every(
    ("client", "browser", "app"),
    [
        (f"{WINDOWS}Chrome/120.0.0.0 Safari/537.36", "supported", "not_app"),
        (f"{WINDOWS}Chrome/49.0.2623.112 Safari/537.36", "outdated", "not_app"),
        (f"{WINDOWS}Chrome/120.0.0.0 Safari/537.36 Edg/120.0.2210.91", "supported", "not_app"),
        (f"{WINDOWS}Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763", "outdated", "not_app"),
        (f"{WINDOWS}Chrome/120.0.0.0 Safari/537.36 OPR/50.0.0.0", "outdated", "not_app"),
        (f"{IPHONE.format('17_5')} Version/17.5 Mobile/15E148 Safari/604.1", "supported",
         "not_app"),
        (f"{IPHONE.format('12_1')} Version/12.1 Mobile/15E148 Safari/604.1", "outdated", "not_app"),
        (f"{IPHONE.format('17_5')} CriOS/120.0.6099.119 Mobile/15E148 Safari/604.1", "supported",
         "not_app"),
        (IPHONE.format("17_5") + IN_FACEBOOK, "supported", "not_app"),
        (IPHONE.format("11_4_1") + IN_FACEBOOK, "outdated", "not_app"),
        (IN_WECHAT.format("8.0.49.2600"), "not_browser", "current"),
        (IN_WECHAT.format("7.0.22"), "not_browser", "outdated"),
        ("Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko", "outdated",
         "not_app"),
        ("Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)", "outdated", "not_app"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", "supported",
         "not_app"),
        ("Mozilla/5.0 (compatible)", None, None),
    ],
)  # fmt: skip
def test_what_browsers_send_as_their_user_agent_is_read(client, browser, app):
    assert outcome("browser_version", client=client)[0] == browser
    assert outcome("app_version", client=client)[0] == app


def test_a_long_user_agent_is_read_like_a_short_one():
    assert len(IPHONE.format("17_5") + IN_FACEBOOK) > 200
    assert len(IN_WECHAT) > 250


def test_a_known_program_has_a_kind_and_a_word_of_its_own():
    words = [word for known in known_clients() for word in known.words]

    assert len(words) == len(set(words))
    assert {known.kind for known in known_clients()} == {"app", "browser", "server"}
    assert all(word == word.casefold() for word in words)
