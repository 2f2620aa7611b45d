"""The page of the link: whoever opens it has the contact, and says whether they asked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from support.cases.telling.masked import was_masked
from support.claims.formats import write_amount
from support.files.services import LARGEST, MOST_FILES
from support.payments.models import Payment
from support.portal.asking.form import KEYS, DetailsForm
from support.portal.asking.models import Ask, Asker
from support.portal.asking.opening import open_ask, way_to
from support.portal.asking.proving import find_asker, is_open, present_ask
from support.portal.asking.services import drop_ask
from support.portal.asking.views import CLOSED, language_of, page
from support.portal.asking.whose import payment_of
from support.portal.help.form import ABOUT
from support.portal.page import Quote, quotes_of
from support.portal.views import private
from support.portal.writing.form import ACCEPTS
from support.portal.writing.views import TOO_LARGE
from troubleshooting.marks.reading import once
from web.answers import REFUSED
from web.bodies import takes_files

ENDED = gettext_lazy("This link has ended, or is not whole. Please ask once more.")


@takes_files
@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
@once()
def public_form_proof(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was asked, with what we hold where it is theirs; a POST sends it or lets it go.

    No deed is done by looking: programs open links in mails by themselves.
    """
    now, asker = timezone.now(), find_asker(token)
    ask = present_ask(asker, now) if asker else None
    if asker is None or ask is None:
        return _ended(request)
    with translation.override(language_of(request, asker.language)):
        if request.method == "POST":
            return _press(request, asker, now)
        return _shown(request, ask, now)


def _press(request: HttpRequest, asker: Asker, now: datetime) -> HttpResponse:
    here = f"{request.path}?lang={translation.get_language()}"
    try:
        key, is_dropped = request.POST.get("once", ""), "drop" in request.POST
        uploads = request.FILES.getlist("file")
    except TOO_LARGE:
        return redirect(here)
    ask = _ask_of(asker, key)
    if ask is None:
        return redirect(here)
    if is_dropped:
        drop_ask(ask, now=now)
        return redirect(here)
    payment, _case = payment_of(asker, ask.reference)
    form = _details_form(ask, payment, request.POST)
    if form is not None and not form.is_valid():
        return _shown(request, ask, now, form)
    try:
        open_ask(ask, form.cleaned_data if form else {}, uploads, now=now)
    except ValidationError as error:
        return _shown(request, ask, now, form, refusal=error.messages[0])
    return redirect(here)


def _ask_of(asker: Asker, key: str) -> Ask | None:
    """Return the very ask that was looked at: another one may have come since."""
    try:
        return asker.asks.select_related("asker", "walk").filter(key=UUID(key)).first()
    except ValueError:
        return None


def _shown(
    request: HttpRequest,
    ask: Ask,
    now: datetime,
    form: DetailsForm | None = None,
    *,
    refusal: str = "",
) -> HttpResponse:
    language = language_of(request, ask.asker.language)
    here = {"here": request.path}
    if ask.settled_at is not None:
        way = way_to(ask, now)
        if way:
            return redirect(f"{way}?lang={language}")
        return page(request, "done", language, here | {"ask": ask, "can_ask": is_open()})
    payment, case = payment_of(ask.asker, ask.reference)
    shown: dict[str, Any] = {
        **here, "ask": ask, "case": case, "quotes": _known(payment, language),
        "typed": _typed(ask, payment),
        "form": form or _details_form(ask, payment),
        "refusal": refusal, "masked": was_masked(ask.masked), "accepts": ACCEPTS,
        "most_files": MOST_FILES, "most_megabytes": LARGEST // 1024**2,
    }  # fmt: skip
    is_refused = bool(refusal or (form and form.errors))
    return page(request, "proof", language, shown, status=REFUSED if is_refused else 200)


def _details_form(ask: Ask, payment: Payment | None, posted: Any = None) -> DetailsForm | None:
    """Return what is left to ask where no payment of theirs goes by the name they gave.

    Whether there is one of somebody else, it does not tell. Who named none was asked before.
    """
    if payment is not None or not ask.reference:
        return None
    return DetailsForm(posted, knows_about=bool(ask.about))


def _known(payment: Payment | None, language: str) -> list[Quote]:
    if payment is None:
        return []
    quotes = quotes_of(payment, write_amount(payment.exact_amount, payment.currency, language))
    return [quote for quote in quotes if quote.value]


def _typed(ask: Ask, payment: Payment | None) -> list[Quote]:
    """Return what they answered besides their words, under the questions of the form.

    The reference they gave stands there where no payment of theirs shows it.
    """
    about = str(ABOUT[ask.about][1]) if ask.about else ""
    answers = {"about": about, "happened": ask.happened, "amount": ask.amount, "name": ask.name}
    labels = DetailsForm.base_fields
    typed = [Quote(str(labels[name].label), said) for name, said in answers.items() if said]
    named = Quote(_("Reference of the payment"), ask.reference)
    return [named, *typed] if ask.reference and payment is None else typed


def _ended(request: HttpRequest) -> HttpResponse:
    language = language_of(request)
    with translation.override(language):
        if not is_open():
            return page(request, "closed", language, {}, status=CLOSED)
        shown = {"once": KEYS.new(), "notice": ENDED}
        return page(request, "start", language, shown, status=404)
