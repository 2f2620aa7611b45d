"""A customer goes through the guide of their case: a question a page, without a script."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from support.claims.formats import write_moment
from support.claims.zones import zone_in_words
from support.guidance.hearing import hear_step
from support.portal.views import Reading, by_link
from support.portal.walking.answers import choice_in, has_answer, number_in
from support.portal.walking.asking import NOTHING, asking_of, walk_asking
from support.portal.walking.going_on import what_happens_now
from troubleshooting.walks.engine import follow
from troubleshooting.walks.services import StaleWalk

# What became of a press, by the word that the address then carries.
LATE, OFTEN = "late", "often"
NOTICES = {
    LATE: _("Somebody on our team went on with this meanwhile. This is how it stands now."),
    OFTEN: _("You have changed your answers very often. Please write to us what is right."),
}


@by_link
def own_walk(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Ask what waits for the customer. A POST answers it, or changes an answer of theirs."""
    if request.method == "POST":
        happened = _answer(request, reading)
        tail = f"&{happened}=1" if happened else ""
        return redirect(f"{reading.here}?lang={reading.language}{tail}")
    walk = walk_asking(reading.case)
    change = number_in(request.GET.get("change"))
    asking = asking_of(walk, reading.link, change) if walk else NOTHING
    local_now = timezone.localtime(reading.now)
    shown = {
        **reading.shown,
        "asking": asking,
        "walk": walk,
        "notice": next((words for name, words in NOTICES.items() if name in request.GET), ""),
        "going_on": "" if asking.question else what_happens_now(reading),
        "read_at": write_moment(local_now, reading.language),
        "zone": zone_in_words(local_now, reading.language),
    }
    return render(request, "portal/walking/walk.html", shown)


def _answer(request: HttpRequest, reading: Reading) -> str:
    """Take an answer; what is not asked any more changes nothing. Return what to say of it."""
    case, form = reading.case, request.POST
    walk = walk_asking(case)
    if walk is None or str(walk.pk) != form.get("walk"):
        return LATE
    seen, answers = number_in(form.get("seen")), walk.engine_answers()
    if seen is None or seen > len(answers):
        return LATE
    choice = choice_in(form, follow(walk.version.graph, answers[:seen]))
    if choice is None:
        return LATE
    try:
        hear_step(case, walk, choice, seen=seen, link=reading.link, now=reading.now)
    except StaleWalk as stale:
        return "" if has_answer(stale.walk.position(), choice) else LATE
    except ValidationError as error:
        return OFTEN if error.code == "too_often" else LATE
    return ""
