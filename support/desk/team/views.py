"""One's own work, and being out of office."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from support.answering.models import Draft
from support.cases.models import Mention
from support.cases.taking.sharing import give_back_all
from support.cases.viewing.conditions import Asking
from support.claims.zones import zone_choices
from support.desk.access import AgentRequest, for_agents, for_everybody_here
from support.desk.team.counts import counts_of
from support.desk.team.forms import AwayForm
from support.desk.team.zone import own_zone_of, set_time_zone
from support.roster.models import ToldPerson
from support.staff.models import AgentProfile
from support.staff.services import set_away
from support.staff.skills import SKILLS
from web.answers import REFUSED

MOST_SHOWN = 50


@require_POST
@for_agents
def mentions_seen(request: AgentRequest) -> HttpResponse:
    """Note that somebody has seen where they were called, all of it up to the newest shown."""
    newest = request.POST.get("newest", "")
    if newest.isdecimal() and len(newest) < 19:
        mine = Mention.objects.unseen().filter(person=request.user, pk__lte=int(newest))
        mine.update(seen_at=timezone.now())
    return redirect("work")


@require_POST
@for_agents
def escalations_seen(request: AgentRequest) -> HttpResponse:
    """Note that somebody has seen what was escalated to them, up to the newest shown."""
    newest = request.POST.get("newest", "")
    if newest.isdecimal() and len(newest) < 19:
        mine = ToldPerson.objects.unseen().filter(person=request.user, pk__lte=int(newest))
        mine.update(seen_at=timezone.now())
    return redirect("work")


@require_POST
@for_everybody_here
def time_zone(request: AgentRequest) -> HttpResponse:
    """Take by which clock somebody reads times."""
    chosen = request.POST.get("time_zone", "")
    set_time_zone(request.user, chosen, language=get_language() or "en")
    return redirect("work")


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def work(request: AgentRequest) -> HttpResponse:
    """Show one's teams and what one can do; being out of office one says oneself."""
    profile = AgentProfile.objects.filter(user=request.user).first() or AgentProfile()
    if request.method != "POST":
        return _page(request, profile, AwayForm(initial=profile.__dict__))
    if "back" in request.POST:
        set_away(request.user, since=None, until=None, actor=request.user)
        messages.success(request, _("You are at work: cases can be given to you."))
        return redirect("work")
    form = AwayForm(request.POST)
    if not form.is_valid():
        return _page(request, profile, form, code=REFUSED)
    given, now = form.cleaned_data, timezone.now()
    try:
        since = given["away_from"] or now
        set_away(request.user, since=since, until=given["away_until"], actor=request.user)
    except ValidationError as error:
        form.add_error("away_until", error)
        return _page(request, profile, form, code=REFUSED)
    if given["gives_back"]:
        give_back_all(request.user, now=now)
    messages.success(request, _("You are out of office then: nothing is given to you."))
    return redirect("work")


def _page(
    request: AgentRequest, profile: AgentProfile, form: AwayForm, code: int = 200
) -> HttpResponse:
    can, now, own_zone = dict(SKILLS), timezone.now(), own_zone_of(request.user)
    drafts = list(Draft.objects.for_list(request.user)[: MOST_SHOWN + 1])
    mentions = list(Mention.objects.for_list(request.user)[: MOST_SHOWN + 1])
    escalations = list(ToldPerson.objects.for_list(request.user)[: MOST_SHOWN + 1])
    shown = {
        "form": form,
        "profile": profile,
        "is_away": profile.is_away(now),
        "teams": request.user.teams.all(),
        "skills": [can[skill] for skill in profile.skills if skill in can],
        "drafts": drafts[:MOST_SHOWN],
        "draft_bound": MOST_SHOWN if len(drafts) > MOST_SHOWN else 0,
        "mentions": mentions[:MOST_SHOWN],
        "mention_bound": MOST_SHOWN if len(mentions) > MOST_SHOWN else 0,
        "escalations": escalations[:MOST_SHOWN],
        "escalation_bound": MOST_SHOWN if len(escalations) > MOST_SHOWN else 0,
        "counts": counts_of("me", Asking(request.user, now)),
        "own_zone": own_zone,
        "zones": zone_choices(own_zone, get_language() or "en", now),
    }
    return render(request, "desk/team/work.html", shown, status=code)
