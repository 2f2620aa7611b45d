from typing import Any

from troubleshooting.checks.families.window import stop_until
from troubleshooting.checks.reading.as_written import (
    read_text,
    read_time,
    read_whole_number,
    read_zone,
    shown,
)
from troubleshooting.checks.reading.statuses import WAITED_FOR, read_status_or_blank
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

SLOW_FACTOR = 5  # slower than five times the usual is no longer chance
SHORTEST_MS = 10  # of what is shorter, two decimals say little or nothing
MOST_COUNTED = 1_000  # cases of an outage: of more, each page would count all of them
CLUSTER_SIZE = 3  # other failures with the same code in 15 minutes


@register(
    "channel_state",
    title=gettext_noop("Did the channel work at the time of the payment?"),
    options=("normal", "degraded", "down"),
    reads=(
        "channel_state",
        "channel_state_note",
        "channel_stop_until",
        "channel_timezone",
        "incident_since",
        "incident_cases",
        "incident_over_at",
    ),
    needs=("channel_state",),
    source=gettext_noop(
        "Article on unpaid payouts: bank system failure, the channel's status board"
    ),
)
def channel_state(facts: Facts) -> Finding:
    """Believe a known outage first, then a planned stop, then the board.

    A channel that stands still as planned has no fault: its hours are another check's.
    """
    if (found := _outage(facts)) is not None:
        return found
    if (until := stop_until(facts)) is not None:
        return strong(
            "normal",
            gettext_noop("The channel stood still as planned, until %(until)s: that is no fault."),
            until=until,
        )
    state = read_text(facts["channel_state"]).casefold()
    values = {} if is_missing(facts.get("channel_state_note")) else _note(facts)
    if state == "normal":
        return strong("normal", gettext_noop("The channel worked normally at the time."), **values)
    if state == "degraded":
        return weak(
            "degraded",
            gettext_noop("The channel worked, but with trouble, at the time."),
            "bank_system_failure",
            **values,
        )
    if state == "down":
        return strong(
            "down",
            gettext_noop("The channel was down at the time."),
            "bank_system_failure",
            **values,
        )
    return abstain(
        gettext_noop("“%(state)s” is not a state that a channel can have."),
        state=shown(state),
    )


def _outage(facts: Facts) -> Finding | None:
    """Say what is known of an outage; what its end has not cured has another cause."""
    if not is_missing(facts.get("incident_over_at")):
        return strong(
            "normal",
            gettext_noop("The known outage is over since %(over)s."),
            over=_moment(facts, "incident_over_at"),
        )
    if is_missing(facts.get("incident_since")):
        return None
    count = read_whole_number(facts.get("incident_cases") or 1)
    told = (
        gettext_noop("A known outage since %(since)s; %(count)s cases so far.")
        if count < MOST_COUNTED
        else gettext_noop("A known outage since %(since)s; %(count)s cases or more so far.")
    )
    since = _moment(facts, "incident_since")
    return strong("down", told, "bank_system_failure", since=since, count=count)


def _moment(facts: Facts, name: str) -> str:
    zone = read_zone(facts.get("channel_timezone") or "UTC")
    return read_time(facts[name], zone)[0].isoformat()


def _note(facts: Facts) -> dict[str, str]:
    return {"note": shown(facts["channel_state_note"])}


@register(
    "response_time",
    title=gettext_noop("Did the bank answer in its usual time?"),
    options=("normal", "slow", "timed_out"),
    reads=(
        "bank_latency_ms",
        "channel_usual_latency_ms",
        "channel_timeout_ms",
        "status",
    ),
    needs=("bank_latency_ms",),
    without="normal",
    source=gettext_noop("Article on unpaid payouts: bank processing takes too long"),
)
def response_time(facts: Facts) -> Finding:
    """Slowness explains a payment that is still under way; a final one it only accompanies."""
    latency = read_whole_number(facts["bank_latency_ms"])
    usual, timeout = (
        _bound(facts, "channel_usual_latency_ms"),
        _bound(facts, "channel_timeout_ms"),
    )
    conclude = strong if read_status_or_blank(facts.get("status")) in WAITED_FOR else weak
    if timeout and latency >= timeout:
        return conclude(
            "timed_out",
            gettext_noop("The bank took %(took)s; the channel's time-out is %(timeout)s."),
            "bank_processing_slow",
            took=lasting(latency),
            timeout=lasting(timeout),
        )
    if not usual:
        return strong(
            "normal",
            gettext_noop("The bank took %(took)s; no usual time of the channel is entered."),
            took=lasting(latency),
        )
    if latency > SLOW_FACTOR * usual:
        return conclude(
            "slow",
            gettext_noop("The bank took %(took)s, more than %(factor)s times the usual %(usual)s."),
            "bank_processing_slow",
            took=lasting(latency),
            usual=lasting(usual),
            factor=SLOW_FACTOR,
        )
    return strong(
        "normal",
        gettext_noop("The bank took %(took)s; %(usual)s is usual."),
        took=lasting(latency),
        usual=lasting(usual),
    )


def lasting(milliseconds: int) -> dict[str, str]:
    """Write a length of time as people say it, in each language: 0.4 seconds, 42 minutes."""
    if 0 < milliseconds < SHORTEST_MS:
        return {"en": "less than 0.01 seconds", "zh-hans": "不到 0.01 秒"}
    seconds = milliseconds / 1000
    if seconds >= 120:
        return {"en": f"{seconds / 60:,.0f} minutes", "zh-hans": f"{seconds / 60:,.0f} 分钟"}
    places = 2 if seconds < 1 else 1 if seconds < 10 else 0
    number = f"{round(seconds, places):g}"
    return {"en": f"{number} second{'' if number == '1' else 's'}", "zh-hans": f"{number} 秒"}


def _bound(facts: Facts, name: str) -> int:
    value = facts.get(name)
    return 0 if is_missing(value) else read_whole_number(value)


@register(
    "channel_failures",
    title=gettext_noop("Did other payments on the channel fail at the same time?"),
    options=("isolated", "cluster"),
    reads=("channel_failures_15m", "channel_payments_15m"),
    needs=("channel_failures_15m", "channel_payments_15m"),
    source=gettext_noop(
        "Article on unpaid payouts: bank system failure, failures of the last 15 minutes"
    ),
)
def channel_failures(facts: Facts) -> Finding:
    """Three like failures, and half of all payments, are more than chance."""
    failures = read_whole_number(facts["channel_failures_15m"])
    payments = read_whole_number(facts["channel_payments_15m"])
    values: dict[str, Any] = {"failures": failures, "payments": payments}
    if failures >= CLUSTER_SIZE and 2 * failures >= payments:
        return weak(
            "cluster",
            gettext_noop(
                "%(failures)s of %(payments)s other payments on the channel failed with the same"
                " code in the 15 minutes before."
            ),
            "bank_system_failure",
            **values,
        )
    return strong(
        "isolated",
        gettext_noop(
            "Only %(failures)s of %(payments)s other payments on the channel failed with the"
            " same code in the 15 minutes before."
        ),
        **values,
    )


@register(
    "test_payment",
    title=gettext_noop("Did our own test payment on the channel go through?"),
    options=("accepted", "refused", "no_answer", "not_tested"),
    reads=("test_payment", "test_payment_ms"),
    source=gettext_noop("Article on unpaid payouts: send a simulated payment and look at it"),
)
def test_payment(facts: Facts) -> Finding:
    """A test payment is another one: what it met may have been met by this one, no more."""
    if is_missing(facts.get("test_payment")):
        words = gettext_noop("The channel was not tested in the hour before the payment.")
        return strong("not_tested", words)
    state = read_text(facts["test_payment"]).casefold()
    if state == "accepted":
        if is_missing(facts.get("test_payment_ms")):
            return strong("accepted", gettext_noop("A test payment was accepted."))
        return strong(
            "accepted",
            gettext_noop("A test payment was accepted, in %(took)s."),
            took=lasting(read_whole_number(facts["test_payment_ms"])),
        )
    if state == "refused":
        words = gettext_noop("A test payment within the limits was refused as well.")
        return weak("refused", words, "bank_system_failure")
    if state == "no_answer":
        words = gettext_noop("A test payment got no answer either.")
        return weak("no_answer", words, "server_overload")
    return abstain(
        gettext_noop("“%(state)s” is no end of a test payment."),
        state=shown(state),
    )
