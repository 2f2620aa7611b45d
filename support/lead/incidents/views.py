"""Incidents: listed, opened, written about, ended; cases linked and unlinked by hand."""

from collections.abc import Callable
from dataclasses import replace

from csp.decorators import csp_update
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from support.cases.models import Case
from support.cases.references import read_reference
from support.cases.telling.broadcasts import count_listeners
from support.desk.access import AgentRequest, for_agents
from support.desk.broadcasts.broadcast import sights_of
from support.desk.broadcasts.views import MAIL_IN_FRAME
from support.incidents.board import set_to_normal
from support.incidents.linking import link_by_hand, unlink
from support.incidents.models import CaseLink, Incident
from support.incidents.services import (
    Matching,
    change_scope,
    dismiss_incident,
    open_incident,
    publish_incident,
    would_match,
)
from support.incidents.updating import (
    Said,
    StaleIncident,
    add_update,
    ask_recovery,
    check_said,
    draft_of,
)
from support.lead.access import LeadRequest
from support.lead.clocks.views import for_house_leads
from support.lead.incidents.forms import ScopeForm, UpdateForm
from support.lead.incidents.page import IncidentPage, Preview, build_list, listeners_of
from web.access import by
from web.answers import CONFLICT, REFUSED
from web.paging import read_page


@require_safe
@for_agents
def incidents(request: AgentRequest) -> HttpResponse:
    number = read_page(request.GET.get("page", ""))
    rows, has_more = build_list(number, timezone.now())
    shown = {"rows": rows, "number": number, "has_more": has_more}
    return render(request, "lead/incidents/incidents.html", shown)


@require_safe
@for_agents
def incident(request: AgentRequest, reference: str) -> HttpResponse:
    number = read_page(request.GET.get("page", ""))
    return _page(request, IncidentPage(_found(reference), timezone.now(), number))


@require_http_methods(["GET", "HEAD", "POST"])
@for_house_leads
def scope(request: LeadRequest, reference: str = "") -> HttpResponse:
    """Show what an incident is about, count what it would match, open it or change it."""
    now = timezone.now()
    found = _found(reference) if reference else None
    if request.method != "POST":
        return _scope(request, ScopeForm.of(found, now), found)
    form = ScopeForm.asked(request.POST)
    if not form.is_valid():
        return _scope(request, form, found, code=REFUSED)
    if request.POST.get("do") != "save":
        return _scope(request, form, found, matching=_matching(form, found))
    try:
        if found is None:
            found = open_incident(form.scope, actor=request.user, now=now)
        else:
            change_scope(found, form.scope, now=now)
    except ValidationError as error:
        form.add_error(None, error)
        return _scope(request, form, found, code=REFUSED)
    return redirect("incident", found.reference)


@require_POST
@csp_update(MAIL_IN_FRAME)  # type: ignore[arg-type]  # its stubs know no arguments
@for_house_leads
def update(request: LeadRequest, reference: str) -> HttpResponse:
    """Show how an update reads and whom it reaches; once that was seen, write it."""
    now, found = timezone.now(), _found(reference)
    form = UpdateForm(request.POST)
    page = IncidentPage(found, now, form=form)
    if not form.is_valid():
        return _page(request, _refused(page, ValidationError(dict(form.errors))), code=REFUSED)
    said = form.said(now)
    try:
        check_said(said, now)
        if said.customers_en and form.cleaned_data["shown"] != form.fingerprint:
            listeners = count_listeners(listeners_of(found), draft_of(found, said).event)
            sights = sights_of(draft_of(found, said))
            return _page(
                request, replace(page, preview=Preview(sights, listeners, form.fingerprint))
            )
        add_update(found, said, actor=request.user, now=now)
        if said.state == Incident.State.RESOLVED and form.cleaned_data["normal"]:
            set_to_normal(found, actor=request.user, now=now)
    except StaleIncident as error:
        return _page(request, replace(page, errors=[str(error)]), code=CONFLICT)
    except ValidationError as error:
        return _page(request, _refused(page, error), code=REFUSED)
    messages.success(request, _told(said))
    return redirect("incident", reference)


@require_POST
@for_house_leads
def opening(request: LeadRequest, reference: str) -> HttpResponse:
    return _done(
        request,
        reference,
        lambda found: open_incident(found, **by(request.user)),
    )


@require_POST
@for_house_leads
def dismissal(request: LeadRequest, reference: str) -> HttpResponse:
    return _done(request, reference, lambda found: dismiss_incident(found, now=timezone.now()))


@require_POST
@for_house_leads
def recovery(request: LeadRequest, reference: str) -> HttpResponse:
    return _done(request, reference, lambda found: ask_recovery(found, now=timezone.now()))


@require_POST
@for_house_leads
def publication(request: LeadRequest, reference: str) -> HttpResponse:
    """Show on the public page what customers are told, or show it no more."""
    is_public = request.POST.get("public") == "yes"
    return _done(request, reference, lambda found: publish_incident(found, is_public=is_public))


@require_POST
@for_agents
def link(request: AgentRequest, reference: str) -> HttpResponse:
    """Link a case that somebody names by its reference."""
    named = request.POST.get("case", "").replace("\0", "")
    case = Case.objects.filter(reference=read_reference(named) or named).first()

    def linked(found: Incident) -> object:
        if case is None:
            raise ValidationError(_("No case has this reference."), code="unknown")
        return link_by_hand(found, case, **by(request.user))

    return _done(request, reference, linked)


@require_POST
@for_agents
def unlinking(request: AgentRequest, reference: str, case: str) -> HttpResponse:
    """Take a case out; from the case's own page one stays there."""
    found = get_object_or_404(Case, reference=case)
    if unlink(_found(reference), found, **by(request.user)):
        messages.success(request, _unlinked(found))
    if request.POST.get("back") == "case":
        return redirect("case", case)
    return redirect("incident", reference)


def _matching(form: ScopeForm, found: Incident | None) -> Matching:
    return would_match(replace(form.scope, cause=found.cause if found else None))


def _found(reference: str) -> Incident:
    return get_object_or_404(Incident.objects.select_related("led_by"), reference=reference)


def _done(
    request: AgentRequest, reference: str, deed: Callable[[Incident], object]
) -> HttpResponse:
    """Do one thing to an incident; what can't be done is said on its page."""
    try:
        deed(_found(reference))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("incident", reference)


def _told(said: Said) -> str:
    if said.state == Incident.State.RESOLVED and said.customers_en:
        return _("The update was written. Each payment is looked up, then its customer is told.")
    if said.customers_en:
        return _("The update was written. Customers of linked cases are being written to.")
    return _("The update was written, for agents only.")


def _unlinked(case: Case) -> str:
    """Say that a case was taken out, and lead to the reply where its customer was told to wait."""
    said = _("%(case)s was taken out of the incident.") % {"case": case.reference}
    if not CaseLink.objects.filter(case=case, told__gt=0).exists() or case.is_done:
        return said
    return format_html(
        '{} {} <a href="{}">{}</a>',
        said,
        _("This customer was told to wait."),
        f"{reverse('case', args=[case.reference])}#composer",
        _("Write to them now"),
    )


def _refused(page: IncidentPage, error: ValidationError) -> IncidentPage:
    return replace(page, errors=error.messages)


def _page(request: AgentRequest, page: IncidentPage, *, code: int = 200) -> HttpResponse:
    return render(request, "lead/incidents/incident.html", {"page": page}, status=code)


def _scope(
    request: LeadRequest,
    form: ScopeForm,
    found: Incident | None,
    *,
    matching: Matching | None = None,
    code: int = 200,
) -> HttpResponse:
    shown = {"form": form, "incident": found, "matching": matching}
    return render(request, "lead/incidents/scope.html", shown, status=code)
