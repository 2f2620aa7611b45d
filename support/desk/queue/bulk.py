"""What is done to the cases that somebody chose in the queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from rest_framework.serializers import ChoiceField

from support.cases.bulk.deeds import BulkDeed, Doing, Foresee, Foresight, Leaving, deed_named
from support.cases.bulk.services import MOST, BulkReport, check_rights, do_to_many
from support.cases.models import Case
from support.desk.access import AgentRequest, for_agents
from support.desk.queue.rows import Row, rows_of
from troubleshooting.marks.reading import once
from web.access import by
from web.answers import way_back

KEPT = "bulk-report"


Line = tuple[Row, str]


@dataclass(frozen=True)
class Choice:
    name: str
    words: str
    options: list[tuple[str, str]]
    chosen: str
    note: str


@dataclass(frozen=True)
class Preview:
    """What a deed that asks first would do: to which cases, and to which it can't be done.

    `leaving` is what leaves by it, `against` what stands against that.
    """

    deed: BulkDeed
    lines: list[Line]
    left: list[Line]
    given: dict[str, str]
    chosen: str
    next: str
    leaving: Leaving | None = None
    against: str = ""
    offered: Sequence[tuple[str, str]] = ()

    @property
    def can_be_done(self) -> bool:
        return bool(self.lines) and not self.against

    @property
    def settled(self) -> dict[str, str]:
        """Return what is chosen no more."""
        chosen = {"file", *(one.name for one in (*self.choices, *self.texts))}
        return {name: value for name, value in self.given.items() if name not in chosen}

    @property
    def choices(self) -> list[Choice]:
        """Return what can be chosen once the cases are: the name, its words, the options."""
        return [
            self._choice(name, [*field.choices.items()])
            for name, field in self.deed.fields.items()
            if isinstance(field, ChoiceField)
        ]

    @property
    def texts(self) -> list[Choice]:
        """Return what can be written about the cases."""
        fields = self.deed.fields.items()
        return [
            self._choice(name, []) for name, field in fields if field.style.get("base_template")
        ]

    @property
    def files(self) -> list[tuple[str, str, bool]]:
        """Return the files that can go with it: key and name, and whether it is ticked."""
        ticked = self.given.get("file", "").split(",")
        return [(key, name, key in ticked) for key, name in self.offered]

    def _choice(self, name: str, options: list[tuple[str, str]]) -> Choice:
        field = self.deed.fields[name]
        note = str(field.help_text or "")
        return Choice(name, str(field.label), options, self.given.get(name, ""), note)


@require_POST
@for_agents
def bulk(request: AgentRequest) -> HttpResponse:
    """Do one deed to the chosen cases and lead back to the list, which says what was left."""
    back = way_back(request)
    try:
        deed = deed_named(request.POST.get("deed", ""))
        if deed.foresee and "sure" not in request.POST:
            return _ask(request, deed, deed.foresee, back)
        report = _do(request.user, deed, request.POST)
    except ValidationError as error:
        _keep(request, problem=error.messages[0])
    else:
        _keep(request, report=report, label=str(deed.label))
    return redirect(back)


def _do(actor: User, deed: BulkDeed, posted: QueryDict) -> BulkReport:
    references = _chosen(posted)[: MOST + 1]
    wanted = [(one[:20], posted.get(f"seen-{one}", "")[:60]) for one in references]
    return do_to_many(deed.name, wanted, Doing(**by(actor), given=_given(deed, posted)))


def _chosen(posted: QueryDict) -> list[str]:
    """Return the references as they were sent; a NUL, which no database takes, is in none."""
    return [one.replace("\0", "") for one in posted.getlist("case")]


def _given(deed: BulkDeed, posted: QueryDict) -> dict[str, str]:
    """Return what was sent for each field; of several under one name commas stand between."""
    sent = {name: ",".join(posted.getlist(name)) for name in deed.fields if name in posted}
    return {name: said.replace("\0", "") for name, said in sent.items()}


@once()
def _ask(request: AgentRequest, deed: BulkDeed, foresee: Foresee, back: str) -> HttpResponse:
    """Show what a deed would do. Raises ValidationError where it is not told what it needs."""
    given = _given(deed, request.POST)
    doing = deed.prepared(Doing(**by(request.user), given=given))
    told = {name: str(said) for name, said in doing.given.items() if isinstance(said, int | str)}
    chosen = Case.objects.for_list().filter(reference__in=_chosen(request.POST)[:MOST])
    cases = {case.pk: case for case in chosen.order_by("pk")}
    keys = list(cases)
    lines: list[Line] = []
    left: list[Line] = []
    foreseen = foresee(keys, doing)
    for row in rows_of(keys, request.user, timezone.now()):
        words, is_left = _said(foreseen, cases[row.case.pk], doing)
        (left if is_left else lines).append((row, words))
    options = dict(deed.options(request.user)) if deed.options else {}
    named = next((options[one] for one in given.values() if one in options), "")
    asked = [row.case.pk for row, _words in lines]
    leaving, against = _leaving(deed, asked, doing)
    offered = deed.offers(asked) if deed.offers else []
    preview = Preview(deed, lines, left, given | told, named, back, leaving, against, offered)
    return render(request, "desk/queue/many/bulk.html", {"preview": preview})


def _leaving(deed: BulkDeed, keys: list[int], doing: Doing) -> tuple[Leaving | None, str]:
    """Return what would leave, or what stands against it."""
    if deed.leaving is None or not keys:
        return None, ""
    try:
        return deed.leaving(keys, doing), ""
    except ValidationError as error:
        return None, error.messages[0]


def _said(foreseen: Foresight, case: Case, doing: Doing) -> tuple[str, bool]:
    """Say what would be done to a case, or why it would be left, and whether it would be."""
    try:
        check_rights(case, doing)
        return foreseen(case), False
    except ValidationError as error:
        return error.messages[0], True


def _keep(request: HttpRequest, *, problem: str = "", report: BulkReport | None = None,
          label: str = "") -> None:  # fmt: skip
    """Keep what is to be said on the page that follows."""
    left = [(one.case, one.why) for one in report.left] if report else []
    done = len(report.done) if report else 0
    request.session[KEPT] = {"label": label, "problem": problem, "done": done, "left": left}


def kept_report(request: HttpRequest) -> dict[str, Any] | None:
    """Return what was done to many just now, once."""
    if KEPT not in request.session:
        return None
    kept: dict[str, Any] = request.session.pop(KEPT)
    return kept
