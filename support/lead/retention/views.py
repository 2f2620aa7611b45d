"""How long data is kept: what leads enter, and what a night would take."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from support.lead.access import LeadRequest, for_leads
from support.lead.retention.page import DaysForm, build_page
from support.retention.services import StaleRetention, entered_days, save_days
from web.access import by
from web.answers import CONFLICT, REFUSED


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def retention(request: LeadRequest) -> HttpResponse:
    """Show the days and what tonight would take; a POST tries others, or saves them."""
    entered, code = entered_days(), 200
    form = DaysForm(*([request.POST] if request.method == "POST" else []), entered=entered)
    if form.is_bound and not form.is_valid():
        code = REFUSED
    elif form.is_bound and "save" in request.POST:
        try:
            save_days(form.days, seen=form.cleaned_data["seen"], **by(request.user))
        except StaleRetention:
            code, entered = CONFLICT, entered_days()
        else:
            messages.success(request, _("Saved. It applies from the next night."))
            return redirect("retention")
    page = build_page(form, entered, timezone.now())
    shown = {"page": page, "is_stale": code == CONFLICT}
    return render(request, "lead/retention/retention.html", shown, status=code)
