"""The pages of complaints for leads."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from support.complaints.lists import causes
from support.lead.access import LeadRequest, for_leads
from support.lead.complaints.page import Asked, as_rows, build_page
from web.answers import table_file
from web.bounding import within_seconds
from web.paging import ROWS, read_page, rows_of


@require_safe
@for_leads
@within_seconds
def complaints(request: LeadRequest) -> HttpResponse:
    """Show the numbers of a year."""
    now = timezone.now()
    page = build_page(Asked.read(request.GET, now), now)
    return render(request, "lead/complaints/complaints.html", {"page": page})


@require_safe
@for_leads
@within_seconds
def cases(request: LeadRequest) -> HttpResponse:
    """Show the complaints behind a number, each with its case."""
    asked = Asked.read(request.GET, timezone.now())
    number = read_page(request.GET.get("page", ""))
    found = list(asked.complaints[rows_of(number)])
    known = causes()
    shown = {
        "rows": [(one, known.get(one.root_cause, one.root_cause)) for one in found[:ROWS]],
        "year": asked.year,
        "previous": asked.address(page=number - 1) if number > 1 else "",
        "next": asked.address(page=number + 1) if len(found) > ROWS else "",
    }
    return render(request, "lead/complaints/cases.html", shown)


@require_safe
@for_leads
@within_seconds
def numbers(request: LeadRequest) -> HttpResponse:
    """Answer with the numbers as CSV, in the language that is active."""
    now = timezone.now()
    asked = Asked.read(request.GET, now)
    return table_file(f"complaints-{asked.year}", as_rows(build_page(asked, now)))
