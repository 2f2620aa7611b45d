"""The board of channels, the page of one, and what leads do there."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from support.desk.access import AgentRequest, for_agents
from support.lead.access import LeadRequest, for_leads
from support.lead.channels.board import build_board
from support.lead.channels.forms import StateForm, StopForm, TestForm
from support.lead.channels.page import build_page
from support.operations.probes.tasks import send
from support.payments.channels.states import set_channel_state
from support.payments.channels.stops import NOTICE_DAYS, cancel_stop, days_short, plan_stop
from support.payments.channels.testing import order_tests
from support.payments.models import Channel, ChannelState, ChannelTest, PlannedStop
from troubleshooting.marks.reading import once
from web.access import by
from web.answers import REFUSED


@require_safe
@for_agents
@once()
def channels(request: AgentRequest) -> HttpResponse:
    board = build_board(request.GET.get("q", ""), timezone.now())
    return render(request, "lead/channels/board.html", {"board": board})


@require_safe
@for_agents
def channel(request: AgentRequest, code: str) -> HttpResponse:
    return _page(request, get_object_or_404(Channel, code=code))


@require_POST
@for_leads
def states(request: LeadRequest, code: str) -> HttpResponse:
    """Say which state a channel is in from now on."""
    found, form = get_object_or_404(Channel, code=code), StateForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            set_channel_state(
                found,
                said["state"],
                why=said["why"],
                source=ChannelState.Source.PERSON,
                **by(request.user),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            label = Channel.State(said["state"]).label
            messages.success(request, _("The board now shows: %(state)s.") % {"state": label})
            return redirect("channel", code)
    return _page(request, found, state_form=form, code=REFUSED)


@require_POST
@for_leads
def stops(request: LeadRequest, code: str) -> HttpResponse:
    """Plan a stop, and say where it is announced later than the rules ask for."""
    found, form = get_object_or_404(Channel, code=code), StopForm(request.POST)
    if form.is_valid():
        try:
            stop = plan_stop(found, form.cleaned_data, **by(request.user))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("The stop is planned: the channel goes down and comes back by itself.")
            )
            _warn_of_short_notice(request, stop)
            return redirect("channel", code)
    return _page(request, found, stop_form=form, code=REFUSED)


def _warn_of_short_notice(request: LeadRequest, stop: PlannedStop) -> None:
    short = days_short(stop.channel, stop.begins_at, stop.planned_at)
    if short:
        words = ngettext(
            "Planned stops are to be announced %(asked)d working days ahead in China: this is"
            " %(short)d day short.",
            "Planned stops are to be announced %(asked)d working days ahead in China: this is"
            " %(short)d days short.",
            short,
        )
        messages.warning(request, words % {"asked": NOTICE_DAYS, "short": short})


@require_POST
@for_leads
def cancelled(request: LeadRequest, code: str, pk: int) -> HttpResponse:
    """Take a planned stop back."""
    stop = get_object_or_404(PlannedStop, pk=pk, channel__code=code)
    try:
        cancel_stop(stop, **by(request.user))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The stop is cancelled."))
    return redirect("channel", code)


@require_POST
@for_leads
def tests(request: LeadRequest, code: str) -> HttpResponse:
    """Say how a channel is tested."""
    found = get_object_or_404(Channel, code=code)
    test = ChannelTest.objects.filter(channel=found).first()
    fresh = ChannelTest(channel=found, next_at=timezone.now())
    form = TestForm(request.POST, instance=test or fresh)
    if not form.is_valid():
        return _page(request, found, test_form=form, code=REFUSED)
    form.instance.next_at = timezone.now()
    form.save()
    messages.success(request, _("Saved: the channel is tested like this from now on."))
    return redirect("channel", code)


@require_POST
@for_agents
def run(request: AgentRequest, code: str) -> HttpResponse:
    """Have the test payments that a lead has set up sent now, as a step of the guides asks."""
    test = get_object_or_404(ChannelTest, channel__code=code)
    try:
        order_tests(test, **by(request.user))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        send.delay_on_commit()
        messages.success(request, _("The test payments are on their way: look again in a moment."))
    return redirect("channel", code)


@once()
def _page(
    request: AgentRequest,
    found: Channel,
    *,
    state_form: StateForm | None = None,
    stop_form: StopForm | None = None,
    test_form: TestForm | None = None,
    code: int = 200,
) -> HttpResponse:
    page = build_page(
        found, timezone.now(), state_form=state_form, stop_form=stop_form, test_form=test_form
    )
    return render(request, "lead/channels/channel.html", {"page": page}, status=code)
