"""The page of the survey: the number that was tapped stands chosen, and one press keeps it.

A look records nothing, for mail programs open links before anybody taps them.
"""

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.claims.formats import write_moment
from support.portal.views import Reading, by_link
from support.surveys.models import STARS
from support.surveys.services import LONGEST, Standing, rate, standing_of
from web.answers import REFUSED

ANSWERS: dict[int, str | Promise] = {
    1: _("Very poor"),
    2: pgettext_lazy("survey", "Poor"),
    3: pgettext_lazy("survey", "Fair"),
    4: pgettext_lazy("survey", "Good"),
    5: _("Very good"),
}
POOR = 2  # so many stars at most ask whether it is solved at all


@dataclass(frozen=True)
class Page:
    """What the page shows: which answer is chosen, the words typed, and why it was refused."""

    standing: Standing
    chosen: int | None
    words: str
    refusal: str = ""
    longest: int = LONGEST

    @property
    def answers(self) -> list[tuple[int, str, bool]]:
        """Each answer, the best first, with whether it is chosen."""
        return [(stars, str(ANSWERS[stars]), stars == self.chosen) for stars in reversed(STARS)]

    @property
    def is_poor(self) -> bool:
        return self.standing.stars is not None and self.standing.stars <= POOR


@by_link
def survey(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Show what can be answered; a POST keeps it. Where nothing is asked the status page shows."""
    standing = standing_of(reading.case, reading.now)
    if not standing.is_open and standing.stars is None:
        return redirect(f"{reading.address}?lang={reading.language}")
    tapped = _stars(request.GET.get("stars", ""))
    page = Page(standing, tapped or standing.stars, standing.words)
    if request.method == "POST":
        typed = request.POST.get("words", "").replace("\r\n", "\n").replace("\0", "")
        page = replace(page, chosen=_stars(request.POST.get("stars", "")), words=typed)
        try:
            rate(reading.case, page.chosen, typed, now=reading.now)
        except ValidationError as error:
            page = replace(page, refusal=error.messages[0])
        else:
            return redirect(f"{reading.address}survey/?lang={reading.language}&thanks=1")
    until = timezone.localtime(standing.until) if standing.until else None
    shown = {
        **reading.shown,
        "survey": page,
        "until": write_moment(until, reading.language),
        "is_kept": "thanks" in request.GET,
    }
    code = REFUSED if page.refusal else 200
    return render(request, "portal/surveying/survey.html", shown, status=code)


def _stars(text: str) -> int | None:
    return int(text) if text in {str(stars) for stars in STARS} else None
