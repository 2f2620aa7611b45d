"""Where a case stands in the queue: whose it is to take, and until when it sleeps."""

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from support.cases.models.status import OPEN_STATUSES, TAKEN_FROM, Status


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
    heard_at = models.DateTimeField(
        _("wrote at"), null=True, blank=True,
        help_text=_("Since when the customer's words wait for an answer; empty: they don't"),
    )  # fmt: skip
    # Kept by triggers of `guidance`, whatever moves the walk.
    outcome_since = models.DateTimeField(
        _("outcome waits since"), null=True, blank=True, editable=False,
        help_text=_("Since when the guide stands at an outcome that nobody has applied"),
    )  # fmt: skip

    class Meta:
        abstract = True

    @property
    def is_snoozed(self) -> bool:
        return self.wakes_at is not None


AWAKE = Q(status__in=OPEN_STATUSES, wakes_at=None)
ENDLESS = Func(template="'infinity'::timestamptz", output_field=models.DateTimeField())
# The order of the queue: whom no message reaches, the longest first, then what is due first.
# Nothing of it is empty, so that a page begins where the one before ended, wherever that was.
BY_DUE = (Coalesce(F("unreached_since"), ENDLESS), Coalesce(F("due_at"), ENDLESS), F("id"))
QUEUE_INDEXES = (
    models.Index(*BY_DUE, name="case_open", condition=AWAKE),
    models.Index(Coalesce(F("assignee"), Value(0)), *BY_DUE, name="case_whose", condition=AWAKE),
    # Not in the order of `case_open`, which PostgreSQL would read up to the first of a status.
    models.Index("status", *BY_DUE[1:], name="case_in_status", condition=AWAKE),
    models.Index("due_at", "id", name="case_late", condition=AWAKE & Q(due_at__isnull=False)),
    models.Index("team", *BY_DUE, name="case_teams", condition=AWAKE & Q(team__isnull=False)),
    models.Index("cause", *BY_DUE, name="case_of_cause", condition=AWAKE & Q(cause__isnull=False)),
    models.Index(*BY_DUE, name="case_outcome", condition=AWAKE & Q(outcome_since__isnull=False)),
    models.Index(*BY_DUE, name="case_heard", condition=AWAKE & Q(heard_at__isnull=False)),
    models.Index(
        "unreached_since", "id", name="case_unreached", condition=Q(unreached_since__isnull=False)
    ),
    models.Index("opened_at", "id", name="case_by_opened"),
    # What waits at the banks is told by bank and team without a look at the cases.
    models.Index(
        *BY_DUE[1:], name="case_at_bank", include=["due_at", "payment", "team"],
        condition=Q(status=Status.WAITING_BANK, wakes_at=None),
    ),
    # What came in and went out on a day, also of one team, without a look at the cases.
    models.Index("opened_at", "team", name="case_came_in", condition=Q(merged_into=None)),
    models.Index(
        "resolved_at", "team", name="case_went_out",
        condition=Q(merged_into=None, resolved_at__isnull=False),
    ),
)  # fmt: skip
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
