"""The one door by which a channel comes into a state."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from support.payments.channels.signals import channel_state_set
from support.payments.models import Channel, ChannelState

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def set_channel_state(
    channel: Channel,
    state: str,
    *,
    why: str,
    actor: "User | None",
    source: str,
    now: datetime,
) -> ChannelState:
    """Say on the board which state a channel is in from now on, and tell who listens.

    What the board says already is returned as it is: said twice it is one entry. Raises
    ValidationError for a state that there is none of, and where a later one is said already.
    """
    if state not in Channel.State.values:
        raise ValidationError(_("There is no such state."), code="unknown-state")
    # What pays by the channel need not wait: foreign keys hold only its key.
    Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    latest = latest_state(channel)
    if latest is not None and latest.since > now:
        raise ValidationError(_("The board already has a later entry."), code="later-state")
    why = why.strip()[:200]
    if latest is not None and (latest.state, latest.note) == (state, why):
        return latest
    said = ChannelState.objects.create(
        channel=channel, state=state, since=now, note=why, actor=actor, source=source
    )
    channel_state_set.send(Channel, said=said, before=latest, now=now)
    return said


def latest_state(channel: Channel) -> ChannelState | None:
    """Return what the board said last of a channel, None where it said nothing yet."""
    return channel.states.order_by("-since", "-pk").first()
