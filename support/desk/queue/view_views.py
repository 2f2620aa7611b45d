"""Saving what is looked at as a view, changing and deleting it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from support.cases.models import Order
from support.cases.viewing.services import Draft, delete_view, save_view
from support.cases.viewing.views import view_named
from support.desk.access import AgentRequest, for_agents
from support.desk.queue.queue import Selection
from support.staff.models import Team


@require_POST
@for_agents
def save(request: AgentRequest) -> HttpResponse:
    """Save the view that is looked at, with what narrows it; or change or delete it."""
    selection = Selection.read(request.POST)
    view = view_named(selection.view, request.user)
    row = view.saved if view else None
    deed = request.POST.get("deed", "")
    if deed == "delete" and row is not None:
        delete_view(row, actor=request.user)
        messages.success(request, _("The view is gone; its cases stay."))
        return redirect("queue")
    wanted = {**(view.wanted if view else {}), **dict(selection.wanted)}
    try:
        saved = save_view(
            _draft(request, wanted), actor=request.user, row=row if deed == "change" else None
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(f"{reverse('queue')}{selection.address()}")
    return redirect(f"{reverse('queue')}{Selection(view=saved.slug).address()}")


def _draft(request: AgentRequest, wanted: dict[str, str]) -> Draft:
    posted = request.POST
    team, order = posted.get("team", ""), posted.get("order", "")
    known = Team.objects.filter(pk=team).first() if team.isdecimal() and len(team) < 10 else None
    return Draft(
        name=posted.get("name", "").replace("\0", " "),
        wanted=wanted,
        columns=tuple(posted.getlist("column")),
        order=order if order in Order.values else Order.DUE,
        team=known,
    )
