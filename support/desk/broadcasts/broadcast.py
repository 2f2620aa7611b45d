"""Mass messages at the desk: whom one would reach, how it reads, how far it is."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import User
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from support.cases.models import CaseQuerySet
from support.cases.telling.broadcasts import Listeners, count_listeners
from support.customers.models import Language
from support.desk.broadcasts.forms import LABELS, BroadcastForm
from support.desk.queue.queue import Selection, selected_cases
from support.notifications.addresses.sms_senders import cost_of
from support.notifications.models import Broadcast, Channel, Notification, Reason, State
from support.notifications.outbox.broadcasts import MASS_EVENTS, Draft, Progress, progress_of
from support.notifications.showing import as_it_would_leave
from support.notifications.words.events import EVENTS, Event
from support.notifications.words.rendering import Rendered
from support.notifications.words.sample_values import PHONES, sample_words
from web.paging import ROWS, rows_of


@dataclass(frozen=True)
class Count:
    """So many messages over one channel in one language."""

    channel: str
    label: str | Promise
    language: str | Promise
    count: int


@dataclass(frozen=True)
class Hindrance:
    """So many customers aren't reached over a channel, and why."""

    label: str | Promise
    reason: str | Promise
    count: int


@dataclass(frozen=True)
class Sight:
    """How the messages of one language and channel read, with an invented customer."""

    language: str
    language_label: str | Promise
    channel: str
    channel_label: str | Promise
    rendered: Rendered


@dataclass(frozen=True)
class BroadcastPage:
    """The page on which a mass message is written."""

    selection: Selection
    listeners: Listeners
    form: BroadcastForm
    events: list[Event]
    counts: list[Count]
    hindrances: list[Hindrance]
    sights: list[Sight]
    segments: int
    cost: Decimal
    notice: str = ""

    @property
    def reached(self) -> int:
        return self.listeners.reach.reached


@dataclass(frozen=True)
class BroadcastRow:
    """A mass message with how far it is."""

    broadcast: Broadcast
    progress: Progress

    @property
    def event(self) -> str:
        event = EVENTS.get(self.broadcast.event)
        return str(event.title) if event else self.broadcast.event

    @property
    def is_running(self) -> bool:
        """Whether there is still something to see."""
        return self.broadcast.state == Broadcast.State.RUNNING and self.progress.waiting > 0

    @property
    def can_be_stopped(self) -> bool:
        return self.broadcast.state != Broadcast.State.CANCELLED and self.progress.waiting > 0

    @property
    def state(self) -> str:
        """Where it stands in one word, for looks."""
        is_done = self.broadcast.state == Broadcast.State.RUNNING and not self.progress.waiting
        return "done" if is_done else self.broadcast.state

    @property
    def icon(self) -> str:
        return STATE_ICONS[self.state]

    @property
    def label(self) -> str:
        if self.state == "done":
            return _("Done")
        return str(Broadcast.State(self.broadcast.state).label)

    @property
    def by_state(self) -> list[tuple[State, int]]:
        return [
            (state, self.progress.counts[state])
            for state in State
            if self.progress.counts.get(state)
        ]

    @property
    def words(self) -> list[tuple[str, list[tuple[str | Promise, str]]]]:
        """What all were told, by language: each word with what it is."""
        return [
            (language, [(LABELS[name], words[name]) for name in LABELS if words.get(name)])
            for language, words in self.broadcast.words.items()
        ]


STATE_ICONS = {
    "done": "check-circle",
    Broadcast.State.RUNNING: "paper-airplane",
    Broadcast.State.PAUSED: "pause",
    Broadcast.State.CANCELLED: "no-symbol",
}


@dataclass(frozen=True)
class BroadcastList:
    rows: list[BroadcastRow]
    number: int
    has_more: bool


def chosen_cases(selection: Selection, agent: User, now: datetime) -> CaseQuerySet:
    """Return the cases that the queue shows for a selection, on all of its pages."""
    return selected_cases(selection, agent, now)


def build_page(
    selection: Selection,
    cases: CaseQuerySet,
    form: BroadcastForm,
    *,
    is_shown: bool,
    notice: str = "",
) -> BroadcastPage:
    """Compose the page; with `is_shown` it shows how the typed words read."""
    listeners = count_listeners(cases, form.event)
    sights = sights_of(form.draft()) if is_shown else []
    segments, cost = _sms_cost(listeners, sights)
    return BroadcastPage(
        selection=selection,
        listeners=listeners,
        form=form,
        events=[EVENTS[name] for name in MASS_EVENTS],
        counts=_counts(listeners),
        hindrances=_hindrances(listeners),
        sights=sights,
        segments=segments,
        cost=cost,
        notice=notice,
    )


def what_changed(form: BroadcastForm, listeners: Listeners) -> str:
    """Return why what was shown may not be sent as it is now; "" when nothing has changed."""
    given = form.cleaned_data
    if given["shown"] != form.fingerprint():
        return _("Please look at how these words read, then send them.")
    if listeners.reach.reached > (given["customers"] or 0):
        return _("More customers than shown would be told by now. Please look at the number again.")
    return ""


def build_row(broadcast: Broadcast) -> BroadcastRow:
    return BroadcastRow(broadcast, progress_of([broadcast])[broadcast.pk])


def build_list(number: int) -> BroadcastList:
    """Compose a page of all mass messages, the newest first, in two queries."""
    rows = Broadcast.objects.select_related("created_by").order_by("-created_at", "-pk")
    found = list(rows[rows_of(number)])
    progress = progress_of(found[:ROWS])
    return BroadcastList(
        [BroadcastRow(broadcast, progress[broadcast.pk]) for broadcast in found[:ROWS]],
        number,
        len(found) > ROWS,
    )


def _counts(listeners: Listeners) -> list[Count]:
    return [
        Count(
            channel.value,
            channel.label,
            language.label,
            listeners.reach.messages[channel, language],
        )
        for channel in Channel
        for language in Language
        if listeners.reach.messages[channel, language]
    ]


def _hindrances(listeners: Listeners) -> list[Hindrance]:
    found = listeners.reach.hindrances.most_common()
    return [
        Hindrance(Channel(channel).label, _why_not(channel, reason), count)
        for (channel, reason), count in found
    ]


def _why_not(channel: str, reason: str) -> str | Promise:
    """Say what keeps a channel from customers; nobody has tried an address that isn't there."""
    if reason == Reason.NO_ADDRESS:
        return _("No mobile number") if channel == Channel.SMS else _("No e-mail address")
    return Reason(reason).label


def sights_of(draft: Draft) -> list[Sight]:
    """Show how a mass message reads, in every language and on every channel.

    Raises ValidationError for words that can't be sent.
    """
    words = draft.clean_words()
    return [
        Sight(
            language.value,
            language.label,
            channel.value,
            channel.label,
            _rendered(draft.event, channel, language, words[language]),
        )
        for language in Language
        for channel in Channel
    ]


def _rendered(event: str, channel: Channel, language: Language, words: dict[str, str]) -> Rendered:
    """Render a message as it would leave, to a customer whom we made up."""
    address = PHONES[language] if channel == Channel.SMS else ""
    context = sample_words(event, language) | words
    return as_it_would_leave(
        Notification(
            event=event,
            channel=channel,
            language=language,
            context=context,
            address=address,
            text="",
        )
    )


def _sms_cost(listeners: Listeners, sights: list[Sight]) -> tuple[int, Decimal]:
    """Return about how many segments all SMS have together, and what they cost."""
    segments, cost = 0, Decimal(0)
    for sight in sights:
        if sight.channel == Channel.SMS:
            count = listeners.reach.messages[Channel.SMS, sight.language]
            segments += count * sight.rendered.segments
            cost += count * cost_of(sight.rendered.segments, PHONES[Language(sight.language)])
    return segments, cost
