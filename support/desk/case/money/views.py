"""What is pressed in the block of the source; each answers with its part of the page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from support.cases.models import Case
from support.desk.access import AgentRequest, for_agents, for_holders
from support.desk.case.forms import first_error
from support.desk.case.parts import changed, find_case, refused
from support.operations.money.asking import (
    Wanted,
    ask_source,
    ask_step,
    confirm_step,
    note_payee_check,
    withdraw_step,
)
from support.operations.money.models import Deed, MoneyStep, State
from support.payments.models import PayeeCheck
from web.access import by


class StepForm(forms.Form):
    deed = forms.ChoiceField(choices=Deed.choices)
    amount = forms.DecimalField(max_digits=22, decimal_places=4, min_value=0, required=False)
    is_corrected = forms.BooleanField(required=False)


class PayeeForm(forms.Form):
    result = forms.ChoiceField(choices=PayeeCheck.choices)


@require_POST
@for_agents
def look_up(request: AgentRequest, reference: str) -> HttpResponse:
    """Ask the source now, also for what became of an order that nobody knows of."""

    def ask(case: Case) -> None:
        if ask_source(case, now=timezone.now()) is None:
            raise Http404

    return _do(request, reference, ask)


@require_POST
@for_agents
def ask(request: AgentRequest, reference: str) -> HttpResponse:
    """Ask that money is sent again or given back."""

    def want(case: Case) -> None:
        ask_step(case, Wanted(**_valid(StepForm(request.POST))), **by(request.user))

    return _do(request, reference, want)


@require_POST
@for_holders("money.confirm_moneystep")
def confirm(request: AgentRequest, reference: str, pk: int) -> HttpResponse:
    """Confirm it as the second person."""

    def agree(case: Case) -> None:
        step = confirm_step(_step(case, pk), **by(request.user))
        if step.state == State.ASKED:
            raise ValidationError(_("The source’s word was too old: it is being asked again."))

    return _do(request, reference, agree)


@require_POST
@for_agents
def withdraw(request: AgentRequest, reference: str, pk: int) -> HttpResponse:
    return _do(request, reference, lambda case: withdraw_step(_step(case, pk), **by(request.user)))


@require_POST
@for_agents
def payee(request: AgentRequest, reference: str) -> HttpResponse:
    """Write down what the payee's bank said of name and account."""

    def write(case: Case) -> None:
        note_payee_check(case, _valid(PayeeForm(request.POST))["result"], **by(request.user))

    return _do(request, reference, write)


def _step(case: Case, pk: int) -> MoneyStep:
    return get_object_or_404(MoneyStep.objects.select_related("case"), case=case, pk=pk)


def _valid(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise ValidationError(first_error(form))
    return form.cleaned_data


def _do(request: AgentRequest, reference: str, deed: Callable[[Case], None]) -> HttpResponse:
    file = find_case(reference)
    try:
        deed(file.case)
    except ValidationError as error:
        return refused(request, find_case(reference), "money", money_error=error.messages[0])
    return changed(request, reference, "money", also="stream payment strip")
