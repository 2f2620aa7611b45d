"""The pages of figures."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from support.cases.viewing.conditions import Asking
from support.lead.access import LeadRequest
from support.lead.reports.mailing import set_mail
from support.lead.reports.models import ReportMail
from support.lead.reports.page import Page, as_rows, build_page
from support.reports.access import may_read
from support.reports.catalogue import CASES, REPORTS
from support.reports.outside import count_report
from support.reports.periods import read_period, usual_period
from web.access import Given, GuardedView, Rule, View, guarded
from web.answers import REFUSED, table_file, way_back
from web.bounding import within_seconds


def for_readers(view: View[Given]) -> GuardedView[Given]:
    refusal = gettext_lazy("Only leads and who looks on can open this page")
    return guarded(view, Rule(may_read, refusal=refusal))


@require_safe
@for_readers
def reports(request: LeadRequest) -> HttpResponse:
    return redirect("report", CASES.slug)


@require_safe
@for_readers
@within_seconds
def report(request: LeadRequest, name: str) -> HttpResponse:
    """Show a report of a period; one that can't be meant is said to be, and the month is shown."""
    page, is_meant = _page(request, name)
    if not is_meant:
        messages.error(request, _("There is no such period. A range goes up to 731 days."))
    status = 200 if is_meant else REFUSED
    chosen = ReportMail.objects.filter(user=request.user).first()
    shown = {"page": page, "mail": chosen, "every": ReportMail.Every.choices}
    return render(request, "lead/reports/report.html", shown, status=status)


@require_safe
@for_readers
@within_seconds
def table(request: LeadRequest, name: str) -> HttpResponse:
    """Answer with the numbers as CSV, in the language that is active.

    Raises Http404 for a period that can't be meant: a file says nothing of what it has instead.
    """
    page, is_meant = _page(request, name)
    if not is_meant:
        raise Http404
    since, until = page.period.since, page.period.until
    return table_file(f"{name}-{since}-{until}", as_rows(page))


@require_POST
@for_readers
def mail(request: LeadRequest) -> HttpResponse:
    """Mail somebody the figures of each week or month, or no more."""
    set_mail(request.user, request.POST.get("every", ""), now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect(way_back(request))


def _page(request: LeadRequest, name: str) -> tuple[Page, bool]:
    asked = REPORTS.get(name)
    if asked is None:
        raise Http404
    now = timezone.now()
    today = timezone.localdate(now)
    period = read_period(request.GET, today)
    figures = count_report(asked, period or usual_period(today), Asking(request.user, now))
    return build_page(figures, is_over=figures.period.until < today), period is not None
