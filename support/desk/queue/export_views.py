"""The queue as a file."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from support.cases.exporting.access import may_export
from support.cases.exporting.answering import Form, exported
from support.desk.access import AgentRequest
from support.desk.queue.queue import Selection, selected_cases
from web.access import Given, GuardedView, Rule, View, by, guarded
from web.bounding import told_when_too_long


def for_exporters(view: View[Given]) -> GuardedView[Given]:
    return guarded(view, Rule(may_export))


@require_GET
@for_exporters
@told_when_too_long
def export(request: AgentRequest, form: Form) -> HttpResponse:
    """Answer with every case that the filter leaves, also those on other pages."""
    selection = Selection.read(request.GET)
    cases = selected_cases(selection, request.user, timezone.now())
    return exported(cases, form, asked=selection.asked, **by(request.user))  # type: ignore[return-value]  # in pieces
