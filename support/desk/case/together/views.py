"""Merging, taking apart and linking from the page of a case."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from support.cases.correcting import edit_contact
from support.cases.merging.related import relate_cases
from support.cases.merging.services import merge_cases, unmerge_case
from support.cases.models import Case, CaseRelation
from support.cases.references import read_reference
from support.customers.contacts import Contact
from support.desk.access import AgentRequest, for_agents
from support.desk.case.forms import LONGEST_NOTE, first_error
from support.desk.case.parts import announced, changed, find_case, read_key, refused, to_kept
from support.desk.case.together.presence import be_here, who_is_here
from support.staff.access import check_works_on
from web.access import by

MERGE, MERGE_AWAY, UNLINK = "merge", "merge_away", "unlink"
EVERYTHING = "strip stream payment"


class OtherCaseForm(forms.Form):
    """Another case, and what it is to this one."""

    reference = forms.CharField(
        max_length=40, error_messages={"required": gettext_lazy("Please name the other case.")}
    )
    how = forms.ChoiceField(
        choices=[(name, name) for name in (MERGE, MERGE_AWAY, UNLINK, *CaseRelation.Kind.values)]
    )
    reason = forms.CharField(max_length=LONGEST_NOTE, required=False)


@require_POST
@for_agents
def relate(request: AgentRequest, reference: str) -> HttpResponse:
    """Merge another case into this one, this one into another, or link the two."""
    file, form = find_case(reference), OtherCaseForm(request.POST)
    try:
        error = "" if form.is_valid() else first_error(form)
        if not error:
            _relate(file.case, form.cleaned_data, request)
    except ValidationError as refusal:
        error = refusal.messages[0]
    if error:
        typed = {name: request.POST.get(name, "")[:LONGEST_NOTE] for name in form.fields}
        return refused(request, file, "related", related_error=error, related_typed=typed)
    return changed(request, file.case.reference, "related", also=EVERYTHING)


def _relate(case: Case, given: dict[str, str], request: AgentRequest) -> None:
    other, how, reason = _named(given["reference"]), given["how"], given["reason"]
    if how == MERGE:
        merge_cases(case, other, reason=reason, **by(request.user))
    elif how == MERGE_AWAY:
        merge_cases(other, case, reason=reason, **by(request.user))
    else:
        check_works_on(request.user, other.team_id)
        relate_cases(case, other, "" if how == UNLINK else how, **by(request.user))


def _named(typed: str) -> Case:
    """Find a case by its reference as people type it. Raises ValidationError if there is none."""
    reference = read_reference(typed)
    found = Case.objects.filter(reference=reference).first() if reference else None
    if found is None:
        raise ValidationError(_("There is no case with this reference."), code="unknown")
    return found


@require_POST
@for_agents
def unmerge(request: AgentRequest, reference: str, merged: str) -> HttpResponse:
    """Take a case out again that was merged into this one."""
    file = find_case(reference)
    row = get_object_or_404(Case, reference=merged, merged_into=file.case)
    try:
        unmerge_case(row, **by(request.user))
    except ValidationError as error:
        return refused(request, file, "related", related_error=error.messages[0])
    return changed(request, file.case.reference, "related", also=EVERYTHING)


@require_POST
@for_agents
def here(request: AgentRequest, reference: str) -> HttpResponse:
    """Hear that somebody has a case open; answer who else has, unless their page says so already.

    With `shown` they ask for what others did meanwhile.
    """
    case, now = get_object_or_404(Case, reference=reference), timezone.now()
    if (elsewhere := to_kept(request, case)) is not None:
        return elsewhere
    be_here(case, request.user, request.POST.get("doing", ""), now)
    seen = None if "shown" in request.POST else read_key(request.POST.get("seen", ""))
    found = who_is_here(case, request.user, now, seen)
    if seen is not None and found.mark == request.POST.get("mark", ""):
        return HttpResponse(status=204)
    context = {"case": case, "reference": reference, "here": found}
    response = render(request, "desk/case/together/_here.html", context)
    return announced(response, "strip stream payment" if "shown" in request.POST else "")


@require_POST
@for_agents
def contact(request: AgentRequest, reference: str) -> HttpResponse:
    """Correct how the customer is reached."""
    file = find_case(reference)
    typed = {name: request.POST.get(name, "")[:254] for name in ("name", "email", "phone")}
    try:
        edit_contact(file.case, Contact(**typed), **by(request.user))
    except ValidationError as error:
        return refused(
            request, file, "customer", contact_typed=typed, contact_errors=error.messages
        )
    also = "strip composer stream same related"
    return changed(request, file.case.reference, "customer", also=also)
