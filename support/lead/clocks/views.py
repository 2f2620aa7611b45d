"""The page of clocks and calendars, for who leads the house."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from support.calendars.editing import (
    StaleClocks,
    add_days,
    mark_of,
    remove_day,
    save_clocks,
    settle_year,
)
from support.calendars.models import CalendarDay
from support.lead.access import LeadRequest
from support.lead.clocks.forms import DaysForm
from support.lead.clocks.page import ClocksPage, build_page
from support.staff.standing import standing_of
from web.access import Given, GuardedView, Rule, View, guarded
from web.answers import CONFLICT, REFUSED


def for_house_leads(view: View[Given]) -> GuardedView[Given]:
    """Let in who leads the house: clocks and calendars are everybody's."""
    return guarded(view, Rule(_leads_all, refusal=gettext_lazy("Only leads can open this page")))


def _leads_all(user: User) -> bool:
    return user.is_staff and standing_of(user).leads_all


@require_http_methods(["GET", "HEAD", "POST"])
@for_house_leads
def clocks(request: LeadRequest) -> HttpResponse:
    """Show a market's clocks and all calendars; a POST saves the clocks."""
    asked, now = request.GET.get("market", ""), timezone.now()
    market = asked if asked in dict(settings.LANGUAGES) else ""
    if request.method != "POST":
        return _page(request, build_page(market, now))
    seen = request.POST.get("seen", "")[:16]
    page = build_page(market, now, posted=request.POST, seen=seen or "-")
    forms: list[Form] = [line.form for line in page.lines]
    forms += [page.hours] if page.hours else []
    if sum(not form.is_valid() for form in forms):  # each says what is wrong with it
        return _page(request, page, code=REFUSED)
    rules = {line.priority: line.form.values() for line in page.lines}
    try:
        save_clocks(market, rules, page.hours.values() if page.hours else None, seen=seen)
    except StaleClocks:
        page = build_page(market, now, posted=request.POST, seen=mark_of(market))
        return _page(request, page, code=CONFLICT)
    except ValidationError as error:
        return _page(request, page, sentences=error.messages, code=REFUSED)
    messages.success(request, _("These clocks apply to promises made from now on."))
    return redirect(f"{reverse('lead-clocks')}?{urlencode({'market': market})}")


@require_POST
@for_house_leads
def days(request: LeadRequest) -> HttpResponse:
    """Enter exceptional days of a calendar."""
    form = DaysForm(request.POST)
    try:
        if not form.is_valid():
            return _refused_days(request, form)
        given = form.cleaned_data
        given["is_worked"] = given["is_worked"] == "1"
        count = add_days(given.pop("calendar"), given.pop("begins"), given.pop("ends"), **given)
    except ValidationError as error:
        form.add_error("ends", ValidationError(error.messages))
        return _refused_days(request, form)
    told = ngettext("%(count)d day was entered.", "%(count)d days were entered.", count)
    messages.success(request, told % {"count": count})
    return redirect("lead-clocks")


def _refused_days(request: LeadRequest, form: DaysForm) -> HttpResponse:
    """Say what is wrong beside the calendar, or above all where there is no such calendar."""
    page = build_page("", timezone.now(), days=form)
    is_shown = any(calendar.form is form for calendar in page.calendars)
    said = [str(words) for errors in form.errors.values() for words in errors]
    return _page(request, page, sentences=[] if is_shown else said, code=REFUSED)


@require_POST
@for_house_leads
def day(request: LeadRequest, pk: int) -> HttpResponse:
    """Take an exceptional day out again."""
    remove_day(get_object_or_404(CalendarDay, pk=pk))
    messages.success(request, _("The holiday library decides about this day again."))
    return redirect("lead-clocks")


@require_POST
@for_house_leads
def year(request: LeadRequest, calendar: str, year: int) -> HttpResponse:
    """Say that a year's days are entered completely, or not yet."""
    is_settled = request.POST.get("is_settled") == "1"
    try:
        settle_year(calendar, year, is_settled=is_settled, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Saved."))
    return redirect("lead-clocks")


def _page(
    request: LeadRequest, page: ClocksPage, *, sentences: list[str] | None = None, code: int = 200
) -> HttpResponse:
    shown = {"page": page, "is_stale": code == CONFLICT, "sentences": sentences or []}
    return render(request, "lead/clocks/clocks.html", shown, status=code)
