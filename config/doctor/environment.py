"""What production has to be told. Without it nothing starts: manage.py, gunicorn nor Celery."""

import base64
import binascii
from collections.abc import Iterator
from urllib.parse import urlsplit

from config.doctor.findings import Finding, Unusable
from config.doctor.findings import marked as _
from config.variables import variable

DEMO_KEY = "for-development-only"
DEMO_EVENT_SECRET = "whsec_Zm9yLWRldmVsb3BtZW50LW9ubHktMTIzNA=="  # noqa: S105 - of the demo
NEEDED = (
    *("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PAYMENT_EVENT_SECRET"),
    *("ALLOWED_HOSTS", "PUBLIC_URL", "TRUSTED_PROXIES"),
)
WAYS_OUT = ("EMAIL_URL", "EMAIL_URL_2", "SMS_URL", "SMS_URL_2")
# As Django's own check of deployments has it.
KEY_LENGTH, KEY_LETTERS = 50, 5
EVENT_SECRET_BYTES = 24  # the least that the Standard Webhooks specification allows


def refuse_unfit() -> None:
    """Raise Unusable with all that keeps these variables from serving in production."""
    if found := list(findings()):
        raise Unusable(*found)


def findings() -> Iterator[Finding]:
    """Say what is missing, weak or impossible among the variables of the environment."""
    given: dict[str, str] = {}
    for name in (*NEEDED, *WAYS_OUT, "SECRET_KEY_FALLBACKS"):
        try:
            given[name] = variable(name)
        except Unusable as error:
            yield from error.findings
    for name in NEEDED:
        if given.get(name) == "":
            yield _finding(_("%(name)s is not set."), name, "E001")
    yield from _of_keys(given)
    yield from _of_addresses(given)


def _of_keys(given: dict[str, str]) -> Iterator[Finding]:
    for name in ("SECRET_KEY", "SECRET_KEY_FALLBACKS"):
        keys = given.get(name, "").split() if name.endswith("S") else [given.get(name, "")]
        if not all(_is_strong(key) for key in keys if key):
            weak = _(
                "%(name)s holds a key that is too weak, or the demo's: "
                "make a random one of at least 50 characters and no spaces."
            )
            yield _finding(weak, name, "E002")
    name = "PAYMENT_EVENT_SECRET"
    if not all(_is_event_secret(secret) for secret in given.get(name, "").split()):
        weak = _(
            "%(name)s has to be whsec_ with at least 24 random bytes in base 64 behind it, and not "
            "the demo's; spaces keep several apart."
        )
        yield _finding(weak, name, "E003")


def _of_addresses(given: dict[str, str]) -> Iterator[Finding]:
    if (url := given.get("PUBLIC_URL")) and not _is_public(url):
        wrong = _("%(name)s has to be https:// and the host under which customers reach us.")
        yield _finding(wrong, "PUBLIC_URL", "E004")
    proxies = given.get("TRUSTED_PROXIES")
    if proxies and not (proxies.isascii() and proxies.isdecimal()):
        wrong = _(
            "%(name)s has to be the number of your own proxies that a request passes: 0 for none."
        )
        yield _finding(wrong, "TRUSTED_PROXIES", "E005")
    for name in WAYS_OUT:
        if given.get(name, "").startswith("files:"):
            wrong = _("%(name)s may lead to files with DEBUG=1 only: name a provider or nothing.")
            yield _finding(wrong, name, "E006")


def _finding(text: str, name: str, code: str) -> Finding:
    return Finding(text, {"name": name}, code)


def _is_strong(key: str) -> bool:
    is_made_up = key.startswith((DEMO_KEY, "django-insecure-")) or len(key.split()) > 1
    return len(key) >= KEY_LENGTH and len(set(key)) >= KEY_LETTERS and not is_made_up


def _is_event_secret(secret: str) -> bool:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(key) >= EVENT_SECRET_BYTES and secret != DEMO_EVENT_SECRET


def _is_public(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not (parts.query or parts.fragment)
