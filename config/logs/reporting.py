"""Errors told to a Sentry-compatible server: where they arose, and nothing that they are about."""

from typing import Any

from config.logs.requests import current_request_id
from config.logs.wording import kind_of, scrubbed


def report_errors(dsn: str, release: str) -> None:
    """Begin to report, from this process and those that it forks."""
    import sentry_sdk  # noqa: PLC0415 - no process pays for it that reports nothing

    sentry_sdk.init(
        dsn=dsn,
        release=release,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=_stripped,
    )


# What stays of an event. Request, user, extra and the like quote what somebody sent.
_KEPT = {"event_id", "timestamp", "platform", "level", "logger", "release", "environment", "sdk",
    "exception", "logentry", "transaction", "contexts", "modules", "server_name"}  # fmt: skip


def _stripped(event: Any, hint: dict[str, Any]) -> Any:
    """Return an event with the kinds of its errors in the place of their words."""
    kept = {name: value for name, value in event.items() if name in _KEPT}
    kept["tags"] = {"request_id": current_request_id()}
    kept["contexts"] = {
        name: kept.get("contexts", {})[name]
        for name in ("runtime", "trace")
        if name in kept.get("contexts", {})
    }
    error = hint.get("exc_info", (None, None))[1]
    for told in kept.get("exception", {}).get("values", []):
        told["value"] = ""
    if error is not None and "exception" in kept:
        kept["exception"]["values"][-1]["value"] = kind_of(error)
    if "logentry" in kept:
        kept["logentry"] = {"message": scrubbed(str(kept["logentry"].get("message", "")))}
    return kept
