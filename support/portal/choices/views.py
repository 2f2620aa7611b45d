"""The page on which a customer says how they want to be written to."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from support.portal.choices.form import ChoicesForm
from support.portal.choices.services import choose
from support.portal.views import Reading, by_link
from web.answers import REFUSED


@by_link
def choices(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Show what they chose; a POST keeps what they choose now."""
    posted = request.POST if request.method == "POST" else None
    form = ChoicesForm(reading.case, reading.language, reading.now, posted)
    if posted is not None and form.is_valid():
        try:
            case = choose(reading.case, form.wishes, now=reading.now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(f"{reading.address}choices/?lang={case.contact.language}&saved=1")
    shown = {**reading.shown, "form": form, "is_saved": "saved" in request.GET}
    code = REFUSED if form.errors else 200
    return render(request, "portal/choices/choices.html", shown, status=code)
