"""The sources and the page of one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from support.intake.refusals.letting_in import replay_refused
from support.intake.refusals.refused import RefusedEvent
from support.lead.access import LeadRequest, for_leads
from support.lead.sources.forms import SettingsForm, save_settings
from support.lead.sources.listing import build_list
from support.lead.sources.page import build_page
from support.lead.sources.reaching import AccessForm, reached_source, save_access, try_it
from support.lead.sources.secrets import add_secret, drop_secret, show_once, take_secret
from support.sources.models import Source
from web.answers import REFUSED


@require_safe
@for_leads
def sources(request: LeadRequest) -> HttpResponse:
    return render(request, "lead/sources/sources.html", {"listing": build_list(timezone.now())})


@require_safe
@for_leads
def source(request: LeadRequest, slug: str) -> HttpResponse:
    return _page(request, slug, secret=take_secret(request, slug))


@require_POST
@for_leads
def settings(request: LeadRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Source, slug=slug)
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return _page(request, slug, form=form, code=REFUSED)
    save_settings(found, form)
    messages.success(request, _("The settings are in force from now on."))
    return redirect("source", slug)


@require_POST
@for_leads
def secrets(request: LeadRequest, slug: str) -> HttpResponse:
    """Add a secret beside those that are there, or take one away."""
    found = get_object_or_404(Source, slug=slug)
    try:
        if request.POST.get("deed") == "drop":
            drop_secret(found, request.POST.get("secret", "")[:20])
            messages.success(request, _("The secret is gone: what it signs is refused now."))
        else:
            show_once(request, found, add_secret(found, request.POST.get("own", "")[:4000]))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("source", slug)


@require_POST
@for_leads
def access(request: LeadRequest, slug: str) -> HttpResponse:
    """Set how a source is reached, or look one of its payments up to see that it works."""
    found = reached_source(slug)
    form, now = AccessForm(request.POST), timezone.now()
    try:
        if "try" in request.POST:
            try_it(found, request.POST.get("reference", "")[:100], now)
            messages.success(request, _("The source is being asked. Reload to see what it said."))
        elif form.is_valid():
            save_access(found, form, request, now)
            messages.success(request, _("The settings are in force from now on."))
    except ValidationError as error:
        form.add_error(None, error)
    if (form.errors and "try" not in request.POST) or form.non_field_errors():
        return _page(request, slug, access_form=form, code=REFUSED)
    return redirect(reverse("source", args=[slug]) + "#access")


@require_POST
@for_leads
def replay(request: LeadRequest, slug: str, pk: int) -> HttpResponse:
    """Let a refused event in, now that it can be read."""
    get_object_or_404(RefusedEvent, pk=pk, source=slug)
    try:
        answer = replay_refused(pk, now=timezone.now())
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        said = _("The event was let in.")
        if case := answer.get("case"):
            said = _("The event was let in: case %(case)s.") % {"case": case}
        messages.success(request, said)
    return redirect(reverse("source", args=[slug]) + "#refused")


def _page(
    request: LeadRequest,
    slug: str,
    *,
    secret: str = "",
    form: SettingsForm | None = None,
    access_form: AccessForm | None = None,
    code: int = 200,
) -> HttpResponse:
    page = build_page(request, slug, now=timezone.now(), secret=secret)
    shown = {"page": page, "form": form, "access_form": access_form}
    return render(request, "lead/sources/source.html", shown, status=code)
