"""Training campaigns: articles sent to subscribers one after another, each on its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from support.guides.models import Announcement, Article, Campaign, CampaignStep
from web.forms import check_years

if TYPE_CHECKING:
    from django.contrib.auth.models import User

AT_ONCE = 20


@dataclass(frozen=True)
class Plan:
    """A campaign as planned: the first article at `starts_at`, then one every so often."""

    name_en: str
    name_zh: str
    language: str
    articles: Sequence[Article]
    starts_at: datetime
    every: timedelta


@transaction.atomic
def make_campaign(plan: Plan, *, actor: "User", now: datetime) -> Campaign:
    """Make a campaign that waits until somebody lets it go.

    Raises ValidationError by field where it has no article, one twice, or would begin in the past.
    """
    if not plan.articles or len(set(plan.articles)) != len(plan.articles):
        raise ValidationError({"articles": _("Please choose articles, each of them once.")})
    check_years(plan.starts_at)
    if plan.starts_at <= now:
        raise ValidationError({"starts_at": _("This time is past.")})
    campaign = Campaign.objects.create(
        name_en=plan.name_en, name_zh=plan.name_zh, language=plan.language,
        author=actor, created_at=now, paused_at=now,
    )  # fmt: skip
    CampaignStep.objects.bulk_create(
        CampaignStep(
            campaign=campaign, number=place + 1, article=article,
            goes_at=plan.starts_at + place * plan.every,
        )
        for place, article in enumerate(plan.articles)
    )  # fmt: skip
    return campaign


@transaction.atomic
def pause(campaign: Campaign, *, now: datetime) -> None:
    """Send nothing more of a campaign until it goes on; twice changes nothing."""
    Campaign.objects.filter(pk=campaign.pk, paused_at=None).update(paused_at=now)


@transaction.atomic
def let_go(campaign: Campaign, *, now: datetime) -> None:
    """Let a campaign begin or go on; twice changes nothing.

    What became due while it stood goes now, and what follows keeps its distance to it.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.paused_at is None:
        return
    campaign.paused_at = None
    campaign.save(update_fields=["paused_at"])
    coming = campaign.steps.filter(announcement=None)
    first = coming.order_by("number").first()
    if first is not None and first.goes_at < now:
        coming.update(goes_at=F("goes_at") + (now - first.goes_at))


@transaction.atomic
def begin_due(now: datetime) -> int:
    """Begin to send every article whose day has come and that is out in both languages."""
    due = CampaignStep.objects.filter(
        announcement=None, goes_at__lte=now, campaign__paused_at=None, article__live__isnull=False
    )
    steps = due.select_related("campaign__author", "article__live").order_by("goes_at", "pk")
    begun = 0
    for step in steps.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE]:
        live = step.article.live
        if live is not None and not live.missing_in:
            step.announcement = Announcement.objects.create(
                version=live, author=step.campaign.author, created_at=now
            )
            step.save(update_fields=["announcement"])
            begun += 1
    return begun
