"""A customer writes to us from their page."""

from dataclasses import replace

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from support.portal.views import Reading, by_link, show_page
from support.portal.writing.form import WriteForm, read_form, words_in
from support.portal.writing.services import write
from web.answers import REFUSED
from web.bodies import takes_files

PRESSED = ("done", "unsolved")
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError)


@takes_files
@by_link
def write_message(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Take what a customer writes; what can't be taken is shown again with the reason."""
    back = f"{reading.address}?lang={reading.language}"
    if request.method != "POST":
        return redirect(back)
    form = _refused(request, reading)
    if form is not None:
        return show_page(request, reading, form, code=REFUSED)
    return redirect(f"{back}&sent={_sent(request)}#sent")


def _sent(request: HttpRequest) -> str:
    """Tell which button was pressed without a word or a file, "1" of all else."""
    if words_in(request).strip() or request.FILES:
        return "1"
    return next((pressed for pressed in PRESSED if pressed in request.POST), "1")


def _refused(request: HttpRequest, reading: Reading) -> WriteForm | None:
    """Hear what a form says; return it with the reason where it is not taken."""
    form = WriteForm(reading.link)
    try:
        written = read_form(request, reading.link)
    except TOO_LARGE:
        return replace(form, refusal=_("This is too large. Please send it in smaller parts."))
    form = replace(form, words=words_in(request), had_files=bool(request.FILES))
    if written is None:
        aged = _(
            "This page had been open for long. Here is how it stands now. What you typed is below "
            "and was not sent yet."
        )
        return replace(form, refusal=aged)
    try:
        write(reading.link, written, now=reading.now)
    except ValidationError as error:
        return replace(form, refusal=error.messages[0])
    return None
