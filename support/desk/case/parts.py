"""The case's page and its parts: every way to show one passes here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from support.answering.models import MOVES
from support.cases.changing.undoing import Undoable
from support.cases.joining import joins_of, may_be_the_same
from support.cases.models import Case
from support.cases.models.case import SHOWN
from support.cases.references import read_reference
from support.complaints.models import Complaint
from support.desk.access import AgentRequest
from support.desk.case.answering.answer import Answer
from support.desk.case.complaint.panel import complaint_of, panel_of
from support.desk.case.ending import endings_of, proposed_end
from support.desk.case.guide import Guide, build_guide
from support.desk.case.incident.banner import banner_of
from support.desk.case.inquiry.panel import bank_panel
from support.desk.case.money.panel import money_of
from support.desk.case.stream.stream import EVERYTHING, Asked, build_stream, read_asked
from support.desk.case.taking import Taking
from support.desk.case.together.related import merges_of, other_cases
from support.desk.case.told import build_told
from support.guidance.models import CaseWalk
from support.incidents.known import is_out
from support.inquiries.models import Inquiry
from troubleshooting.marks.asking import Question
from web.answers import REFUSED
from web.parts import Page, Part, announce

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from troubleshooting.walks.models import Walk


@dataclass(frozen=True)
class CaseFile:
    """A case with its present walk, if it has one, and the answer somebody is about to change.

    `has_answers` tells whether an author answered a report of the walk, `chooses_guide` whether
    somebody looks for another guide, `jumps` for a cause at once, `hands_over` for somebody to hand
    the case to, `complains` whether they open a complaint about it, `asks_bank` whether they ask a
    bank, `asked` how much of the stream they want to see. `reader` is who looks, once known.
    """

    case: Case
    walk: "Walk | None"
    change: int | None = None
    has_answers: bool = False
    chooses_guide: bool = False
    jumps: bool = False
    hands_over: bool = False
    complains: bool = False
    asks_bank: bool = False
    was_asked: bool = False
    asked: Asked = EVERYTHING
    reader: "User | None" = None

    @cached_property
    def complaint(self) -> Complaint | None:
        return complaint_of(self.case)


def find_asked_case(reference: str, asked: Mapping[str, str]) -> CaseFile:
    """Find a case with what an address asks of its guide, as `find_case`."""
    file = find_case(reference, asked.get("change", ""))
    return replace(
        file,
        chooses_guide="guides" in asked,
        jumps="jump" in asked,
        hands_over="hand-over" in asked,
        complains="complaint" in asked,
        asks_bank="bank" in asked,
        asked=read_asked(asked),
    )


def find_case(reference: str, change: str = "") -> CaseFile:
    """Find a case and its present walk in one query, two for a case without a walk.

    Raises Http404 when there is none; a reference typed in small letters is forgiven.
    """
    reference = read_reference(reference) or reference.replace("\0", "")
    number = read_number(change)
    for found in _PRESENT.ask(reference):
        known = {"has_answers": found.has_answers, "was_asked": found.was_asked}  # type: ignore[attr-defined]
        return CaseFile(found.case, found.walk, number, **known)
    rows = Case.objects.for_list().annotate(was_asked=_asked_of("pk"))
    case = rows.filter(reference=reference).first()
    if case is None:
        raise Http404
    return CaseFile(case, None, was_asked=case.was_asked)  # type: ignore[attr-defined]


def _asked_of(case: str) -> Exists:
    """Say in the same query whether a bank was ever asked of a case or of one merged into it."""
    own = Q(case=OuterRef(case)) | Q(case__merged_into=OuterRef(case))
    return Exists(Inquiry.objects.filter(own))


_PRESENT = Question(
    lambda reference: (
        CaseWalk.objects.present()
        .with_answers()
        .annotate(was_asked=_asked_of("case"))
        .select_related(*(f"case__{name}" for name in SHOWN))
        .filter(case__reference=reference)[:1]
    )
)


def read_number(text: str) -> int | None:
    """Return the number of an answer, or None for what can't be one."""
    return int(text) if text.isdecimal() and len(text) < 6 else None


def read_key(text: str) -> int | None:
    """Return the key of a row, or None for what can't be one."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def to_kept(request: AgentRequest, case: Case) -> HttpResponse | None:
    """Lead from a case that was merged to the one that is kept; None for any other."""
    if case.merged_into is None:
        return None
    address = reverse("case", args=[case.merged_into.reference])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def case_page(request: AgentRequest, file: CaseFile, **shown: Any) -> HttpResponse:
    return PAGE.whole(request, replace(file, reader=request.user), **shown)


def part_of(request: AgentRequest, file: CaseFile, name: str) -> HttpResponse:
    return PAGE.part(request, replace(file, reader=request.user), name)


def changed(
    request: AgentRequest, reference: str, name: str, *, also: str = "", **happened: dict[str, Any]
) -> HttpResponse:
    """Answer a change: htmx gets the part and is told what else to fetch, a plain form goes back.

    `also` names further parts that changed with it, `happened` what else a script wants to know.
    """
    if not request.htmx:
        return redirect(reverse("case", args=[reference]) + f"#{name}")
    file = replace(find_case(reference), asked=read_asked(request.POST))
    if (elsewhere := to_kept(request, file.case)) is not None:
        return elsewhere
    response = part_of(request, file, name)
    return announced(response, also, **happened)


def announced(response: HttpResponse, also: str, **happened: dict[str, Any]) -> HttpResponse:
    """Let the other parts of the page know that they are out of date."""
    return announce(response, {f"{part}-changed": {} for part in also.split()} | happened)


def refused(
    request: AgentRequest, file: CaseFile, name: str, *, code: int = REFUSED, **shown: Any
) -> HttpResponse:
    """Answer what can't be done with the part, or the whole page, and what was typed in it."""
    file = replace(file, reader=request.user, asked=read_asked(request.POST))
    return PAGE.refused(request, file, name, code=code, **shown)


def undoable(applied: Undoable, name: str) -> dict[str, Any]:
    """Return the offer to take back what was just done, at an address of this name."""
    case = applied.case
    return {
        "url": reverse(name, args=[case.reference, applied.pk]),
        "case": reverse("case", args=[case.reference]),
        "name": str(case.contact),
        "seconds": (applied.undone_until - timezone.now()).total_seconds(),
    }


def _strip(file: CaseFile, shown: dict[str, Any]) -> dict[str, Any]:
    payment = file.case.payment
    state = payment.channel.state_at(timezone.now()) if payment else None
    return {
        "channel_state": state,
        "channel_is_out": payment is not None and is_out(payment.channel_id),
        "taking": shown.get("taking") or Taking(file.case, timezone.now(), is_open=file.hands_over),
        "statuses": MOVES,
        "endings": endings_of(file.case),
        "end": shown.get("end") or proposed_end(file.case),
    }


def guide_of(file: CaseFile, sentence: str = "") -> Guide:
    guide = build_guide(
        file.case,
        file.walk,
        now=timezone.now(),
        change=file.change,
        has_answers=file.has_answers,
        sentence=sentence,
    )
    return replace(guide, chooses_guide=file.chooses_guide, jumps=file.jumps)


def _guide(file: CaseFile, shown: dict[str, Any]) -> dict[str, Any]:
    return {"guide": guide_of(file)}


def _composer(file: CaseFile, shown: dict[str, Any]) -> dict[str, Any]:
    return {"answer": Answer(file.case, file.reader) if file.reader else None}


def _stream(file: CaseFile, shown: dict[str, Any]) -> dict[str, Any]:
    return {"stream": build_stream(file.case, file.walk, file.asked, timezone.now())}


def _payment(file: CaseFile, shown: dict[str, Any]) -> dict[str, Any]:
    payment = file.case.payment
    return {"payment": payment, "told": build_told(payment), "complaint": file.complaint}


def _money(file: CaseFile, shown: dict[str, Any]) -> dict[str, Any]:
    return {"money": money_of(file.case, file.reader)}


def _banner(file: CaseFile, shown: dict[str, Any]) -> dict[str, Any]:
    return {"banner": banner_of(file.case, timezone.now())}


def _same(file: CaseFile, shown: dict[str, Any]) -> dict[str, Any]:
    return {"lookalikes": may_be_the_same(file.case), "joins": joins_of(file.case)}


def _complaint(file: CaseFile, shown: dict[str, Any]) -> dict[str, Any]:
    now = timezone.now()
    return {"panel": panel_of(file.case, file.complaint, now=now, asks=file.complains)}


def _inquiry(file: CaseFile, shown: dict[str, Any]) -> dict[str, Any]:
    asks, was_asked = file.asks_bank, file.was_asked
    return {"banks": bank_panel(file.case, now=timezone.now(), asks=asks, was_asked=was_asked)}


def _related(file: CaseFile, shown: dict[str, Any]) -> dict[str, Any]:
    others, merges = other_cases(file.case), merges_of(file.case)
    return {"others": others, "merges": merges, "complaint": file.complaint}


PAGE = Page(
    "desk/case/case.html",
    {
        "strip": Part("desk/case/_strip.html", _strip, "channel_state"),
        "banner": Part("desk/case/incident/_banner.html", _banner, "banner"),
        "complaint": Part("desk/case/complaint/_complaint.html", _complaint, "panel"),
        "inquiry": Part("desk/case/inquiry/_inquiry.html", _inquiry, "banks"),
        "guide": Part("desk/case/guide/_guide.html", _guide, "guide"),
        "composer": Part("desk/case/_composer.html", _composer, "answer"),
        "stream": Part("desk/case/stream/_stream.html", _stream, "stream"),
        "payment": Part("desk/case/_payment.html", _payment, "told"),
        "money": Part("desk/case/money/_money.html", _money, "money"),
        "customer": Part("desk/case/_customer.html"),
        "same": Part("desk/case/_same.html", _same, "lookalikes"),
        "related": Part("desk/case/together/_related.html", _related, "others"),
    },
    common=lambda file: {"case": file.case},
)
