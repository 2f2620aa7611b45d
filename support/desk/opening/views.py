"""The page on which an agent opens a case: find first, then what the customer says."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from support.cases.models import Case
from support.customers.models import Customer
from support.desk.access import AgentRequest, for_agents
from support.desk.opening.forms import NewCaseForm, StrangerForm, first_guess
from support.guidance.guides import guides_to_choose
from support.guidance.reports.finding import (
    Found,
    FoundPayment,
    find,
    find_customer,
    find_payment,
)
from support.guidance.reports.opening import report_trouble
from support.payments.references.quoting import bank_reference_of
from web.access import by
from web.answers import REFUSED

BOUND = 100


@dataclass(frozen=True)
class Chosen:
    """Whom a new case is about: a payment, else a customer, else a stranger, else nobody yet."""

    payment: FoundPayment | None = None
    customer: Customer | None = None
    is_stranger: bool = False

    @classmethod
    def read(cls, given: QueryDict) -> "Chosen":
        """Read what an address or a form says was chosen; what is not there any more is nobody."""
        if reference := _line(given.get("payment", "")):
            return cls(payment=find_payment(reference))
        if pk := given.get("customer", ""):
            return cls(customer=find_customer(pk))
        return cls(is_stranger="stranger" in given)

    @property
    def is_somebody(self) -> bool:
        return bool(self.payment or self.customer or self.is_stranger)

    @property
    def form(self) -> type[NewCaseForm]:
        return StrangerForm if self.is_stranger else NewCaseForm


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def new_case(request: AgentRequest) -> HttpResponse:
    """Show what was found, or the form of what was chosen; a press opens the case."""
    if request.method == "POST":
        return _open(request)
    sought, chosen = _line(request.GET.get("who", "")), Chosen.read(request.GET)
    found = Found() if chosen.is_somebody else find(sought)
    is_only_one = len(found.payments) == 1 and not (found.case or found.customers)
    if is_only_one and "list" not in request.GET:
        chosen = Chosen(payment=found.payments[0])  # nothing is left to choose
    form = None
    if chosen.is_somebody:
        form = chosen.form.blank(**(first_guess(sought) if sought else {}))
    return _page(request, sought, chosen, found=found, form=form)


def _open(request: AgentRequest) -> HttpResponse:
    sought, chosen = _line(request.POST.get("who", "")), Chosen.read(request.POST)
    if not chosen.is_somebody:
        chosen = Chosen(is_stranger=True)
    form = chosen.form(request.POST)
    if not form.is_valid():
        return _page(request, sought, chosen, form=form, status=REFUSED)
    about = {"payment": chosen.payment.payment} if chosen.payment else {"customer": chosen.customer}
    try:
        report = form.report(**about)
        case, is_new = report_trouble(report, **by(request.user))
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, sought, chosen, form=form, status=REFUSED)
    if not is_new:
        messages.info(request, _("This case was open already. What was said stands in it."))
    return redirect("case", case.reference)


def _page(
    request: AgentRequest,
    sought: str,
    chosen: Chosen,
    *,
    found: Found | None = None,
    form: NewCaseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"sought": sought, "chosen": chosen, "found": found, "form": form}
    if form is not None:
        payment = chosen.payment.payment if chosen.payment else None
        context["guides"] = guides_to_choose(
            Case(payment=payment), str(form["guide"].value() or "")
        )
        context["bank_reference"] = bank_reference_of(payment)
    return render(request, "desk/opening/new.html", context, status=status)


def _line(text: str) -> str:
    """Return what somebody typed as one bounded line; PostgreSQL takes no NUL."""
    return " ".join(text.replace("\0", " ").split())[:BOUND]
