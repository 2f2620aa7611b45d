"""What an agent does with one message or file, and that they reached the customer themselves."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from support.cases.telling.attaching import file_of, hand_out
from support.cases.telling.unreached import record_reached
from support.desk.access import AgentRequest, for_agents
from support.desk.case.forms import NoteForm, first_error
from support.desk.case.parts import changed, find_case, refused
from support.desk.messages.acting import act_on
from support.notifications.models import Notification
from web.access import by


@require_POST
@for_agents
def act(request: AgentRequest, reference: str, pk: uuid.UUID, name: str) -> HttpResponse:
    """Do with a message of a case what the case's page offers."""
    file = find_case(reference)
    row = get_object_or_404(Notification, pk=pk, thread__in=file.case.references)
    error, _is_done = act_on(request, row, name)
    if error:
        return refused(request, file, "stream", refused_message=row.pk, stream_error=error)
    return changed(request, file.case.reference, "stream", also="strip")


@require_POST
@for_agents
def reached(request: AgentRequest, reference: str) -> HttpResponse:
    file, form = find_case(reference), NoteForm(request.POST)
    if not form.is_valid():
        return refused(request, file, "strip", strip_error=first_error(form))
    note = form.cleaned_data["note"]
    try:
        record_reached(file.case, **by(request.user), note=note)
    except ValidationError as error:
        return refused(request, file, "strip", strip_error=error.messages[0])
    return changed(request, file.case.reference, "strip", also="stream")


@require_safe
@for_agents
def download(request: AgentRequest, reference: str, pk: uuid.UUID) -> HttpResponse:
    """Hand out a file of a case, or of one's own draft in it."""
    case = find_case(reference).case
    row = file_of(case, pk, reader=request.user)
    if row is None:
        raise Http404
    if row.is_cleared:
        return hand_out(row, case.reference, method=request.method, **by(request.user))
    messages.error(request, _("This file is kept away: it is harmful, or was not scanned yet."))
    return redirect("case", case.reference)
