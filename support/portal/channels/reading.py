"""What everybody may know of channels and incidents, by public names and in words to customers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min, Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from support.cases.models.market import market_for
from support.claims.formats import is_chinese, write_moment
from support.claims.zones import zone_in_words
from support.incidents.models import Incident, IncidentQuerySet, IncidentUpdate
from support.payments.models import Channel, ChannelState, PlannedStop

HISTORY = timedelta(days=90)
# Rows of a list, and of incidents with all their words, so that a page stays below 50 KB.
MOST, MOST_UNDER_WAY = 50, 10
STATES = {
    Channel.State.NORMAL: pgettext_lazy("channel, to customers", "Working normally"),
    Channel.State.DEGRADED: gettext_lazy("Some payments fail or take longer"),
    Channel.State.DOWN: gettext_lazy("Not working at the moment"),
}
WORST = (Channel.State.DOWN, Channel.State.DEGRADED, Channel.State.NORMAL)
COURSE = {
    Incident.State.INVESTIGATING: gettext_lazy("We are looking for the cause"),
    Incident.State.IDENTIFIED: gettext_lazy("The cause is known"),
    Incident.State.MONITORING: gettext_lazy("It works again, and we keep watching"),
    Incident.State.RESOLVED: pgettext_lazy("incident, to customers", "It is over"),
}
# While these last, trouble is there; afterwards it was.
LASTING = (Incident.State.INVESTIGATING, Incident.State.IDENTIFIED)


@dataclass(frozen=True)
class Clock:
    """The language of a page, and the clock of its market."""

    language: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(market_for(self.language).time_zone)

    def write(self, moment: datetime | None) -> str:
        return write_moment(moment and moment.astimezone(self.zone), self.language)

    def zone_name(self, now: datetime) -> str:
        return zone_in_words(now.astimezone(self.zone), self.language)

    def name(self, channel: Channel) -> str:
        return channel.public_name_zh if is_chinese(self.language) else channel.public_name_en


@dataclass(frozen=True)
class ChannelLine:
    name: str
    state: str
    words: str
    since: str


@dataclass(frozen=True)
class Told:
    """One update as everybody reads it: that there was one. Its words are for who is affected."""

    number: int
    at: datetime
    written: str
    state: str


@dataclass(frozen=True)
class IncidentShown:
    reference: str
    heading: str
    sentence: str
    state: str
    is_over: bool
    began: str
    ended: str
    next_update: str
    updates: tuple[Told, ...]


@dataclass(frozen=True)
class StopShown:
    name: str
    begins: str
    ends: str
    why: str


def is_named(channel: Channel) -> bool:
    """Tell whether leads gave a channel the names by which everybody may know it."""
    return channel.is_confirmed and bool(channel.public_name_en and channel.public_name_zh)


def channels_shown(clock: Clock, now: datetime) -> list[ChannelLine]:
    """Return the channels with a public name, trouble first; those of one name as the worst.

    One of which the same page tells trouble is not said to work normally.
    """
    told = Q(incidents__is_public=True, incidents__state__in=LASTING)
    channels = Channel.objects.annotate(troubled_since=Min("incidents__began_at", filter=told))
    named = {one.pk: one for one in channels if is_named(one)}
    said = ChannelState.objects.filter(channel__in=named, since__lte=now)
    latest = said.order_by("channel_id", "-since", "-pk").distinct("channel_id")
    states = {one.channel_id: (one.state, one.since) for one in latest}
    found: dict[str, ChannelLine] = {}
    rank = {state.value: place for place, state in enumerate(WORST)}
    for key, channel in named.items():
        state, since = states.get(key, (Channel.State.NORMAL.value, None))
        if state == Channel.State.NORMAL and channel.troubled_since:
            state, since = Channel.State.DEGRADED.value, channel.troubled_since
        name = clock.name(channel)
        if name in found and rank[found[name].state] <= rank[state]:
            continue
        is_normal = state == Channel.State.NORMAL
        written = "" if is_normal else clock.write(since)
        found[name] = ChannelLine(name, state, str(STATES[Channel.State(state)]), written)
    return sorted(found.values(), key=lambda one: (rank[one.state], one.name))[:MOST]


def incidents_shown(clock: Clock, now: datetime) -> list[IncidentShown]:
    """Return the public incidents that go on, then those of the last 90 days, the newest first."""
    public = Incident.objects.filter(is_public=True)
    under_way = _told(public.holding())[:MOST_UNDER_WAY]
    over = _told(public.filter(state=Incident.State.RESOLVED, ended_at__gte=now - HISTORY))[:MOST]
    return [_shown(one, clock, now) for one in (*under_way, *over)]


def incident_shown(clock: Clock, reference: str, now: datetime) -> IncidentShown | None:
    return next((one for one in incidents_shown(clock, now) if one.reference == reference), None)


def stops_shown(clock: Clock, now: datetime) -> list[StopShown]:
    ahead = PlannedStop.objects.ahead(now).filter(is_public=True).select_related("channel")
    return [
        StopShown(
            clock.name(stop.channel), clock.write(stop.begins_at), clock.write(stop.ends_at),
            stop.why,
        )
        for stop in ahead if is_named(stop.channel)
    ][:MOST]  # fmt: skip


def _told(incidents: IncidentQuerySet) -> IncidentQuerySet:
    said = IncidentUpdate.objects.exclude(customers_en="").order_by("-number")
    rows = incidents.prefetch_related("channels", Prefetch("updates", said, "told"))
    return rows.order_by("-began_at", "-pk")


def _shown(incident: Incident, clock: Clock, now: datetime) -> IncidentShown:
    lasts = incident.state in LASTING
    heading, sentence = public_words(incident.channels.all(), clock, lasts=lasts)
    is_promised = incident.holds and not incident.is_late(now)
    return IncidentShown(
        reference=incident.reference,
        heading=heading,
        sentence=sentence if incident.holds else "",
        state=str(COURSE[Incident.State(incident.state)]),
        is_over=not incident.holds,
        began=clock.write(incident.began_at),
        ended=clock.write(incident.ended_at),
        next_update=clock.write(incident.next_update_at) if is_promised else "",
        updates=tuple(_update(one, clock) for one in incident.told),  # type: ignore[attr-defined]
    )


def public_words(
    channels: Iterable[Channel], clock: Clock, *, lasts: bool = True
) -> tuple[str, str]:
    """Return the heading of an incident and its sentence, which are the same for everybody.

    What customers are told speaks to those whose payments are among it, and stays with them.
    """
    names = dict.fromkeys(clock.name(one) for one in channels if is_named(one))
    if not names:
        heading = _("Trouble with some payments")
        if lasts:
            return heading, _("Some payments are late or do not go through.")
        return heading, _("Some payments were late or did not go through.")
    told = {"channels": ("、" if is_chinese(clock.language) else ", ").join(names)}
    heading = _("Trouble with %(channels)s") % told
    if lasts:
        return heading, _(
            "Some payments through %(channels)s are late or do not go through."
        ) % told
    return heading, _("Some payments through %(channels)s were late or did not go through.") % told


def _update(update: IncidentUpdate, clock: Clock) -> Told:
    state = str(COURSE[Incident.State(update.state)])
    return Told(update.number, update.written_at, clock.write(update.written_at), state)
