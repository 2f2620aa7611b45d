"""What each payment system promises to send: only that can be missing from a request."""

import time
from collections.abc import Mapping, Sequence

from support.sources.models import Source

CACHE_SECONDS = 10.0
# Casewalk's own event form, whoever fills it in; a row of `Source` with this slug may promise more.
OWN = "casewalk"
OWN_ALWAYS = ("reference", "direction", "amount", "currency", "method", "channel", "created_at")


class _Kept:
    """What this process read, and when; a change is seen by all within CACHE_SECONDS."""

    promises: Mapping[str, Sequence[str]] = {}
    read_at = float("-inf")


def always_sent_by(slug: str) -> list[str]:
    """Name the fields that a source always sends; "" stands for our own form.

    A source that nobody described promises nothing.
    """
    promised = _kept().get(slug or OWN, ())
    return list(dict.fromkeys([*OWN_ALWAYS, *promised])) if slug in ("", OWN) else list(promised)


def forget_senders() -> None:
    """Read the promises afresh when the next facts are read by this process."""
    _Kept.read_at = float("-inf")


def _kept() -> Mapping[str, Sequence[str]]:
    if time.monotonic() - _Kept.read_at > CACHE_SECONDS:
        _Kept.promises = dict(Source.objects.values_list("slug", "always_sends"))
        _Kept.read_at = time.monotonic()
    return _Kept.promises
