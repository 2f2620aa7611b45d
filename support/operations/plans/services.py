"""Saving a plan, and working one."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from support.incidents.models import Incident
from support.operations.plans.models import Checklist, ChecklistItem, Plan, PlanVersion
from support.operations.plans.steps import MOST_STEPS, Step, in_order
from support.payments.models import Channel
from support.roster.models import Escalation
from support.roster.services import escalate

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)


class StalePlan(Exception):
    """Somebody else has saved the plan since it was looked at."""


@dataclass(frozen=True)
class Written:
    """A plan as a lead wrote it."""

    title_en: str
    title_zh: str
    check_days: int
    channels: Collection[Channel]
    steps: list[Step]


@transaction.atomic
def save_plan(
    plan: Plan | None, written: Written, *, seen: int, actor: "User", now: datetime
) -> Plan:
    """Save a plan; other steps than before are a new version, by which lists begin from now on.

    Raises StalePlan unless `seen` is the version that is saved, and ValidationError for a plan
    without a step or with too many.
    """
    if plan is None:
        plan = Plan(created_at=now, slug=_slug_for(written.title_en))
    else:
        plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        if (plan.version.number if plan.version else 0) != seen:
            raise StalePlan
    if not 0 < len(written.steps) <= MOST_STEPS:
        raise ValidationError(
            _("A plan has at least one step, and at most %(most)d.") % {"most": MOST_STEPS},
            code="steps",
        )
    plan.title_en, plan.title_zh = written.title_en, written.title_zh
    plan.check_days = written.check_days
    plan.save()
    plan.channels.set(written.channels)
    steps = [step.kept() for step in in_order(written.steps)]
    if plan.version is None or plan.version.steps != steps:
        number = plan.version.number + 1 if plan.version else 1
        plan.version = PlanVersion.objects.create(
            plan=plan, number=number, steps=steps, saved_at=now, saved_by=actor
        )
        plan.save(update_fields=["version"])
        logger.info("Plan %s has version %s by user %s", plan.pk, number, actor.pk)
    return plan


def _slug_for(title: str) -> str:
    """Return an address that no plan has yet."""
    wanted = slugify(title)[:70] or "plan"
    if wanted == "new":  # the address of the empty form
        wanted = "new-plan"
    taken = set(Plan.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(
        slug
        for number in range(1, len(taken) + 2)
        if (slug := wanted if number == 1 else f"{wanted}-{number}") not in taken
    )


def retire_plan(plan: Plan, *, is_used: bool, now: datetime) -> None:
    """Take a plan out of use, or into use again; lists that are worked go on."""
    Plan.objects.filter(pk=plan.pk, retired_at__isnull=not is_used).update(
        retired_at=None if is_used else now
    )


@transaction.atomic
def start_checklist(
    plan: Plan, *, incident: Incident | None, actor: "User", now: datetime
) -> Checklist:
    """Begin to work a plan for an incident, or without one as a drill; its clocks run from now.

    A second press for one incident and version finds the list that has begun. Raises
    ValidationError for a plan that is out of use.
    """
    if plan.retired_at is not None or plan.version is None:
        raise ValidationError(_("This plan is out of use."), code="retired")
    started = {"started_at": now, "started_by": actor, "is_drill": incident is None}
    if incident is None:
        made, is_new = Checklist.objects.create(version=plan.version, **started), True
    else:
        made, is_new = Checklist.objects.get_or_create(
            version=plan.version, incident=incident, defaults=started
        )
    if is_new:
        ChecklistItem.objects.bulk_create(
            ChecklistItem(
                checklist=made, position=position, due_at=now + timedelta(minutes=step.minutes)
            )
            for position, step in enumerate(plan.version.read_steps)
        )
        logger.info("Checklist %s of plan %s has begun", made.pk, plan.pk)
    return made


@transaction.atomic
def tick(item: ChecklistItem, *, is_done: bool, actor: "User", now: datetime) -> None:
    """Say that a step is done, or is not after all. The first who said so stays named.

    Raises ValidationError once the list has ended.
    """
    locked = Checklist.objects.select_for_update().get(pk=item.checklist_id)
    if locked.ended_at is not None:
        raise ValidationError(_("This checklist has ended."), code="ended")
    rows = ChecklistItem.objects.filter(pk=item.pk, done_at__isnull=is_done)
    rows.update(done_at=now if is_done else None, done_by=actor if is_done else None)


@transaction.atomic
def end_checklist(checklist: Checklist, *, now: datetime) -> None:
    """End a list; what was not done stays undone, and is said so."""
    Checklist.objects.filter(pk=checklist.pk, ended_at=None).update(ended_at=now)


def tell_late(now: datetime) -> int:
    """Tell who is on duty of each late step, once; return how many were told."""
    told = 0
    for pk in list(ChecklistItem.objects.late_untold(now).values_list("pk", flat=True)):
        with transaction.atomic():
            rows = ChecklistItem.objects.select_for_update(skip_locked=True, of=("self",))
            rows = rows.select_related("checklist__version__plan")
            item = rows.filter(pk=pk, done_at=None, told_late_at=None).first()
            if item is None:
                continue
            plan = item.checklist.version.plan
            which = f"{item.checklist_id}/{item.position + 1}"
            escalate(
                Escalation.Kind.PLAN, about=plan.told_as(which),
                address=reverse("checklist", args=[item.checklist_id]), now=now,
            )  # fmt: skip
            ChecklistItem.objects.filter(pk=pk).update(told_late_at=now)
            told += 1
    return told
