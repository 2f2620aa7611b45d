"""The pages of the survey for leads."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from support.lead.access import LeadRequest, for_leads
from support.lead.surveys.page import Asked, as_rows, build_page
from support.surveys.models import SurveyRules, survey_rules
from web.answers import REFUSED, table_file
from web.bounding import within_seconds
from web.paging import ROWS, read_page, rows_of


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]  # no class of Django's at runtime
    class Meta:
        model = SurveyRules
        fields = ["is_on", "delay_hours"]


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
@within_seconds
def surveys(request: LeadRequest) -> HttpResponse:
    """Show what customers answered; a POST changes whether and when they are asked."""
    form = RulesForm(request.POST or None, instance=survey_rules())
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("lead-surveys")
    page = build_page(Asked.read(request.GET), timezone.now())
    code = REFUSED if form.errors else 200
    return render(request, "lead/surveys/surveys.html", {"page": page, "form": form}, status=code)


@require_safe
@for_leads
@within_seconds
def answers(request: LeadRequest) -> HttpResponse:
    """Show the answers behind a number, each with its case."""
    asked, number = Asked.read(request.GET), read_page(request.GET.get("page", ""))
    found = list(asked.answers(timezone.now())[rows_of(number)])
    shown = {
        "answers": found[:ROWS],
        "days": asked.days,
        "previous": asked.address(page=number - 1) if number > 1 else "",
        "next": asked.address(page=number + 1) if len(found) > ROWS else "",
    }
    return render(request, "lead/surveys/answers.html", shown)


@require_safe
@for_leads
@within_seconds
def numbers(request: LeadRequest) -> HttpResponse:
    """Answer with the numbers as CSV, in the language that is active."""
    now = timezone.now()
    page = build_page(Asked.read(request.GET), now)
    return table_file(f"surveys-{now:%Y-%m-%d}", as_rows(page))
