"""How the outbox does, in words: what waits, what went wrong, what is stuck and why."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from support.desk.messages.waiting import tell_paused
from support.notifications.health.figures import ChannelHealth, Health
from web.words.due import span_in_words


@dataclass(frozen=True)
class ChannelLine:
    """What waits on one channel, and for how long already."""

    channel: str
    label: str | Promise
    depth: int
    age: str
    needs_person: int
    failed: int


@dataclass(frozen=True)
class Strip:
    """The line on top of the outbox. `warnings` are sentences; none means that nothing is stuck."""

    channels: list[ChannelLine]
    segments: int
    cost: Decimal
    budget: Decimal
    is_budget_spent: bool
    stuck: int
    warnings: list[str]
    is_held: bool = False

    @property
    def is_well(self) -> bool:
        """Whether nothing is stuck, and nothing failed or waits for a person either."""
        trouble = any(line.failed or line.needs_person for line in self.channels)
        return not (self.stuck or self.warnings or trouble)


def build_strip(health: Health, now: datetime) -> Strip:
    return Strip(
        channels=[_line(channel, now) for channel in health.channels],
        segments=health.segments,
        cost=health.cost.normalize() if health.cost else Decimal(0),
        budget=health.budget,
        is_budget_spent=health.is_budget_spent,
        stuck=health.stuck,
        is_held=health.is_held,
        warnings=[
            *(
                tell_paused(provider.name, provider.open_until)
                for provider in health.open_breakers
                if provider.open_until
            ),
            *_stuck_channels(health),
        ],
    )


def _line(channel: ChannelHealth, now: datetime) -> ChannelLine:
    return ChannelLine(
        channel=channel.channel.value,
        label=channel.channel.label,
        depth=channel.depth,
        age=span_in_words(now - channel.oldest_due) if channel.oldest_due else "",
        needs_person=channel.needs_person,
        failed=channel.failed_today,
    )


def _stuck_channels(health: Health) -> list[str]:
    return [
        ngettext(
            "%(channel)s: %(count)d message is stuck. %(why)s",
            "%(channel)s: %(count)d messages are stuck. %(why)s",
            channel.stuck,
        )
        % {
            "channel": channel.channel.label,
            "count": channel.stuck,
            "why": _why_stuck(channel, health),
        }
        for channel in health.channels
        if channel.stuck
    ]


def _why_stuck(channel: ChannelHealth, health: Health) -> str:
    paused = {provider.name for provider in health.open_breakers}
    ways = {found.name for found in health.providers if found.channel == channel.channel}
    if ways and ways <= paused:
        return _("Every provider of this channel is at fault.")
    if channel.channel == "sms" and health.is_budget_spent:
        return _("Today's budget for SMS is spent; only urgent messages leave.")
    if channel.claimed:
        return _("Workers are sending; the provider takes fewer than there are.")
    return _("No worker takes them: please check that the workers run.")
