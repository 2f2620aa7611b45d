"""The list of macros, and the page of one."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from support.answering.deeds import VARIABLES
from support.answering.models import Macro
from support.answering.saving import StaleMacro, save_macro, switch_macro
from support.lead.access import LeadRequest, for_leads
from support.lead.macros.forms import MacroForm
from support.notifications.words.sample_values import meaning_of, sample_of
from web.access import by
from web.answers import CONFLICT, REFUSED
from web.forms import read_seen


@require_safe
@for_leads
def macros(request: LeadRequest) -> HttpResponse:
    """Show every macro, what is most used first, then those out of use."""
    rows = sorted(Macro.objects.for_list(), key=lambda macro: macro.off_at is not None)
    return render(request, "lead/macros/macros.html", {"macros": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def new_macro(request: LeadRequest) -> HttpResponse:
    return _write(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def macro(request: LeadRequest, slug: str) -> HttpResponse:
    """Show one macro; a POST writes it anew."""
    return _write(request, get_object_or_404(Macro.objects.for_list(), slug=slug))


@require_POST
@for_leads
def switch(request: LeadRequest, slug: str) -> HttpResponse:
    """Take a macro out of use, or into use again."""
    is_on = request.POST.get("is_on") == "1"
    switch_macro(get_object_or_404(Macro, slug=slug), is_on=is_on, **by(request.user))
    messages.success(request, _("It is in use.") if is_on else _("It is out of use."))
    return redirect("macros")


def _write(request: LeadRequest, found: Macro | None) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found, MacroForm(macro=found))
    form = MacroForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, form.errors, code=REFUSED)
    try:
        saved = save_macro(found, form.written(), seen=read_seen(request.POST), **by(request.user))
    except StaleMacro:
        return _page(request, found, form, code=CONFLICT)
    except ValidationError as error:
        return _page(request, found, form, error.message_dict, code=REFUSED)
    messages.success(request, _("Saved: agents can use it now."))
    return redirect("macro", saved.slug)


def _page(
    request: LeadRequest,
    found: Macro | None,
    form: MacroForm,
    errors: Mapping[str, Any] | None = None,
    *,
    code: int = 200,
) -> HttpResponse:
    language = get_language() or "en"
    shown = {
        "macro": found,
        "form": form,
        "errors": errors or {},
        "is_stale": code == CONFLICT,
        "variables": [(name, meaning_of(name), sample_of(name, language)) for name in NAMES],
    }
    return render(request, "lead/macros/macro.html", shown, status=code)


NAMES = sorted(VARIABLES)
