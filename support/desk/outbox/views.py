"""The outbox: every message as the customer saw it, with its state, and how the outbox does."""

import uuid

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from support.desk.access import AgentRequest, for_agents
from support.desk.messages.acting import act_on
from support.desk.messages.message import LOOKS, build_sight, find_message, html_in
from support.desk.outbox.outbox import build_outbox
from support.desk.outbox.query import OutboxQuery
from support.desk.outbox.retrying import read_choice
from support.notifications.models import Notification
from support.notifications.services import retry_many
from support.notifications.showing import as_it_would_leave
from web.bounding import within_seconds

MAIL_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "frame-ancestors": [SELF],
    "sandbox": True,
}


@require_safe
@for_agents
@within_seconds
def outbox(request: AgentRequest) -> HttpResponse:
    built = build_outbox(
        OutboxQuery.read(request.GET),
        now=timezone.now(),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    template = "desk/outbox/_outbox.html" if request.htmx else "desk/outbox/outbox.html"
    return render(request, template, {"outbox": built})


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def retries(request: AgentRequest) -> HttpResponse:
    """Ask before many messages are sent again, then have them sent."""
    asked = request.POST if request.method == "POST" else request.GET
    now = timezone.now()
    choice = read_choice(asked, now)
    if request.method != "POST":
        return render(request, "desk/outbox/retries.html", {"choice": choice})
    count = retry_many(choice.rows, actor=request.user, now=now)
    sentence = ngettext(
        "%(count)d message is on its way again.",
        "%(count)d messages are on their way again.",
        count,
    )
    messages.success(request, sentence % {"count": count})
    return redirect(reverse("outbox") + choice.query.address())


@require_safe
@for_agents
def message(request: AgentRequest, pk: uuid.UUID) -> HttpResponse:
    try:
        row = find_message(pk)
    except Notification.DoesNotExist as error:
        raise Http404 from error
    look = request.GET.get("look", "")
    context = {
        "sight": build_sight(row, timezone.now()),
        "colours": look if look in LOOKS else LOOKS[0],
    }
    return render(request, "desk/outbox/message.html", context)


@require_safe
@xframe_options_sameorigin
@csp_replace(MAIL_POLICY)  # type: ignore[arg-type]  # its stubs know no arguments
@for_agents
def message_html(request: AgentRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the HTML part of an e-mail by itself; it may bring its own style and nothing else."""
    html = as_it_would_leave(get_object_or_404(Notification, pk=pk)).html
    return HttpResponse(html_in(html, request.GET.get("look", "")))


@require_POST
@for_agents
def act(request: AgentRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """Do with one message what its page offers."""
    error, done = act_on(request, get_object_or_404(Notification, pk=pk), name)
    if error:
        messages.error(request, error)
    else:
        messages.success(request, done)
    return redirect("outbox-message", pk=pk)
