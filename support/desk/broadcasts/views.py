"""Mass messages: written from the queue, looked at, sent, watched and stopped."""

import uuid
from collections.abc import Callable

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from support.cases.telling.broadcasts import count_listeners, tell_all
from support.desk.access import AgentRequest, for_agents, for_holders
from support.desk.broadcasts.broadcast import (
    build_list,
    build_page,
    build_row,
    chosen_cases,
    what_changed,
)
from support.desk.broadcasts.forms import TELL_MANY, BroadcastForm
from support.desk.queue.queue import Selection
from support.notifications.models import Broadcast
from support.notifications.outbox.broadcasts import (
    MASS_EVENTS,
    cancel_broadcast,
    pause_broadcast,
    resume_broadcast,
)
from web.access import by
from web.answers import REFUSED
from web.paging import read_page

# The preview's frame takes over the page's policy, and a mail brings its style with it. The frame
# is sandboxed, and what is shown in it is escaped.
MAIL_IN_FRAME = {"style-src": [SELF, UNSAFE_INLINE]}
STEPS: dict[str, Callable[..., Broadcast]] = {
    "pause": pause_broadcast,
    "resumption": resume_broadcast,
    "cancellation": cancel_broadcast,
}


@require_safe
@for_agents
def broadcasts(request: AgentRequest) -> HttpResponse:
    built = build_list(read_page(request.GET.get("page", "")))
    return render(request, "desk/broadcasts/broadcasts.html", {"list": built})


@require_http_methods(["GET", "HEAD", "POST"])
@csp_update(MAIL_IN_FRAME)
@for_holders(TELL_MANY, to_read=True)
def write(request: AgentRequest) -> HttpResponse:
    """Write a mass message to the customers of the cases that the queue shows."""
    if request.method == "POST":
        return _look_or_send(request)
    return _page(request, BroadcastForm(event=_event(request.GET.get("event", ""))))


@require_safe
@for_agents
def broadcast(request: AgentRequest, pk: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Broadcast.objects.select_related("created_by"), pk=pk)
    context = {"row": build_row(found), "may_stop": request.user.has_perm(TELL_MANY)}
    template = (
        "desk/broadcasts/_progress.html" if request.htmx else "desk/broadcasts/broadcast.html"
    )
    return render(request, template, context)


@require_POST
@for_holders(TELL_MANY)
def step(request: AgentRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """Pause a mass message, let it go on, or give it up."""
    if name not in STEPS:
        raise Http404
    found = get_object_or_404(Broadcast, pk=pk)
    try:
        STEPS[name](found, **by(request.user))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("broadcast", pk=pk)


def _look_or_send(request: AgentRequest) -> HttpResponse:
    event = _event(request.POST.get("event", ""))
    form = BroadcastForm(request.POST, event=event)
    if not form.is_valid():
        return _page(request, form, code=REFUSED)
    if request.POST.get("do") != "send":
        return _page(request, form, is_shown=True)
    cases = chosen_cases(Selection.read(request.GET), request.user, timezone.now())
    if notice := what_changed(form, count_listeners(cases, event)):
        return _page(request, form, is_shown=True, notice=notice, code=REFUSED)
    sent = tell_all(cases, form.draft(), **by(request.user))
    messages.success(request, _("The mass message is on its way."))
    return redirect("broadcast", pk=sent.pk)


def _page(
    request: AgentRequest,
    form: BroadcastForm,
    *,
    is_shown: bool = False,
    notice: str = "",
    code: int = 200,
) -> HttpResponse:
    selection = Selection.read(request.GET)
    cases = chosen_cases(selection, request.user, timezone.now())
    built = build_page(selection, cases, form, is_shown=is_shown, notice=notice)
    return render(request, "desk/broadcasts/new.html", {"page": built}, status=code)


def _event(name: str) -> str:
    return name if name in MASS_EVENTS else MASS_EVENTS[0]
