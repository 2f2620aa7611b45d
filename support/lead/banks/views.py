"""Banks and their rules, for who leads the house."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from support.inquiries.models import AnswerRule, Bank, Inquiry
from support.lead.access import LeadRequest
from support.lead.clocks.views import for_house_leads
from support.lead.clocks.zones import ZoneField
from web.answers import CONFLICT, REFUSED


class BankForm(forms.ModelForm):  # type: ignore[type-arg]  # no class of Django's at runtime
    class Meta:
        model = Bank
        fields = (
            "slug", "name_en", "name_zh", "address", "phone", "hours", "language", "rail",
            "calendar", "time_zone", "channels",
        )  # fmt: skip
        widgets = {"channels": forms.CheckboxSelectMultiple}
        field_classes = {"time_zone": ZoneField}

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["slug"].disabled = self.instance.pk is not None

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in ("new", "rules"):  # addresses of other pages
            raise ValidationError(_("Please choose another short name."))
        return slug


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = AnswerRule
        fields = ("answer_days", "chase_days", "source")


@dataclass(frozen=True)
class Row:
    """A bank with what is open there, and how much of that is over."""

    bank: Bank
    count: int = 0
    late: int = 0


@require_safe
@for_house_leads
def banks(request: LeadRequest) -> HttpResponse:
    """Show every bank with its open inquiries, and the rules of rails."""
    counts = {key: (count, late) for key, count, late in Inquiry.objects.by_bank(timezone.now())}
    rows = [Row(bank, *counts.get(bank.pk, ())) for bank in Bank.objects.all()]
    shown = {"rows": rows, "rules": AnswerRule.objects.all()}
    return render(request, "lead/banks/banks.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@for_house_leads
@transaction.atomic
def bank(request: LeadRequest, slug: str = "") -> HttpResponse:
    """Show a bank, or an empty form; a POST saves it."""
    held = Bank.objects.select_for_update(no_key=True)
    row = get_object_or_404(held, slug=slug) if slug else Bank()
    return _edit(request, BankForm, row, str(row) if slug else _("Another bank"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_house_leads
@transaction.atomic
def rule(request: LeadRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(AnswerRule.objects.select_for_update(no_key=True), pk=pk)
    what = _("recalls") if row.is_recall else _("inquiries")
    return _edit(request, RuleForm, row, f"{row.get_rail_display()}: {what}")


def _edit(
    request: LeadRequest, kind: type[BankForm | RuleForm], row: Bank | AnswerRule, title: str
) -> HttpResponse:
    seen = _mark_of(row)
    form = kind(request.POST if request.method == "POST" else None, instance=row)
    is_stale = form.is_bound and request.POST.get("seen", "") != seen
    if form.is_bound and not is_stale and form.is_valid():
        form.save()
        messages.success(request, _("It holds for what banks are asked from now on."))
        return redirect("lead-banks")
    shown = {"form": form, "title": title, "seen": seen, "is_stale": is_stale}
    status = CONFLICT if is_stale else REFUSED if form.errors else 200
    return render(request, "lead/banks/edit.html", shown, status=status)


def _mark_of(row: Bank | AnswerRule) -> str:
    """Return what tells a row from the same one after a change."""
    told = model_to_dict(row) if row.pk else {}
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
