"""The settings that leads edit."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from support.brand.models import Market
from support.brand.services import StaleBrand, save_brand
from support.lead.access import LeadRequest, for_leads
from support.lead.settings.forms import BrandForm, FormRulesForm
from support.lead.settings.page import SettingsPage, build_page
from support.portal.asking.models import form_rules
from support.portal.models import Ask
from web.answers import CONFLICT, REFUSED

# As on the page of a wording: the frame's mail brings its style with it, and is sandboxed.
MAIL_IN_FRAME = {"style-src": [SELF, UNSAFE_INLINE]}


@require_http_methods(["GET", "HEAD", "POST"])
@csp_update(MAIL_IN_FRAME)
@for_leads
def brand(request: LeadRequest, market: str = Market.EVERYWHERE) -> HttpResponse:
    """Show who writes to a market; a POST changes it."""
    found = _market(market)
    if request.method != "POST":
        return _page(request, build_page(found))
    form = BrandForm(request.POST)
    if not form.is_valid():
        return _page(request, _typed(found, form), code=REFUSED)
    given = form.cleaned_data
    try:
        save_brand(
            found, form.brand, seen=given["seen"], author=request.user, now=timezone.now(),
            note=given["note"],
        )  # fmt: skip
    except StaleBrand:
        return _page(request, _typed(found, form, is_stale=True), code=CONFLICT)
    except ValidationError as error:
        page = _typed(found, form, errors=error.message_dict)
        return _page(request, page, code=REFUSED)
    messages.success(request, _("Customers see this from now on."))
    return redirect("settings-market", found)


@require_POST
@csp_update(MAIL_IN_FRAME)  # type: ignore[arg-type]
@for_leads
def preview(request: LeadRequest, market: str) -> HttpResponse:
    """Show how it would read: the part for htmx, else the page."""
    page = _typed(_market(market), BrandForm(request.POST))
    if request.htmx:
        return render(request, "lead/settings/_preview.html", {"page": page})
    return _page(request, page)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def public_form(request: LeadRequest) -> HttpResponse:
    """Say whether customers can ask without a link; a POST changes it."""
    posted = request.POST if request.method == "POST" else None
    form = FormRulesForm(posted, instance=form_rules())
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("settings-form")
    address = settings.PUBLIC_URL + reverse("public-form")
    shown = {"form": form, "address": address, "waiting": Ask.objects.waiting().count()}
    return render(request, "lead/settings/form.html", shown)


def _typed(
    market: Market,
    form: BrandForm,
    *,
    errors: dict[str, list[str]] | None = None,
    is_stale: bool = False,
) -> SettingsPage:
    note = form.data.get("note", "")[:200]
    return build_page(market, typed=form.brand, errors=errors, note=note, is_stale=is_stale)


def _page(request: LeadRequest, page: SettingsPage, *, code: int = 200) -> HttpResponse:
    return render(request, "lead/settings/settings.html", {"page": page}, status=code)


def _market(market: str) -> Market:
    try:
        return Market(market)
    except ValueError as error:
        raise Http404 from error
