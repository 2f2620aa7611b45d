"""Whether plans were tried: one that nobody has worked for too long is a risk."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q
from django.urls import reverse

from support.operations.plans.models import Plan
from support.roster.models import Escalation
from support.roster.services import tell_leads


@dataclass(frozen=True)
class Risk:
    """A plan that should have been tried at `due_at`; `tried_at` is None if it never was."""

    plan: Plan
    due_at: datetime
    tried_at: datetime | None


def untried(now: datetime) -> list[Risk]:
    """Return the plans in use whose next try is overdue, the longest first.

    Only a list that was worked to its end tells whether a plan works; one of which no step was
    done was not.
    """
    plans = Plan.objects.filter(retired_at=None)
    worked = Q(versions__checklists__items__done_at__isnull=False)
    last = Max("versions__checklists__ended_at", filter=worked)
    tried = dict(plans.values_list("pk").annotate(tried_at=last))
    risks = [
        Risk(plan, (tried[plan.pk] or plan.created_at) + timedelta(plan.check_days), tried[plan.pk])
        for plan in plans.filter(pk__in=tried)
    ]
    return sorted((risk for risk in risks if risk.due_at <= now), key=lambda risk: risk.due_at)


def tell_untried(now: datetime) -> None:
    """Tell leads of each plan that is overdue, once for each time it was to be tried."""
    for risk in untried(now):
        tell_leads(
            Escalation.Kind.DRILL, about=risk.plan.told_as(f"{risk.due_at:%Y-%m-%d}"),
            address=reverse("plan", args=[risk.plan.slug]), now=now,
        )  # fmt: skip
