import re

from troubleshooting.checks.reading.as_written import (
    Unreadable,
    is_prerelease,
    read_text,
    read_text_or_blank,
    read_version,
    shown,
)
from troubleshooting.checks.reading.code_reading import client_is_the_suspect
from troubleshooting.checks.registry import (
    Facts,
    Finding,
    abstain,
    is_missing,
    register,
    strong,
    weak,
)
from troubleshooting.checks.text import gettext_noop

# Oldest versions that can pay: TLS 1.3 (RFC 8446) on by default, and cookies that reach
# the bank's 3-D Secure page inside a frame (SameSite=None; Safari 12 drops them).
OLDEST_BROWSERS = {
    "chrome": 70,
    "chrome mobile": 70,
    "google chrome": 70,
    "edge": 79,  # the first on Chromium
    "microsoft edge": 79,
    "firefox": 63,
    "opera": 57,
    "safari": 13,
    "mobile safari": 13,
    "samsung internet": 10,  # Chromium 71
}
# No longer made, and never able to meet the demands above.
ABANDONED_BROWSERS = {
    "internet explorer",
    "ie",
    "msie",
    "android browser",
    "edge legacy",
}
# PayApp serves its present and its former major version; WeChat pays from 8 on.
OLDEST_APPS = {"payapp": 5, "wechat": 8}
OLDEST_TLS = (1, 2)  # RFC 8996 and PCI DSS withdraw what is older

# What any check needs to tell a cause from an old device that has nothing to do with it.
BANK_ANSWER_FACTS = (
    "bank_latency_ms",
    "failure_code",
    "code_is_technical",
    "code_matches",
    "message_matches",
    "direction",
)


@register(
    "tls_version",
    title=gettext_noop("Is the connection's security protocol current?"),
    options=("current", "outdated"),
    reads=("tls_version", *BANK_ANSWER_FACTS),
    needs=("tls_version",),
    without="current",
    source=gettext_noop(
        "Article on unpaid payouts: payment protocol; RFC 8996: TLS 1.0 and 1.1 withdrawn"
    ),
)
def tls_version(facts: Facts) -> Finding:
    """An old protocol proves nothing once the bank has answered."""
    values = {"version": shown(facts["tls_version"])}
    if not _is_outdated_tls(facts["tls_version"]):
        return strong(
            "current",
            gettext_noop("The connection used %(version)s, which is current."),
            **values,
        )
    if client_is_the_suspect(facts, "protocol_incompatible"):
        return strong(
            "outdated",
            gettext_noop(
                "The connection used %(version)s, older than TLS 1.2, and the bank was not reached."
            ),
            "protocol_incompatible",
            **values,
        )
    return weak(
        "outdated",
        gettext_noop(
            "The connection used %(version)s, older than TLS 1.2, but the bank's answer or the"
            " failure code speaks against it as the cause."
        ),
        "protocol_incompatible",
        **values,
    )


def _is_outdated_tls(value: object) -> bool:
    """Raises Unreadable."""
    match = re.fullmatch(
        r"(?P<name>TLS|SSL)?[ _-]?V?[ ]?(?P<major>[0-9])(?:[._](?P<minor>[0-9]))?",
        read_text(value).upper(),
    )
    if match is None:
        raise Unreadable(
            gettext_noop("“%(value)s” is not a version of TLS or SSL."),
            value=shown(value),
        )
    version = int(match["major"]), int(match["minor"] or 0)
    return match["name"] == "SSL" or version < OLDEST_TLS


@register(
    "browser_version",
    title=gettext_noop("Is the browser recent enough?"),
    options=("supported", "outdated", "not_browser"),
    reads=("client", "tls_version", *BANK_ANSWER_FACTS),
    needs=("client",),
    source=gettext_noop("Article on unpaid payouts: browser compatibility"),
)
def browser_version(facts: Facts) -> Finding:
    product, version = read_version(facts["client"])
    name = product.casefold()
    values = {"client": shown(facts["client"])}
    if _app(name) is not None:
        return strong(
            "not_browser",
            gettext_noop("%(client)s is an app, not a browser."),
            **values,
        )
    oldest = OLDEST_BROWSERS.get(name)
    if oldest is None and name not in ABANDONED_BROWSERS:
        return abstain(
            gettext_noop("No oldest supported version of %(client)s is known."),
            **values,
        )
    if oldest is not None and version[0] >= oldest:
        return strong(
            "supported",
            gettext_noop("The browser %(client)s is recent enough."),
            **values,
        )
    return _outdated_client(
        facts,
        "browser_incompatible",
        gettext_noop("The browser %(client)s is too old, and the bank was not reached."),
        gettext_noop(
            "The browser %(client)s is too old, but the bank's answer, the failure code or the TLS"
            " version speaks against it as the cause."
        ),
    )


@register(
    "app_version",
    title=gettext_noop("Is the app recent enough?"),
    options=("current", "outdated", "not_app"),
    reads=("client", "tls_version", *BANK_ANSWER_FACTS),
    needs=("client",),
    source=gettext_noop("Article on unpaid payouts: application error"),
)
def app_version(facts: Facts) -> Finding:
    """A test version is treated like an outdated one."""
    product, version = read_version(facts["client"])
    name = product.casefold()
    values = {"client": shown(facts["client"])}
    app = _app(name)
    if app is None and (name in OLDEST_BROWSERS or name in ABANDONED_BROWSERS):
        return strong("not_app", gettext_noop("%(client)s is a browser, not an app."), **values)
    if app is None:
        return abstain(
            gettext_noop("No oldest supported version of %(client)s is known."),
            **values,
        )
    if version[0] >= OLDEST_APPS[app] and not is_prerelease(facts["client"]):
        return strong("current", gettext_noop("The app %(client)s is recent enough."), **values)
    return _outdated_client(
        facts,
        "app_error",
        gettext_noop(
            "The app %(client)s is too old or a test version, and the bank was not reached."
        ),
        gettext_noop(
            "The app %(client)s is too old or a test version, but the bank's answer, the failure"
            " code or the TLS version speaks against it as the cause."
        ),
    )


def _app(name: str) -> str | None:
    """Find the app in "payapp ios"."""
    first = name.split(maxsplit=1)[0]
    return first if first in OLDEST_APPS else None


def _outdated_client(facts: Facts, cause: str, certain: str, doubtful: str) -> Finding:
    """Weigh an old browser or app. Where TLS is outdated too, the connection broke before
    any page or app could matter, so the protocol is the better explanation."""
    values = {"client": shown(facts["client"])}
    if client_is_the_suspect(facts, cause) and not _tls_explains(facts):
        return strong("outdated", certain, cause, **values)
    return weak("outdated", doubtful, cause, **values)


def _tls_explains(facts: Facts) -> bool:
    if is_missing(facts.get("tls_version")):
        return False
    try:
        return _is_outdated_tls(read_text_or_blank(facts["tls_version"]))
    except Unreadable:
        return False
