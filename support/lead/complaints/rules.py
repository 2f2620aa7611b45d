"""The rules of markets, for who leads the house: listed, one changed, one added."""

import hashlib
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from support.complaints.models import ComplaintRule
from support.lead.access import LeadRequest
from support.lead.clocks.views import for_house_leads
from support.lead.clocks.zones import ZoneField
from web.answers import CONFLICT, REFUSED

FIELDS = (
    "code", "name_en", "name_zh", "countries", "market", "calendar", "time_zone",
    "acknowledge_days", "answer_days", "answer_unit", "longest_days", "longest_unit",
    "turn_to_en", "turn_to_zh", "turn_to_url", "source", "source_zh",
)  # fmt: skip


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]  # no class of Django's at runtime
    """One rule; its code is chosen once, for complaints are counted by it."""

    turn_to_url = forms.URLField(
        label=gettext_lazy("Their address on the web"), required=False, assume_scheme="https"
    )

    class Meta:
        model = ComplaintRule
        fields = FIELDS
        field_classes = {"time_zone": ZoneField}

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["code"].disabled = self.instance.pk is not None

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code == "new":  # the address of the empty form
            raise ValidationError(_("Please choose another code."))
        return code

    def clean_countries(self) -> str:
        countries = self.cleaned_data["countries"].upper().split()
        if any(len(code) != 2 or not code.isalpha() for code in countries):
            raise ValidationError(_("Please write codes of two letters, such as GB FR."))
        return " ".join(countries)

    def clean(self) -> None:
        super().clean()  # by which a second rule of one code is refused
        given = self.cleaned_data
        longest, answer = given.get("longest_days"), given.get("answer_days")
        is_same = given.get("longest_unit") == given.get("answer_unit")
        if longest and answer and is_same and longest <= answer:
            self.add_error("longest_days", _("This must be longer than the usual time."))


@require_safe
@for_house_leads
def rules(request: LeadRequest) -> HttpResponse:
    return render(request, "lead/complaints/rules.html", {"rules": ComplaintRule.objects.all()})


@require_http_methods(["GET", "HEAD", "POST"])
@for_house_leads
@transaction.atomic
def rule(request: LeadRequest, code: str = "") -> HttpResponse:
    """Show a rule, or an empty one; a POST saves it for complaints from now on."""
    held = ComplaintRule.objects.select_for_update(no_key=True)
    row = get_object_or_404(held, code=code) if code else ComplaintRule()
    seen = _mark_of(row)
    form = RuleForm(request.POST if request.method == "POST" else None, instance=row)
    is_stale = form.is_bound and request.POST.get("seen", "") != seen
    if form.is_bound and not is_stale and form.is_valid():
        form.save()
        messages.success(request, _("This rule applies to complaints from now on."))
        return redirect("lead-complaint-rules")
    shown = {"form": form, "rule": row if code else None, "seen": seen, "is_stale": is_stale}
    status = CONFLICT if is_stale else REFUSED if form.errors else 200
    return render(request, "lead/complaints/rule.html", shown, status=status)


def _mark_of(row: ComplaintRule) -> str:
    """Return what tells a rule from the same one after a change."""
    return hashlib.sha256(repr(model_to_dict(row)).encode()).hexdigest()[:16]
