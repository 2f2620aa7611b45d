"""What an agent presses of a complaint; each answers with its part of the page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from support.complaints.models import Complaint
from support.complaints.services import (
    Answer,
    answer_complaint,
    hold_complaint,
    note_acknowledged,
    open_complaint,
    see_no_complaint,
)
from support.desk.access import AgentRequest, for_agents
from support.desk.case.forms import LONGEST_BODY, first_error
from support.desk.case.parts import changed, find_case, refused
from web.access import by

CHANGED = "strip stream composer related"


class HoldForm(forms.Form):
    """Why the answer takes longer, and until when; `told` by a person already."""

    reason = forms.CharField(max_length=40, required=False)
    until = forms.DateField(error_messages={"required": _("Please choose a day.")})
    told = forms.BooleanField(required=False)


class AnswerForm(forms.Form):
    """The final answer; `told` by a person already."""

    words = forms.CharField(
        max_length=LONGEST_BODY, error_messages={"required": _("Please write something first.")}
    )
    outcome = forms.CharField(max_length=10, required=False)
    root_cause = forms.CharField(max_length=40, required=False)
    told = forms.BooleanField(required=False)


@require_POST
@for_agents
def complain(request: AgentRequest, reference: str) -> HttpResponse:
    """Open a complaint about a case, and lead to its own page; while one is open, to that."""
    file = find_case(reference)
    try:
        complaint = open_complaint(file.case, **by(request.user))
    except ValidationError as error:
        return refused(request, file, "complaint", complaint_error=error.messages[0])
    address = reverse("case", args=[complaint.case.reference])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@require_POST
@for_agents
def no_complaint(request: AgentRequest, reference: str) -> HttpResponse:
    """Say that what reads like a complaint is none."""
    see_no_complaint(find_case(reference).case, **by(request.user))
    return changed(request, reference, "complaint", also="stream")


@require_POST
@for_agents
def acknowledged(request: AgentRequest, reference: str) -> HttpResponse:
    """Say that a person has told the customer that we have their complaint."""

    def note(complaint: Complaint) -> None:
        note_acknowledged(complaint, **by(request.user))

    return _do(request, reference, note)


@require_POST
@for_agents
def hold(request: AgentRequest, reference: str) -> HttpResponse:
    """Put the answer off."""

    def put_off(complaint: Complaint) -> None:
        given = _valid(HoldForm(request.POST))
        tells = not given.pop("told")
        hold_complaint(complaint, tells=tells, **given, **by(request.user))

    return _do(request, reference, put_off)


@require_POST
@for_agents
def answer(request: AgentRequest, reference: str) -> HttpResponse:
    """Answer a complaint for good."""

    def end(complaint: Complaint) -> None:
        given = _valid(AnswerForm(request.POST))
        tells = not given.pop("told")
        answer_complaint(complaint, Answer(tells=tells, **given), **by(request.user))

    return _do(request, reference, end)


def _valid(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise ValidationError(first_error(form))
    return form.cleaned_data


def _do(request: AgentRequest, reference: str, deed: Callable[[Complaint], None]) -> HttpResponse:
    """Do something to the complaint that a case is; a refusal is shown with what was typed."""
    file = find_case(reference)
    if file.complaint is None:
        raise Http404
    try:
        deed(file.complaint)
    except ValidationError as error:
        said, typed = error.messages[0], request.POST.dict()
        return refused(request, file, "complaint", complaint_error=said, complaint_typed=typed)
    return changed(request, reference, "complaint", also=CHANGED)
