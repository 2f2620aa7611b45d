"""The pages of webhooks."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from support.lead.access import LeadRequest, for_leads
from support.lead.webhooks.forms import EndpointForm, NewEndpointForm
from support.lead.webhooks.page import build_page, listed, topic_choices
from support.webhooks.models import Endpoint
from support.webhooks.services import (
    add_secret,
    change_endpoint,
    drop_old_secret,
    make_endpoint,
    ping,
    replay,
)
from support.webhooks.topics import Topic
from web.access import by
from web.answers import REFUSED
from web.paging import read_page

Errors = Mapping[str, Any]
_KEY = "webhook-secret"  # of the session: a new secret until its page was shown


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def webhooks(request: LeadRequest) -> HttpResponse:
    """Show every webhook; a POST adds one."""
    if request.method != "POST":
        return _list(request)
    form = NewEndpointForm(request.POST)
    if not form.is_valid():
        return _list(request, dict(form.errors), code=REFUSED)
    try:
        endpoint = make_endpoint(**form.cleaned_data, **by(request.user))
    except ValidationError as error:
        return _list(request, _sentences(error), code=REFUSED)
    request.session[_KEY] = [endpoint.pk, endpoint.secrets[0]]
    return redirect("webhook", endpoint.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def webhook(request: LeadRequest, pk: int) -> HttpResponse:
    """Show one webhook with its log; a POST changes its address and events."""
    endpoint = get_object_or_404(Endpoint, pk=pk)
    if request.method != "POST":
        return _page(request, endpoint)
    form = EndpointForm(request.POST)
    errors: Errors = {} if form.is_valid() else dict(form.errors)
    if not errors:
        try:
            change_endpoint(endpoint, **form.cleaned_data, **by(request.user))
        except ValidationError as error:
            errors = _sentences(error)
    if errors:
        page = build_page(endpoint, typed=request.POST, errors=errors)
        return render(request, "lead/webhooks/webhook.html", {"page": page}, status=REFUSED)
    messages.success(request, _("Saved. It applies to what happens from now on."))
    return redirect("webhook", pk)


@require_POST
@for_leads
def switch(request: LeadRequest, pk: int) -> HttpResponse:
    """Switch a webhook on or off."""
    is_on = request.POST.get("is_on") == "1"
    change_endpoint(get_object_or_404(Endpoint, pk=pk), is_on=is_on, **by(request.user))
    messages.success(request, _("It is on.") if is_on else _("It is off."))
    return redirect("webhook", pk)


@require_POST
@for_leads
def secrets(request: LeadRequest, pk: int) -> HttpResponse:
    """Make a new secret, or let the newest alone sign."""
    endpoint = get_object_or_404(Endpoint, pk=pk)
    if request.POST.get("deed") == "drop":
        drop_old_secret(endpoint, **by(request.user))
    else:
        request.session[_KEY] = [pk, add_secret(endpoint, **by(request.user))]
    return redirect("webhook", pk)


@require_POST
@for_leads
def trial(request: LeadRequest, pk: int) -> HttpResponse:
    """Send an event that tells nothing."""
    ping(get_object_or_404(Endpoint, pk=pk), now=timezone.now())
    messages.success(request, _("A test event is on its way: look below in a few seconds."))
    return redirect("webhook", pk)


@require_POST
@for_leads
def replays(request: LeadRequest, pk: int) -> HttpResponse:
    """Send one event again, or all since a day, or those of them that were set aside."""
    endpoint = get_object_or_404(Endpoint, pk=pk)
    one, day = request.POST.get("delivery", ""), request.POST.get("since", "")
    since = _morning(day)
    if not one.isdecimal() and since is None:
        messages.error(request, _("Please choose a day."))
        return redirect("webhook", pk)
    try:
        number = replay(
            endpoint,
            deliveries=[int(one[:18])] if one.isdecimal() else [],
            since=None if one.isdecimal() else since,
            only_failed=request.POST.get("only") == "failed",
            **by(request.user),
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("webhook", pk)
    said = ngettext("%(number)s event is sent again.", "%(number)s events are sent again.", number)
    messages.success(request, said % {"number": number})
    return redirect("webhook", pk)


def _morning(day: str) -> datetime | None:
    try:
        read = parse_date(day)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(read, time.min)) if read else None


def _list(request: LeadRequest, errors: Errors | None = None, code: int = 200) -> HttpResponse:
    chosen = request.POST.getlist("topics") if request.method == "POST" else list(Topic.values)
    shown = {
        "endpoints": listed(),
        "topics": topic_choices(chosen),
        "typed": request.POST,
        "errors": errors or {},
    }
    return render(request, "lead/webhooks/webhooks.html", shown, status=code)


def _page(request: LeadRequest, endpoint: Endpoint) -> HttpResponse:
    kept = request.session.get(_KEY)
    secret = ""
    if request.method == "GET" and isinstance(kept, list) and kept[:1] == [endpoint.pk]:
        secret = request.session.pop(_KEY)[1]
    page = build_page(
        endpoint, state=request.GET.get("state", ""), page=read_page(request.GET.get("page", "")),
        secret=secret,
    )  # fmt: skip
    return render(request, "lead/webhooks/webhook.html", {"page": page})


def _sentences(error: ValidationError) -> Errors:
    return error.message_dict if hasattr(error, "error_dict") else {"name": error.messages}
