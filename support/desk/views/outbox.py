"""The outbox: every message as the customer saw it, with its state."""

import uuid

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from support.desk.access import AgentRequest, for_agents
from support.desk.outbox import build_outbox, words_of
from support.notifications.models import Notification, State
from support.notifications.services import retry_notification

MAIL_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "frame-ancestors": [SELF],
    "sandbox": True,
}


@require_safe
@for_agents
def outbox(request: AgentRequest) -> HttpResponse:
    context = {"outbox": build_outbox(request.GET), "states": State}
    return render(request, "desk/outbox.html", context)


@require_safe
@for_agents
def message(request: AgentRequest, pk: uuid.UUID) -> HttpResponse:
    rows = Notification.objects.select_related("customer").prefetch_related("attempt_rows")
    notification = get_object_or_404(rows, pk=pk)
    context = {"notification": notification, "rendered": words_of(notification)}
    return render(request, "desk/outbox_message.html", context)


@require_safe
@xframe_options_sameorigin
@csp_replace(MAIL_POLICY)  # type: ignore[arg-type]  # its stubs know no arguments
@for_agents
def message_html(request: AgentRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the HTML part of an e-mail by itself; it may bring its own style and nothing else."""
    notification = get_object_or_404(Notification, pk=pk)
    return HttpResponse(words_of(notification).html)


@require_POST
@for_agents
def retry(request: AgentRequest, pk: uuid.UUID) -> HttpResponse:
    notification = get_object_or_404(Notification, pk=pk)
    try:
        retry_notification(notification, actor=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The message is on its way again."))
    return redirect("outbox-message", pk=pk)
