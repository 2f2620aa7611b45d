"""The case's page, and what an agent does with the case itself."""

from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from support.cases.services import (
    change_status,
    resolve_case,
)
from support.desk.access import AgentRequest, for_agents
from support.desk.case.ending import shown_end, typed_end
from support.desk.case.forms import ResolutionForm, StatusForm, first_error
from support.desk.case.parts import (
    PAGE,
    case_page,
    changed,
    find_asked_case,
    find_case,
    part_of,
    refused,
    to_kept,
)
from support.guidance.proof import reopen_case
from troubleshooting.marks.asking import plans_kept
from troubleshooting.marks.reading import once
from web.access import by


@require_safe
@for_agents
@once()
@plans_kept()
def case(request: AgentRequest, reference: str) -> HttpResponse:
    file = find_asked_case(reference, request.GET)
    return to_kept(request, file.case) or case_page(request, file)


@require_safe
@for_agents
@once()
@plans_kept()
def case_part(request: AgentRequest, reference: str, part: str) -> HttpResponse:
    if part not in PAGE.parts:
        raise Http404
    file = find_asked_case(reference, request.GET)
    return to_kept(request, file.case) or part_of(request, file, part)


@require_POST
@for_agents
def status(request: AgentRequest, reference: str) -> HttpResponse:
    file, form = find_case(reference), StatusForm(request.POST)
    if not form.is_valid():
        return refused(request, file, "strip", strip_error=first_error(form))
    try:
        change_status(file.case, form.cleaned_data["status"], **by(request.user))
    except ValidationError as error:
        return refused(request, file, "strip", strip_error=error.messages[0])
    return changed(request, file.case.reference, "strip", also="stream")


@require_POST
@for_agents
def resolve(request: AgentRequest, reference: str) -> HttpResponse:
    """End a case; what its customer would read of that is shown before it goes out."""
    file, form, typed = find_case(reference), ResolutionForm(request.POST), typed_end(request.POST)
    if not form.is_valid():
        return refused(request, file, "strip", strip_error=first_error(form), end=typed)
    given = form.cleaned_data
    tells, shown = given.pop("tell"), given.pop("shown")
    try:
        if tells and shown != given["ending"] and not file.case.is_done:
            end = shown_end(file.case, typed, now=timezone.now())
            return refused(request, file, "strip", code=HTTPStatus.OK, end=end)
        resolve_case(file.case, tells=tells, **given, **by(request.user))
    except ValidationError as error:
        return refused(request, file, "strip", strip_error=error.messages[0], end=typed)
    return changed(request, file.case.reference, "strip", also="stream guide")


@require_POST
@for_agents
def reopen(request: AgentRequest, reference: str) -> HttpResponse:
    file = find_case(reference)
    try:
        reopen_case(file.case, **by(request.user))
    except ValidationError as error:
        return refused(request, file, "strip", strip_error=error.messages[0])
    return changed(request, file.case.reference, "strip", also="stream guide")
