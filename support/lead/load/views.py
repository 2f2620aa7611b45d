"""A lead's own page, and what they do for the agents whom they lead."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from support.cases.taking.sharing import give_back_all
from support.lead.access import LeadRequest
from support.lead.load.page import agents_of, build_page
from support.staff.services import set_away
from support.staff.standing import standing_of
from web.access import Given, GuardedView, Rule, View, guarded


def for_team_leads(view: View[Given]) -> GuardedView[Given]:
    """Let in who leads the house or a team."""
    return guarded(view, Rule(_leads, refusal=gettext_lazy("Only leads can open this page")))


def _leads(user: User) -> bool:
    return user.is_staff and standing_of(user).leads


@require_safe
@for_team_leads
def load(request: LeadRequest) -> HttpResponse:
    """Show load, what nobody has and what runs out, of all or of one team."""
    page = build_page(
        request.user, standing_of(request.user), request.GET.get("team", ""), now=timezone.now()
    )
    return render(request, "lead/load/load.html", {"page": page})


@require_POST
@for_team_leads
def agent_deed(request: LeadRequest, username: str, name: str) -> HttpResponse:
    """Return an agent's open cases to their teams, or say that they are away or back."""
    agent = get_object_or_404(agents_of(standing_of(request.user)), username=username)
    now = timezone.now()
    if name == "return":
        count = give_back_all(agent, now=now, actor=request.user)
        told = ngettext(
            "%(count)d case went back to its team.", "%(count)d cases went back to their teams.",
            count,
        )  # fmt: skip
        messages.success(request, told % {"count": count})
    elif name in ("away", "back"):
        set_away(agent, since=now if name == "away" else None, until=None)
        messages.success(request, _("Saved."))
    else:
        raise Http404
    return redirect("lead")
