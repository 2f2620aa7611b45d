"""The pages of letters, and what is decided there."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from support.cases.telling.attaching import hand_out
from support.desk.access import AgentRequest, for_agents
from support.intake.letters.letter import Letter
from support.intake.letters.settling import (
    open_case_of,
    put_as_banks,
    put_into_case,
    set_all_aside,
    set_aside,
)
from support.lead.access import LeadRequest, for_leads
from support.mailbox.models import IncomingMail
from support.mailbox.services import read_again
from web.access import by
from web.answers import REFUSED
from web.paging import ROWS, read_page, rows_of

SHOWN = 25
_LONGEST_REFERENCE = 40


@require_safe
@for_agents
def letters(request: AgentRequest) -> HttpResponse:
    """Show the letters that wait for a person, the oldest first."""
    return _page(request, page=read_page(request.GET.get("page", "")))


@require_safe
@for_agents
def download(request: AgentRequest, pk: int, file: UUID) -> HttpResponse:
    """Hand out a file of a letter that waits; later it is the case's."""
    letter = get_object_or_404(Letter.objects.waiting(), pk=pk)
    row = get_object_or_404(letter.files, pk=file)
    if row.is_cleared:
        return hand_out(row, "", method=request.method, **by(request.user))
    sentence = _("This file is kept away: it is harmful, or was not scanned yet.")
    return _page(request, refused=pk, sentence=sentence)


@require_POST
@for_agents
def put(request: AgentRequest, pk: int) -> HttpResponse:
    typed = request.POST.get("reference", "").replace("\0", "")[:_LONGEST_REFERENCE]
    try:
        letter = put_into_case(pk, typed, **by(request.user))
    except ValidationError as error:
        return _page(request, refused=pk, typed=typed, sentence=error.messages[0])
    said = _("The message stands in case %(reference)s.") % {"reference": letter.case}
    messages.success(request, said)
    return redirect("letters")


@require_POST
@for_agents
def of_bank(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a letter for what a bank answers."""
    try:
        letter = put_as_banks(pk, **by(request.user))
    except ValidationError as error:
        return _page(request, refused=pk, sentence=error.messages[0])
    said = _("The message stands in case %(reference)s.") % {"reference": letter.case}
    messages.success(request, said)
    return redirect("letters")


@require_POST
@for_agents
def open_case(request: AgentRequest, pk: int) -> HttpResponse:
    """Open a case with a letter and go there."""
    try:
        letter = open_case_of(pk, **by(request.user))
    except ValidationError as error:
        return _page(request, refused=pk, sentence=error.messages[0])
    messages.success(request, _("The case is opened, with the message in it."))
    return redirect("case", str(letter.case))


@require_POST
@for_agents
def aside(request: AgentRequest, pk: int) -> HttpResponse:
    try:
        set_aside(pk, **by(request.user))
    except ValidationError as error:
        return _page(request, refused=pk, sentence=error.messages[0])
    messages.success(request, _("The message is set aside. Nobody was told."))
    return redirect("letters")


@require_POST
@for_agents
def all_aside(request: AgentRequest, pk: int) -> HttpResponse:
    """Set aside all that waits of a letter's sender."""
    try:
        count = set_all_aside(pk, **by(request.user))
    except ValidationError as error:
        return _page(request, refused=pk, sentence=error.messages[0])
    said = ngettext(
        "%(count)s message is set aside. Nobody was told.",
        "%(count)s messages are set aside. Nobody was told.",
        count,
    )
    messages.success(request, said % {"count": number_format(count)})
    return redirect("letters")


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def quarantined(request: LeadRequest) -> HttpResponse:
    """Show mail that could not be read; a press has it read once more."""
    if request.method == "POST":
        pk = request.POST.get("mail", "")
        if pk.isdecimal() and len(pk) < 19:
            read_again(int(pk))
            messages.success(request, _("It is read once more within seconds."))
        return redirect("quarantined")
    mails = list(IncomingMail.objects.quarantined().defer("sealed")[: SHOWN + 1])
    context = {"mails": mails[:SHOWN], "has_more": len(mails) > SHOWN}
    return render(request, "lead/letters/quarantined.html", context)


def _page(
    request: AgentRequest, *, page: int = 1, refused: int = 0, typed: str = "", sentence: str = ""
) -> HttpResponse:
    rows = list(Letter.objects.waiting().for_list()[rows_of(page)])
    senders = Letter.objects.waiting().count_by_sender(row.sender for row in rows)
    context = {
        "letters": [(row, senders.get(row.sender, 1)) for row in rows[:ROWS]],
        "page": page,
        "has_more": len(rows) > ROWS,
        "refused": refused,
        "typed": typed,
        "sentence": sentence,
    }
    return render(
        request, "lead/letters/letters.html", context, status=REFUSED if sentence else 200
    )
