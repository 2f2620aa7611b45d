"""The page of the log."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from support.audit.models import Entry
from support.lead.access import LeadRequest, for_leads
from support.lead.log.listing import build_listing
from web.paging import read_page


@require_safe
@for_leads
def log(request: LeadRequest) -> HttpResponse:
    """Show who took what out and who changed where it goes by itself."""
    listing = build_listing(
        kind=request.GET.get("kind", ""), page=read_page(request.GET.get("page", ""))
    )
    shown = {"listing": listing, "kinds": Entry.Kind.choices}
    return render(request, "lead/log/log.html", shown)
