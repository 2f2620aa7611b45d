"""What the board of channels says once an incident is over."""

from datetime import datetime
from typing import TYPE_CHECKING

from support.incidents.models import Incident
from support.payments.channels.states import set_channel_state
from support.payments.models import Channel, ChannelState

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def out_of_order(incident: Incident) -> list[ChannelState]:
    """Return what the board says of those channels of an incident that are not normal."""
    said = ChannelState.objects.filter(channel__incidents=incident).select_related("channel")
    latest = said.order_by("channel_id", "-since", "-pk").distinct("channel_id")
    return [one for one in latest if one.state != Channel.State.NORMAL]


def set_to_normal(incident: Incident, *, actor: "User", now: datetime) -> None:
    """Say on the board that the channels of an incident work as they should again."""
    for said in out_of_order(incident):
        set_channel_state(
            said.channel,
            Channel.State.NORMAL,
            why=incident.reference,
            actor=actor,
            source=ChannelState.Source.INCIDENT,
            now=now,
        )
