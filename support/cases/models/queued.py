"""Where a case stands in the queue: whose it is to take, and until when it sleeps."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from support.cases.models.status import TAKEN_FROM, Status


class Wake(models.TextChoices):
    """What a snoozed case waits for; whichever it is, its time and any news wake it too."""

    TIME = "time", _("a time")
    CUSTOMER = "customer", _("the customer's answer")
    BANK = "bank", _("the bank's answer")


class Queued(models.Model):
    """Language and skill are those of contact and payment, kept here so that an index has them.

    "" fits everybody. A case sleeps while it has `wakes_at`.
    """

    team = models.ForeignKey(
        "staff.Team", models.SET_NULL, related_name="cases", null=True, blank=True, db_index=False,
        verbose_name=_("team"),
    )  # fmt: skip
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True, default="",
        db_default="",
    )  # fmt: skip
    skill = models.CharField(_("skill"), max_length=40, blank=True, default="", db_default="")
    wakes_at = models.DateTimeField(
        _("snoozed until"), null=True, blank=True, help_text=_("At the latest; empty: not snoozed")
    )
    wakes_on = models.CharField(
        _("snoozed for"), max_length=10, choices=Wake, blank=True, default="", db_default=""
    )
    follow_up_at = models.DateTimeField(
        _("followed up at"), null=True, blank=True,
        help_text=_("When a customer who does not answer is reminded, or the case ends"),
    )  # fmt: skip
    follow_ups = models.PositiveSmallIntegerField(_("reminders"), default=0, db_default=0)

    class Meta:
        abstract = True

    @property
    def is_snoozed(self) -> bool:
        return self.wakes_at is not None


FREE = Q(assignee=None, wakes_at=None, status__in=TAKEN_FROM)
_POOL = Coalesce(F("team"), Value(0))  # 0 is nobody's team
FREE_INDEXES = (
    # Each is the order in which cases are taken, within what fits an agent.
    models.Index(_POOL, "language", "status", "due_at", "id", name="case_free", condition=FREE),
    models.Index(
        _POOL, "language", "skill", "status", "due_at", "id",
        name="case_free_by_skill", condition=FREE,
    ),
    models.Index(
        fields=["team", "status"], name="case_of_team", condition=Q(team__isnull=False)
    ),
    models.Index(
        fields=["wakes_at"], name="case_wakes", condition=Q(wakes_at__isnull=False)
    ),
    models.Index(
        fields=["follow_up_at"], name="case_followed_up",
        condition=Q(status=Status.WAITING_CUSTOMER),
    ),
    models.Index(
        fields=["resolved_at"], name="case_to_close", condition=Q(status=Status.RESOLVED)
    ),
)  # fmt: skip
