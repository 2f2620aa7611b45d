"""The page of codes that were met and are not known."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from support.guidance.tasks import walk_anew
from support.guidance.waiting.learnt import waiting_for_code
from support.lead.access import LeadRequest, for_leads
from support.payments.unknown_codes import unknown_codes
from troubleshooting.causes.models import Cause
from troubleshooting.causes.services import learn_code
from web.answers import REFUSED

PERIOD = timedelta(days=30)
SHOWN = 100
_TEXT_BOUND = 120


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def codes(request: LeadRequest) -> HttpResponse:
    """Show the codes, most frequent first; a press says which cause one of them names."""
    if request.method != "POST":
        return _page(request)
    scheme, code = (_typed(request, name) for name in ("scheme", "code"))
    cause = Cause.objects.filter(slug=_typed(request, "cause")).first()
    if cause is None:
        return _page(request, refused=(scheme, code), sentence=_("Please choose a cause."))
    try:
        learn_code(scheme, code, cause)
    except ValidationError as error:
        return _page(request, refused=(scheme, code), sentence=error.messages[0])
    said = _("%(scheme)s %(code)s means “%(cause)s” from now on.")
    said %= {"scheme": scheme, "code": code, "cause": cause.name}
    if again := waiting_for_code(scheme, code).count():
        walk_anew.delay_on_commit(scheme, code)
        more = ngettext(
            "The guide goes through %(number)s open case with it again.",
            "The guide goes through %(number)s open cases with it again.",
            again,
        )
        said = f"{said} {more % {'number': again}}"
    messages.success(request, said)
    return redirect("unknown-codes")


def _typed(request: LeadRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:_TEXT_BOUND]


def _page(
    request: LeadRequest, *, refused: tuple[str, str] = ("", ""), sentence: str = ""
) -> HttpResponse:
    found = unknown_codes(timezone.now() - PERIOD, SHOWN + 1)
    context = {
        "codes": [(one, (one.scheme, one.code) == refused) for one in found[:SHOWN]],
        "bound": SHOWN if len(found) > SHOWN else 0,
        "causes": Cause.objects.order_by("group", "name_en"),
        "sentence": sentence,
    }
    status = REFUSED if sentence else 200
    return render(request, "lead/codes/codes.html", context, status=status)
