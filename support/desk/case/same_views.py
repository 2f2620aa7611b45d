"""Customers who may be the same: joined and parted from the page of a case."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from support.cases.joining import join_customers, part_customers
from support.customers.models import Customer, CustomerJoin
from support.desk.access import AgentRequest, for_agents
from support.desk.case.parts import changed, find_case, refused
from web.access import by


@require_POST
@for_agents
def join(request: AgentRequest, reference: str, pk: int) -> HttpResponse:
    """Say that another customer is the same as the case's."""
    file = find_case(reference)
    other = get_object_or_404(Customer, pk=pk)
    try:
        join_customers(file.case, other, **by(request.user))
    except ValidationError as error:
        return refused(request, file, "same", same_error=error.messages[0])
    return changed(request, file.case.reference, "same", also="stream")


@require_POST
@for_agents
def part(request: AgentRequest, reference: str, pk: int) -> HttpResponse:
    """Take back that two customers are the same."""
    file = find_case(reference)
    row = get_object_or_404(CustomerJoin, pk=pk, kept=file.case.customer_id)
    try:
        part_customers(file.case, row, **by(request.user))
    except ValidationError as error:
        return refused(request, file, "same", same_error=error.messages[0])
    return changed(request, file.case.reference, "same", also="stream")
