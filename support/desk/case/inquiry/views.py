"""What an agent presses of a case's banks; each answers with its part of the page."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from support.cases.models import Case
from support.cases.references import make_reference
from support.desk.access import AgentRequest, for_agents
from support.desk.case.forms import first_error
from support.desk.case.inquiry.panel import BankPanel
from support.desk.case.parts import changed, find_case, refused
from support.inquiries.answering import Given, answer_inquiry
from support.inquiries.asking import Question, ask_bank, preview, withdraw_inquiry
from support.inquiries.chasing import remind_now
from support.inquiries.codes import Answer, Paper, RecallReason, Type
from support.inquiries.letters.composing import Words
from support.inquiries.letters.posting import again
from support.inquiries.models import Bank, BankLetter, Inquiry
from support.inquiries.models.inquiry import LONGEST_WORDS
from support.inquiries.wanting import Wanted, pass_on, want_papers
from web.access import by

CHANGED = "strip stream guide composer"
_CHOOSE_BANK = dict.fromkeys(("required", "invalid_choice"), _("Please choose a bank."))


class AskForm(forms.Form):
    bank = forms.ModelChoiceField(
        Bank.objects.all(), to_field_name="slug", error_messages=_CHOOSE_BANK
    )
    type = forms.ChoiceField(choices=Type.choices)
    way = forms.ChoiceField(choices=Inquiry.Way.choices)
    recall_reason = forms.ChoiceField(choices=RecallReason.choices, required=False)
    words = forms.CharField(max_length=LONGEST_WORDS, required=False)
    reference = forms.RegexField(r"^INQ-[0-9A-Z]{8}$", required=False, strip=True)

    def clean_reference(self) -> str:
        """Return what the preview called it, so that the letter that leaves is the one shown."""
        reference: str = self.cleaned_data["reference"]
        return reference or make_reference("INQ")


class AnswerForm(forms.Form):
    code = forms.ChoiceField(
        choices=Answer.choices,
        error_messages={
            "required": _("Please choose what the bank answered."),
            "invalid_choice": _("Please choose what the bank answered."),
        },
    )
    words = forms.CharField(max_length=LONGEST_WORDS, required=False)
    replaces = forms.ChoiceField(choices=Answer.choices, required=False)


class WantForm(forms.Form):
    bank = forms.ModelChoiceField(
        Bank.objects.all(), to_field_name="slug", error_messages=_CHOOSE_BANK
    )
    papers = forms.MultipleChoiceField(
        choices=Paper.choices,
        error_messages={"required": _("Please choose what the bank wants.")},
    )
    until = forms.DateField(error_messages={"required": _("Please choose a day.")})
    words = forms.CharField(max_length=LONGEST_WORDS, required=False)


@require_POST
@for_agents
def ask(request: AgentRequest, reference: str) -> HttpResponse:
    """Ask a bank; the letter as it would leave is shown before it does."""

    def deed(case: Case) -> None:
        files = BankPanel(case, timezone.now()).chosen(request.POST.getlist("file"))
        question = Question(**_valid(AskForm(request.POST)), files=files)
        ask_bank([case], question, **by(request.user))

    file, form, now = find_case(reference), AskForm(request.POST), timezone.now()
    by_mail = request.POST.get("way") == Inquiry.Way.MAIL
    if not by_mail or not form.is_valid():
        return _do(request, reference, deed)
    try:
        letter = preview(file.case, Question(**form.cleaned_data), now=now)
    except ValidationError as error:
        return _refused(request, reference, error)
    seal, seen = _seal(letter, request.POST.getlist("file")), request.POST.get("shown", "")
    if seen == seal:
        return _do(request, reference, deed)
    shown = BankPanel(file.case, now, asks=True, letter=letter)
    typed = _typed(request) | {"reference": form.cleaned_data["reference"]}
    typed |= {"seal": seal, "is_changed": bool(seen)}
    said = {"banks": shown, "bank_typed": typed, "bank_misfit": shown.misfit(typed["bank"])}
    return refused(request, file, "inquiry", code=HTTPStatus.OK, **said)


@require_POST
@for_agents
def want(request: AgentRequest, reference: str) -> HttpResponse:
    """Write down what a bank wants of the customer, and ask them for it."""

    def deed(case: Case) -> None:
        want_papers(case, Wanted(**_valid(WantForm(request.POST))), **by(request.user))

    return _do(request, reference, deed)


@require_POST
@for_agents
def answer(request: AgentRequest, reference: str, inquiry: str) -> HttpResponse:
    def deed(case: Case) -> None:
        given = Given(**_valid(AnswerForm(request.POST)))
        answer_inquiry(_of(case, inquiry), given, **by(request.user))

    return _do(request, reference, deed)


@require_POST
@for_agents
def remind(request: AgentRequest, reference: str, inquiry: str) -> HttpResponse:
    return _do(request, reference, lambda case: remind_now(_of(case, inquiry), **by(request.user)))


@require_POST
@for_agents
def withdraw(request: AgentRequest, reference: str, inquiry: str) -> HttpResponse:
    return _do(
        request, reference, lambda case: withdraw_inquiry(_of(case, inquiry), **by(request.user))
    )


@require_POST
@for_agents
def papers(request: AgentRequest, reference: str, inquiry: str) -> HttpResponse:
    """Pass on what the customer sent."""

    def deed(case: Case) -> None:
        files = BankPanel(case, timezone.now()).chosen(request.POST.getlist("file"))
        words = request.POST.get("words", "").replace("\0", "")[:LONGEST_WORDS]
        pass_on(_of(case, inquiry), files, words=words, **by(request.user))

    return _do(request, reference, deed)


@require_POST
@for_agents
def send_again(request: AgentRequest, reference: str, pk: UUID) -> HttpResponse:
    """Send a letter again of which a person says that it did not arrive."""

    def deed(case: Case) -> None:
        asked = Inquiry.objects.of_case(case)
        rows = BankLetter.objects.filter(inquiries__in=asked.values("pk")).distinct()
        again(get_object_or_404(rows.select_related("bank"), pk=pk), now=timezone.now())

    return _do(request, reference, deed)


def _seal(letter: Words, files: Sequence[str]) -> str:
    """Return what tells a letter and its files from any other that could have been shown."""
    said = "\0".join((letter.subject, letter.text, *sorted(files)))
    return sha256(said.encode()).hexdigest()[:32]


def _of(case: Case, reference: str) -> Inquiry:
    return get_object_or_404(Inquiry.objects.of_case(case), reference=reference.replace("\0", ""))


def _valid(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise ValidationError(first_error(form))
    return form.cleaned_data


def _typed(request: AgentRequest) -> dict[str, Any]:
    return request.POST.dict() | {"files": request.POST.getlist("file")}


def _do(request: AgentRequest, reference: str, deed: Callable[[Case], object]) -> HttpResponse:
    """Do something to a case's banks; a refusal is shown with what was typed."""
    try:
        deed(find_case(reference).case)
    except ValidationError as error:
        return _refused(request, reference, error)
    return changed(request, reference, "inquiry", also=CHANGED)


def _refused(request: AgentRequest, reference: str, error: ValidationError) -> HttpResponse:
    file = find_case(reference)
    shown = BankPanel(file.case, timezone.now(), asks=True)
    said, typed = error.messages[0], _typed(request)
    return refused(request, file, "inquiry", banks=shown, bank_error=said, bank_typed=typed)
