"""The queue as a file."""

from dataclasses import asdict

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from support.cases.exporting.access import may_export
from support.cases.exporting.answering import Form, exported
from support.desk.access import AgentRequest, for_agents
from support.desk.queue.queue import Selection, selected_cases
from web.access import by


@require_GET
@for_agents
def export(request: AgentRequest, form: Form) -> HttpResponse:
    """Answer with every case that the filter leaves, also those on other pages."""
    if not may_export(request.user):
        raise PermissionDenied
    selection = Selection.read(request.GET)
    cases = selected_cases(selection, request.user, timezone.now())
    asked = {name: str(value) for name, value in asdict(selection).items() if value}
    asked.pop("page", None)
    return exported(cases, form, asked=asked, **by(request.user))  # type: ignore[return-value]  # in pieces
