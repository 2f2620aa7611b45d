"""The suppression list: who gets nothing, and letting him get messages again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from support.desk.access import AgentRequest, for_agents
from support.desk.outbox.suppressed import SuppressionForm, build_suppressed
from support.notifications.models import Suppression
from support.notifications.outbox.suppressions import release as release_suppression
from support.notifications.outbox.suppressions import suppress
from web.access import by
from web.answers import REFUSED


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def suppressed(request: AgentRequest) -> HttpResponse:
    """Show the list; a POST puts an address on it."""
    form = SuppressionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        suppress(**form.cleaned_data, why=Suppression.Why.MANUAL, now=timezone.now())
        messages.success(request, _("Nothing is sent to this address any more."))
        return redirect("suppressed")
    context = {
        "page": build_suppressed(request.GET),
        "form": form,
        "reasons": Suppression.Why,
    }
    code = REFUSED if request.method == "POST" else 200
    return render(request, "desk/outbox/suppressed.html", context, status=code)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def release(request: AgentRequest, pk: int) -> HttpResponse:
    """Ask before messages reach an address again, then let them."""
    suppression = get_object_or_404(Suppression.objects.select_related("released_by"), pk=pk)
    if request.method != "POST":
        return render(request, "desk/outbox/release.html", {"suppression": suppression})
    release_suppression(suppression, **by(request.user))
    messages.success(request, _("Messages to this address may go out again."))
    return redirect("suppressed")
