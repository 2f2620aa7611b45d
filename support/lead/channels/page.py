"""The page of one channel."""

from dataclasses import dataclass
from datetime import datetime

from support.lead.channels.board import Line, lines_of
from support.lead.channels.forms import StateForm, StopForm, TestForm
from support.payments.models import Channel, ChannelState, ChannelTest, PlannedStop, TestPayment

STATES_SHOWN = 50
STOPS_SHOWN = 20
TESTS_SHOWN = 12


@dataclass(frozen=True)
class ChannelPage:
    line: Line
    states: list[ChannelState]
    has_more: bool
    stops: list[PlannedStop]
    past: list[PlannedStop]
    state_form: StateForm
    stop_form: StopForm
    test: ChannelTest | None
    tests: list[TestPayment]
    test_form: TestForm

    @property
    def channel(self) -> Channel:
        return self.line.channel


def build_page(
    channel: Channel,
    now: datetime,
    *,
    state_form: StateForm | None = None,
    stop_form: StopForm | None = None,
    test_form: TestForm | None = None,
) -> ChannelPage:
    """Build the page in a dozen queries, with what was typed where a form was refused."""
    (line,) = lines_of([channel], now)
    rows = channel.states.select_related("actor", "stop").order_by("-since", "-pk")
    states = list(rows[: STATES_SHOWN + 1])
    stops = channel.stops.select_related("planned_by")
    ahead = list(stops.ahead(now))
    past = stops.exclude(pk__in=[stop.pk for stop in ahead])
    test = ChannelTest.objects.filter(channel=channel).first()
    return ChannelPage(
        line=line,
        states=states[:STATES_SHOWN],
        has_more=len(states) > STATES_SHOWN,
        stops=ahead,
        past=list(past[:STOPS_SHOWN]),
        state_form=state_form or StateForm(initial={"state": line.state}),
        stop_form=stop_form or StopForm(),
        test=test,
        tests=list(TestPayment.objects.latest_of(channel.pk)[:TESTS_SHOWN]),
        test_form=test_form or TestForm(instance=test),
    )
