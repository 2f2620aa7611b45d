import re

from troubleshooting.checks.reading.as_written import (
    Unreadable,
    find_client,
    read_text,
    read_text_or_blank,
    read_whole_number,
    shown,
)
from troubleshooting.checks.reading.clients import KnownClient, Program, read_programs
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

NO_BROWSER = {
    "app": gettext_noop("%(client)s is an app, not a browser."),
    "server": gettext_noop("%(client)s is a server's program, not a browser."),
}
NO_APP = {
    "browser": gettext_noop("%(client)s is a browser, not an app."),
    "server": gettext_noop("%(client)s is a server's program, not an app."),
}
KINDS = ("app", "browser", "server")
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
    reads=("client", "client_known", "tls_version", *BANK_ANSWER_FACTS),
    needs=("client",),
    without="not_browser",
    source=gettext_noop("Article on unpaid payouts: browser compatibility"),
)
def browser_version(facts: Facts) -> Finding:
    known, program = _find(facts)
    values = {"client": shown(facts["client"])}
    if known is None:
        return abstain(
            gettext_noop("No oldest supported version of %(client)s is known."),
            **values,
        )
    if known.kind != "browser":
        return strong("not_browser", NO_BROWSER[known.kind], **values)
    if not known.is_too_old(program):
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
    reads=("client", "client_known", "tls_version", *BANK_ANSWER_FACTS),
    needs=("client",),
    without="not_app",
    source=gettext_noop("Article on unpaid payouts: application error"),
)
def app_version(facts: Facts) -> Finding:
    """A test version is treated like an outdated one."""
    known, program = _find(facts)
    values = {"client": shown(facts["client"])}
    if known is None:
        return abstain(
            gettext_noop("No oldest supported version of %(client)s is known."),
            **values,
        )
    if known.kind != "app":
        return strong("not_app", NO_APP[known.kind], **values)
    if not known.is_too_old(program) and not program.is_test:
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


def _find(facts: Facts) -> tuple[KnownClient | None, Program]:
    """Return what is known of the client: by the fact, else by the list that we bring."""
    if "client_known" not in facts:
        return find_client(facts["client"])
    row = facts["client_known"]
    if not isinstance(row, dict) or row.get("kind") not in KINDS:
        return None, read_programs(facts["client"])[0]
    words = row.get("words")
    oldest = row.get("oldest")
    known = KnownClient(
        name=str(row.get("name")),
        kind=row["kind"],
        words=tuple(map(str, words)) if isinstance(words, list) else (),
        oldest=None if is_missing(oldest) else read_whole_number(oldest),
    )
    return find_client(facts["client"], [known])


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
