"""The rules that choose a case's guide."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from support.guidance.models import GuideRule
from support.guidance.which.editing import StaleRules, in_vain, mark_of, replace_rules
from support.lead.access import LeadRequest, for_leads
from support.lead.guides.beside import only_in_mine, saved_beside
from support.lead.guides.forms import Known, forms_of, written
from web.answers import CONFLICT, REFUSED


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def guide_rules(request: LeadRequest) -> HttpResponse:
    """Show the rules in their order; a press puts all of them in force as they were written."""
    rules, known = list(GuideRule.objects.in_order()), Known()
    if request.method != "POST":
        return _page(request, rules, forms_of(rules, known))
    rows = forms_of(rules, known, request.POST)
    if not rows.is_valid():
        return _page(request, rules, rows, status=REFUSED)
    try:
        replace_rules(written(rows), seen=request.POST.get("seen", ""))
    except ValidationError as error:
        return _page(request, rules, rows, sentence=error.messages[0], status=REFUSED)
    except StaleRules:
        return _page(request, rules, rows, known=known, status=CONFLICT)
    messages.success(request, _("These rules now choose the guide."))
    return redirect("guide-rules")


def _page(
    request: LeadRequest,
    rules: list[GuideRule],
    rows: Any,
    *,
    sentence: str = "",
    known: Known | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show rows; with what is `known`, beside the rules that another lead has saved meanwhile."""
    faster = in_vain(rules) if status == 200 else {}
    lines = [
        (form, faster[at] + 1 if at in faster else None, bool(known) and only_in_mine(rules, form))
        for at, form in enumerate(rows)
    ]
    context = {"rows": rows, "lines": lines, "seen": mark_of(rules), "sentence": sentence}
    if known:
        context["saved"] = saved_beside(rules, written(rows), known)
    return render(request, "lead/guides/rules.html", context, status=status)
