"""A customer complains on a page of its own; their words stand in the complaint alone."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from support.portal.complaining.standing import standing_of
from support.portal.views import Reading, by_link
from support.portal.writing.form import AGED, WriteForm, read_form, words_in
from support.portal.writing.services import LONGEST, write
from web.answers import REFUSED


@by_link
def complain(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Show the form; a POST opens a complaint, or adds to the one that is open.

    About a complaint nobody complains: its page takes what they write.
    """
    standing = standing_of(reading.case, reading.language, reading.now)
    if standing.about:
        return redirect(f"{reading.address}?lang={reading.language}")
    form = WriteForm(reading.link)
    if request.method == "POST":
        form = replace(form, words=words_in(request), refusal=_heard(request, reading))
        if not form.refusal:
            return redirect(f"{reading.here}?lang={reading.language}&sent=1")
    shown = {
        **reading.shown, "form": form, "standing": standing, "longest": LONGEST,
        "is_sent": "sent" in request.GET and standing.reference,
    }  # fmt: skip
    code = REFUSED if form.refusal else 200
    return render(request, "portal/complaining/complain.html", shown, status=code)


def _heard(request: HttpRequest, reading: Reading) -> str:
    """Hear what a form says; return why it was not taken, "" where it was."""
    written = read_form(request, reading.link)
    if written is None:
        return str(AGED)
    try:
        write(reading.link, replace(written, complains=True), now=reading.now)
    except ValidationError as error:
        return error.messages[0]
    return ""
