"""Training campaigns: planned, looked at, let go and paused, and what came of each article."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from support.guides.campaigning import let_go, make_campaign, pause
from support.guides.helping import Counted, counted
from support.guides.models import Campaign, CampaignStep, Subscriber
from support.lead.articles.announcing import readings_of
from support.lead.articles.forms import CampaignForm
from support.lead.articles.views import for_publishers
from support.surveys.intervals import Share, share_of
from troubleshooting.marks.reading import once
from web.access import SignedInRequest, by
from web.answers import REFUSED

MOST = 50


@dataclass(frozen=True)
class StepRow:
    """An article of a campaign, and whether it helped its readers once it was sent."""

    step: CampaignStep
    is_out: bool
    helped: Share


@require_http_methods(["GET", "HEAD", "POST"])
@for_publishers
def campaigns(request: SignedInRequest) -> HttpResponse:
    """Show all campaigns, the newest first; a POST plans one, which waits."""
    form = CampaignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_campaign(form.plan(), **by(request.user))
        except ValidationError as error:
            for name, words in error.message_dict.items():
                form.add_error(name if name in form.fields else None, words)
        else:
            return redirect("campaign", made.pk)
    shown = {"campaigns": Campaign.objects.select_related("author").order_by("-pk")[:MOST],
             "form": form}  # fmt: skip
    code = REFUSED if form.errors else 200
    return render(request, "lead/articles/campaigns.html", shown, status=code)


@require_http_methods(["GET", "HEAD", "POST"])
@for_publishers
@once()
def campaign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one campaign; a POST lets it go, or pauses it."""
    found = get_object_or_404(Campaign.objects.select_related("author"), pk=pk)
    if request.method == "POST":
        (let_go if "go" in request.POST else pause)(found, now=timezone.now())
        return redirect("campaign", pk)
    rows = _rows(found)
    coming = [row for row in rows if row.step.announcement is None]
    first = next((row.step for row in coming if row.is_out), None)
    heard = rows[0].step.article.topics
    shown = {
        "campaign": found,
        "rows": rows,
        "is_over": not coming,
        "readings": readings_of(first.article, first) if first else [],
        "count": Subscriber.objects.hearing_of(heard, found.language).count(),
    }
    return render(request, "lead/articles/campaign.html", shown)


def _rows(campaign: Campaign) -> list[StepRow]:
    """Return the articles in their order; two queries."""
    related = campaign.steps.select_related("campaign", "announcement", "article__live")
    steps = list(related.order_by("number"))
    counts = counted([one.announcement.version_id for one in steps if one.announcement])
    none, rows = Counted(0, 0), []
    for step in steps:
        told, live = step.announcement, step.article.live
        count = counts.get(told.version_id, none) if told else none
        is_out = live is not None and not live.missing_in
        rows.append(StepRow(step, is_out, share_of(count.yes, count.of)))
    return rows
