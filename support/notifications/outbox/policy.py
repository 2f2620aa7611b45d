"""Whether a message may go out now. Pure: everything that counts is in the facts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache

from support.notifications.models.states import Channel, Reason, State, Urgency
from support.notifications.words.events import Event
from troubleshooting.checks.reading.as_written import Unreadable, read_zone

# The customer asked for it on this very address a moment ago, and it is of use for minutes only.
CODE = "contact-code"
HIDDEN_CODE = "••••••"  # what is kept of one, and shown to us
# A later code is asked for anew rather than waited for.
CODE_WAITS = timedelta(minutes=1)
# So long a code holds; its message is of no use after that.
CODE_HOLDS = timedelta(minutes=15)
# Operators drop a text that comes twice within so short a time (Tencent's rule).
SAME_TEXT_APART = timedelta(seconds=30)
# Two spans of quiet that follow each other are through in two, on a day of clock changes in four.
MOST_ROUNDS = 6


class Action(StrEnum):
    SEND = "send"
    HOLD = "hold"
    DROP = "drop"


@dataclass(frozen=True)
class Decision:
    """What is to be done with a message, and why.

    A held one is judged again at `until`; `state` is where it stands afterwards.
    """

    action: Action
    until: datetime | None = None
    reason: str = ""
    state: State = State.QUEUED


@dataclass(frozen=True)
class Cap:
    """So many messages within so long a time, to one address."""

    count: int
    window: timedelta


@dataclass(frozen=True)
class QuietHours:
    """Local times of day between which nobody is to be disturbed; they may run over midnight."""

    start: time
    end: time

    def include(self, local: datetime) -> bool:
        clock = local.time()
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


@dataclass(frozen=True)
class Rules:
    """What the house decides for all customers."""

    quiet_hours: QuietHours | None = None  # for everybody, whatever they chose besides
    only_reach: Sequence[str] = ()  # test mode, unless empty
    caps: dict[str, tuple[Cap, ...]] = field(
        default_factory=lambda: {
            Channel.SMS: (Cap(10, timedelta(hours=24)),),
            Channel.EMAIL: (Cap(30, timedelta(hours=24)),),
        }
    )
    # What Chinese operators allow for codes (FACTS of Aliyun): 1 a minute, 5 an hour, 10 a day.
    code_caps: tuple[Cap, ...] = (
        Cap(1, timedelta(minutes=1)),
        Cap(5, timedelta(hours=1)),
        Cap(10, timedelta(hours=24)),
    )


@dataclass(frozen=True)
class MessageFacts:
    """What is known of one message, its customer and its address.

    `is_wanted` tells whether the customer wants this channel, or has no other for what they must
    know. `sent_at` holds when this address was written to lately, newest first: of what isn't
    urgent, for a code the codes. `ended` is why what it tells is over, if it is.
    """

    event: Event
    channel: str
    address: str
    urgency: int = Urgency.NORMAL
    time_zone: str = "UTC"
    quiet_hours: QuietHours | None = None
    only_essential: bool = False
    has_provider: bool = True
    is_wanted: bool = True
    is_proven: bool = True
    is_suppressed: bool = False
    ended: str = ""
    sent_at: Sequence[datetime] = ()
    same_text_at: datetime | None = None


SEND = Decision(Action.SEND)


def decide(facts: MessageFacts, now: datetime, rules: Rules) -> Decision:
    """Say what is to be done with a message at a moment; the first reason that holds is told."""
    return _drop(facts, rules) or _hold(facts, now, rules) or SEND


def quiet_until(hours: QuietHours, zone: tzinfo, now: datetime) -> datetime | None:
    """Return when the quiet hours around a moment end (UTC), or None outside of them.

    The clock on the customer's wall counts. Where it jumps over the end, they end with the jump;
    where it is put back into them, they begin once more.
    """
    local = now.astimezone(zone)
    if not hours.include(local):
        return None
    ends = [
        end
        for days in range(4)  # on a day of change they may leave no minute free
        for end in _moments_of(local.date() + timedelta(days=days), hours.end, zone)
        if end > now and not hours.include(end.astimezone(zone))
    ]
    return min(ends)


def zone_of(name: str) -> tzinfo:
    """Return a time zone by its name; UTC for one that nobody knows."""
    return _zone_of(name)


def is_listed(address: str, listed: Sequence[str]) -> bool:
    """Tell whether test mode reaches an address: by itself or by its @domain."""
    folded = address.casefold()
    domain = folded.rpartition("@")[2]
    wanted = {entry.casefold() for entry in listed}
    return folded in wanted or ("@" in folded and f"@{domain}" in wanted)


def _drop(facts: MessageFacts, rules: Rules) -> Decision | None:
    event = facts.event
    is_out_of_reach = bool(rules.only_reach) and not is_listed(facts.address, rules.only_reach)
    has_declined = (facts.only_essential and not event.is_for_few) or (
        not facts.is_wanted and event.name != CODE
    )
    reasons = (
        (facts.ended == Reason.NEWER, Reason.NEWER, State.SUPERSEDED),
        (bool(facts.ended), facts.ended, State.CANCELLED),
        (not facts.address, Reason.NO_ADDRESS, State.FAILED),
        (is_out_of_reach, Reason.TEST_MODE, State.CANCELLED),
        (has_declined, Reason.OPTED_OUT, State.CANCELLED),
        (not facts.has_provider, Reason.NO_PROVIDER, State.FAILED),
        (
            not facts.is_proven and not event.to_unproven,
            Reason.UNVERIFIED,
            # What they must know has to reach them some other way.
            State.FAILED if event.is_essential else State.CANCELLED,
        ),
        (facts.is_suppressed, Reason.SUPPRESSED, State.FAILED),
    )
    found = (_dropped(reason, state) for holds, reason, state in reasons if holds)
    return next(found, None)


def _hold(facts: MessageFacts, now: datetime, rules: Rules) -> Decision | None:
    is_code = facts.event.name == CODE
    if facts.urgency != Urgency.URGENT:
        until = _quiet_until(facts, now, rules)
        if until:
            return Decision(Action.HOLD, until, Reason.QUIET)
    if is_code or facts.urgency != Urgency.URGENT:
        caps = rules.code_caps if is_code else rules.caps[facts.channel]
        until = _capped_until(caps, facts.sent_at, now)
        if until and is_code and until - now > CODE_WAITS:
            return _dropped(Reason.CAPPED, State.CANCELLED)
        if until:
            return Decision(Action.HOLD, until, Reason.CAPPED)
    if facts.same_text_at and facts.channel == Channel.SMS:
        until = facts.same_text_at + SAME_TEXT_APART
        if until > now:
            return Decision(Action.HOLD, until, Reason.CAPPED)
    return None


def _quiet_until(facts: MessageFacts, now: datetime, rules: Rules) -> datetime | None:
    """Return when neither their own quiet hours nor the house's hold any more.

    Where both together leave no minute of a day free, the house's hours count alone.
    """
    zone, moment = zone_of(facts.time_zone), now
    both = [hours for hours in (facts.quiet_hours, rules.quiet_hours) if hours]
    for _round in range(MOST_ROUNDS):
        ends = [end for hours in both if (end := quiet_until(hours, zone, moment))]
        if not ends:
            return moment if moment > now else None
        moment = max(ends)
    return quiet_until(rules.quiet_hours, zone, now) if rules.quiet_hours else None


def _dropped(reason: str, state: State) -> Decision:
    return Decision(Action.DROP, reason=reason, state=state)


def _capped_until(
    caps: Sequence[Cap], sent_at: Sequence[datetime], now: datetime
) -> datetime | None:
    """Return when every cap allows one more message; None if that is now."""
    frees = [sent_at[cap.count - 1] + cap.window for cap in caps if len(sent_at) >= cap.count]
    latest = max(frees, default=now)
    return latest if latest > now else None


def _moments_of(day: date, clock: time, zone: tzinfo) -> list[datetime]:
    """Return when (UTC) a clock shows a time on a day; for one it skips, when it jumps."""
    found = []
    for fold in (0, 1):
        moment = datetime.combine(day, clock.replace(fold=fold), tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).time() == clock:
            found.append(moment)
    return found or [_jump_over(day, clock, zone)]


def _jump_over(day: date, clock: time, zone: tzinfo) -> datetime:
    """Find the moment (UTC, to the second) at which a clock jumps over a time of a day."""
    wall = datetime.combine(day, clock)
    # Read with the offset after the jump a skipped time lies before it, and the other way round.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after


@lru_cache(maxsize=1024)
def _zone_of(name: str) -> tzinfo:
    try:
        return read_zone(name)
    except Unreadable:
        return UTC
