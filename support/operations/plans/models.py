"""Plans, the versions of their steps, and the checklists that are worked by one."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from support.incidents.models import Incident
from support.operations.plans.steps import Step
from support.payments.models import Channel


class PlanQuerySet(models.QuerySet["Plan"]):
    def for_list(self) -> Self:
        """Plans in use first, each with its channels and newest version."""
        rows = self.prefetch_related("channels").select_related("version")
        return rows.order_by(F("retired_at").asc(nulls_first=True), "title_en", "pk")


class Plan(models.Model):
    """What is done when a channel fails. Without channels it is for all of them.

    Somebody tries it every `check_days`: by a drill, or because it was needed.
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title_en = models.CharField(_("title, English"), max_length=120)
    title_zh = models.CharField(_("title, Chinese"), max_length=120)
    channels = models.ManyToManyField(
        Channel, verbose_name=_("channels"), blank=True, related_name="+",
        help_text=_("None chosen: it is for every channel"),
    )  # fmt: skip
    check_days = models.PositiveSmallIntegerField(
        _("tried every (days)"), default=180,
        validators=[MinValueValidator(1), MaxValueValidator(1100)],
    )  # fmt: skip
    version = models.ForeignKey(
        "PlanVersion", models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("made at"))
    retired_at = models.DateTimeField(_("out of use since"), null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("emergency plan")
        verbose_name_plural = _("emergency plans")

    def __str__(self) -> str:
        return self.title_zh if (get_language() or "").startswith("zh") else self.title_en

    def told_as(self, which: str) -> str:
        """Name a matter of this plan for an escalation, in both languages."""
        return "\n".join((self.title_en[:48], self.title_zh[:48], which))


class PlanVersion(models.Model):
    """The steps of a plan as somebody saved them; never changed afterwards."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    steps = models.JSONField(_("steps"))
    saved_at = models.DateTimeField(_("saved at"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("version of an emergency plan")
        verbose_name_plural = _("versions of emergency plans")
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"

    @property
    def read_steps(self) -> list[Step]:
        return [Step.read(kept) for kept in self.steps]


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    def for_list(self, now: datetime) -> Self:
        """The newest first, with the counts of their items; what is not done can be late too."""
        rows = self.select_related("version__plan", "incident", "started_by")
        done = Q(items__done_at__isnull=False)
        until = Coalesce("items__done_at", "ended_at", now)  # as `ChecklistItem.is_late`
        late = Q(items__due_at__lt=until)
        return rows.annotate(
            count=Count("items"), done=Count("items", done), late=Count("items", late)
        ).order_by("-pk")


class Checklist(models.Model):
    """A version of a plan that is worked: for an incident, or as a drill."""

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="checklists")
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="checklists"
    )
    is_drill = models.BooleanField(_("drill"), default=False)
    started_at = models.DateTimeField(_("started at"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        constraints = [
            # Two leads who press at once work one list.
            models.UniqueConstraint(
                fields=["version", "incident"], name="checklist_once_an_incident",
                condition=Q(incident__isnull=False),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.version} {self.started_at:%Y-%m-%d %H:%M}"


class ItemQuerySet(models.QuerySet["ChecklistItem"]):
    def late_untold(self, now: datetime) -> Self:
        """Items of running lists whose time is over, and of whom nobody was told."""
        running = Checklist.objects.filter(pk=OuterRef("checklist"), ended_at=None)
        return self.filter(Exists(running), done_at=None, told_late_at=None, due_at__lte=now)


class ChecklistItem(models.Model):
    """One step of a checklist: by when it is to be done, and who did it."""

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"))
    due_at = models.DateTimeField(_("due at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    told_late_at = models.DateTimeField(_("told late at"), null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = _("item of a checklist")
        verbose_name_plural = _("items of checklists")
        constraints = [
            models.UniqueConstraint(fields=["checklist", "position"], name="checklist_item_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="checklist_item_late",
                condition=Q(done_at=None, told_late_at=None),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.checklist_id} {self.position}"

    def is_late(self, now: datetime) -> bool:
        return (self.done_at or now) > self.due_at


class Drill(models.Model):
    """An outage of a channel that is played beside a drill's checklist, and what came of it.

    Nothing of the play stays but `report`, which `support.lead.drills.playing` describes.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("drill", "Waiting")
        PLAYING = "playing", pgettext_lazy("drill", "Playing")
        DONE = "done", pgettext_lazy("drill", "Played")
        FAILED = "failed", pgettext_lazy("drill", "Failed")

    checklist = models.OneToOneField(Checklist, models.CASCADE, related_name="drill")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    cases = models.PositiveSmallIntegerField(_("cases"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    begun_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    report = models.JSONField(_("report"), default=dict)

    class Meta:
        verbose_name = _("drill")
        verbose_name_plural = _("drills")

    def __str__(self) -> str:
        return f"{self.channel_id} {self.state}"
