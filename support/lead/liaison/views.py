"""Pages of the banks one talks with, and their packs."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from support.cases.exporting.answering import TYPES
from support.cases.exporting.writing import WRITERS
from support.inquiries.models import Bank
from support.lead.access import LeadRequest, for_leads
from support.lead.liaison.forms import FORMS
from support.lead.liaison.pages import bank_lines, bank_page
from support.lead.liaison.showing import cells, month_or_days, shown_lines
from support.liaison.changing import finish_action, save_row
from support.liaison.models import Action
from support.liaison.pack import Pack, pack_of
from support.reports.periods import USUAL, Period, period_of, read_period
from web.answers import REFUSED


@require_safe
@for_leads
def banks(request: LeadRequest) -> HttpResponse:
    """List the banks, and what of all of them is to be done."""
    today = timezone.localdate()
    shown = {
        "lines": bank_lines(timezone.now(), today),
        "overdue": Action.objects.overdue(today).for_list(),
    }
    return render(request, "lead/liaison/banks.html", shown)


@require_safe
@for_leads
def bank(request: LeadRequest, slug: str) -> HttpResponse:
    """Show whom one reaches at a bank, meetings, minutes and what is to be done."""
    found = get_object_or_404(Bank, slug=slug)
    shown = bank_page(found, timezone.now()) | {"today": timezone.localdate()}
    return render(request, "lead/liaison/bank.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def row(request: LeadRequest, slug: str, kind: str, pk: int | None = None) -> HttpResponse:
    """Show one thing that is written of a bank, or the form of a new one; a POST saves it."""
    if kind not in FORMS:
        raise Http404
    found = get_object_or_404(Bank, slug=slug)
    model = FORMS[kind].Meta.model
    instance = get_object_or_404(model, pk=pk, bank=found) if pk is not None else model(bank=found)
    if request.method != "POST":
        return _row(request, kind, FORMS[kind](instance=instance, initial=_initial(found, pk)))
    if pk is not None and "done" in request.POST and isinstance(instance, Action):
        finish_action(instance, now=timezone.now())
        return redirect("liaison-bank", slug)
    if pk is not None and "remove" in request.POST and kind == "contacts":
        instance.delete()
        return redirect("liaison-bank", slug)
    form = FORMS[kind](request.POST, instance=instance)
    if kind == "minutes" and pk is None:
        instance.author, instance.written_at = request.user, timezone.now()
    try:
        if form.is_valid():
            save_row(form.save(commit=False))
            messages.success(request, _("Saved."))
            return redirect("liaison-bank", slug)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
    return _row(request, kind, form, code=REFUSED)


def _initial(found: Bank, pk: int | None) -> dict[str, Any]:
    today = timezone.localdate()
    told = {"time_zone": found.time_zone, "first_on": today, "held_on": today}
    return told | {"weekdays": [0, 1, 2, 3, 4]} if pk is None else {}


def _row(request: LeadRequest, kind: str, form: Any, code: int = 200) -> HttpResponse:
    shown = {"form": form, "kind": kind, "row": form.instance, "bank": form.instance.bank}
    return render(request, "lead/liaison/row.html", shown, status=code)


@require_safe
@for_leads
def pack(request: LeadRequest, slug: str) -> HttpResponse:
    """Show the pack of a period, by default the month that is over."""
    period, found = _asked(request, slug)
    shown = {
        "pack": found, "period": period, "name": month_or_days(period),
        "is_past": period.until < timezone.localdate(),
        "parts": [
            (_("Figures"), shown_lines(found.figures)),
            (_("Amounts of the cases opened"), shown_lines(found.amounts)),
            (_("Amounts of the payments asked about"), shown_lines(found.asked)),
            (_("Causes of the cases opened"), shown_lines(found.causes)),
        ],
    }  # fmt: skip
    return render(request, "lead/liaison/pack.html", shown)


@require_safe
@for_leads
def pack_file(request: LeadRequest, slug: str, form: str) -> HttpResponse:
    """Answer with the pack as a file."""
    if form not in WRITERS:
        raise Http404
    period, found = _asked(request, slug)
    names = [
        _("Part"), _("Figure"), _("This period"), _("The period before"), _("Payment"),
        _("Asked on"), _("Answer due"),
    ]  # fmt: skip
    file = WRITERS[form](names, (part for part in [list(cells(found))]))
    answer = HttpResponse(b"".join(file), content_type=TYPES[form])  # some hundred lines
    name = f"{slug}-{period.since}-{period.until}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _asked(request: LeadRequest, slug: str) -> tuple[Period, Pack]:
    """Return the period that is asked for with its pack. Raises Http404 for one that can't be."""
    today = timezone.localdate()
    usual = period_of(USUAL, today).before
    is_asked = any(request.GET.get(name) for name in ("from", "to", "period", "on"))
    period = read_period(request.GET, today) if is_asked else usual
    if period is None:
        raise Http404
    begins = _midnight(period.before.since), _midnight(period.since)
    ends = _midnight(period.until + timedelta(days=1))
    bank = get_object_or_404(Bank, slug=slug)
    return period, pack_of(bank, begins[1], ends, begins[0], timezone.now())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
