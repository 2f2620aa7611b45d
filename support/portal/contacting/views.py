"""The pages on which customers change where they are reached, end the link, and get a new one."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from support.cases.links import find_link
from support.notifications.addresses.masking import mask_address
from support.portal.contacting.form import ContactForm, kind_in, typed_in
from support.portal.contacting.services import (
    Entered,
    ask_change,
    ask_link,
    change_under_way,
    drop_change,
    end_links,
    enter_codes,
    enter_for_link,
    send_again,
)
from support.portal.views import Reading, by_link, no_page, private, without_case
from web.answers import REFUSED


@by_link
def contact(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Show where they are reached and what is under way; a POST takes it one step further."""
    if request.method != "POST":
        return _page(request, reading, _form(reading))
    deed = request.POST.get("deed", "")
    if deed == "codes":
        return _enter(request, reading)
    try:
        if deed == "again":
            send_again(reading.case, now=reading.now)
        elif deed == "drop":
            drop_change(reading.case, now=reading.now)
        else:
            typed = typed_in(request, "address")
            ask_change(reading.case, kind_in(request), typed, now=reading.now)
    except ValidationError as error:
        form = _form(reading)
        if deed not in ("again", "drop"):
            form = replace(form, kind=kind_in(request), typed=typed_in(request, "address"))
        return _page(request, reading, replace(form, refusals=tuple(error.messages)))
    return redirect(f"{reading.here}?lang={reading.language}")


def _form(reading: Reading) -> ContactForm:
    known = reading.case.contact
    return ContactForm(
        email=mask_address(known.email),
        phone=mask_address(known.phone),
        change=change_under_way(reading.case, reading.now),
    )


def _page(request: HttpRequest, reading: Reading, form: ContactForm) -> HttpResponse:
    shown = {**reading.shown, "form": form, "is_handed_over": "asked" in request.GET}
    code = REFUSED if form.refusals else 200
    return render(request, "portal/contacting/contact.html", shown, status=code)


def _enter(request: HttpRequest, reading: Reading) -> HttpResponse:
    before = _form(reading)
    new, old = typed_in(request, "new"), typed_in(request, "old")
    everywhere = "everywhere" in request.POST
    entered = enter_codes(reading.link, new, old, now=reading.now, everywhere=everywhere)
    if entered.is_handed_over:
        return redirect(f"{reading.here}?lang={reading.language}&asked=1")
    if entered.link is None:
        return _page(request, reading, replace(before, refusals=_wrong(before, entered)))
    shown = {"form": before, "link": entered.link, "elsewhere": entered.elsewhere}
    return render(request, "portal/contacting/changed.html", reading.shown | shown)


def _wrong(form: ContactForm, entered: Entered) -> tuple[str, ...]:
    """Say which code is not right; of what has lapsed that it has."""
    if form.change is None:
        return (_("This took too long. Please begin again."),)
    sentence = _("The code for %(address)s is not right, or no longer good.")
    wrong = [] if entered.is_new_right else [sentence % {"address": form.new_address}]
    if not entered.is_old_right:
        wrong.append(sentence % {"address": form.old_address})
    return tuple(wrong)


@by_link
def end_link(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Ask whether the link is to end; a POST ends all links of the case."""
    if request.method == "POST":
        end_links(reading.case, now=reading.now)
        return redirect(reading.address)  # which says so, as of every link that ended
    return render(request, "portal/contacting/end.html", reading.shown)


@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest, token: str) -> HttpResponse:
    """Give a new link to who has one that ended and reads what we send to the case's contact.

    What it says is the same whether or not anybody is reached: who holds an old link may be nobody
    who should know.
    """
    now, link = timezone.now(), find_link(token)
    if link is None:
        return no_page(request)
    if link.is_valid(now):
        return redirect(reverse("status-page", args=[token]))
    is_asked, is_wrong, is_too_often = "code" in request.GET, False, False
    if request.method == "POST" and request.POST.get("deed") == "enter":
        found = enter_for_link(link.case, typed_in(request, "code"), now=now)
        if found is not None:
            return redirect(found.url)
        is_asked = is_wrong = True
    elif request.method == "POST":
        try:
            ask_link(link.case, now=now)
        except ValidationError:
            is_too_often = True
        else:
            return redirect(f"{reverse('status-again', args=[token])}?code=1")
    shown = {"is_asked": is_asked, "is_wrong": is_wrong, "is_too_often": is_too_often}
    code = REFUSED if is_wrong or is_too_often else 410
    address = reverse("status-again", args=[token])
    return without_case(request, "portal/contacting/again.html", code, address=address, **shown)
