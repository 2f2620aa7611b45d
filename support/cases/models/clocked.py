"""The clock of the next answer, and what was told and done of every clock, once."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.cases.models.status import STATUSES_OF, Status, StatusClass


class Clock(models.TextChoices):
    """A clock of ours. That of a bank and the promise of money have their own ways.

    A complaint's is its market's: nothing stops it, and it stands in the place of first answer and
    solution.
    """

    FIRST_ANSWER = "first_answer", _("First answer")
    NEXT_ANSWER = "next_answer", _("Next answer")
    SOLUTION = "solution", _("Solution")
    COMPLAINT = "complaint", pgettext_lazy("clock", "Complaint")


class Clocked(models.Model):
    """That of the next answer runs from a customer's first words that nobody has answered yet."""

    next_answer_due_at = models.DateTimeField(
        _("next answer due at"), null=True, blank=True,
        help_text=_("Empty: the customer waits for none"),
    )  # fmt: skip
    complaint_due_at = models.DateTimeField(
        _("complaint due at"), null=True, blank=True,
        help_text=_("What a complaint is due for next by the rule of its market; empty: is none"),
    )  # fmt: skip
    inquiry_due_at = models.DateTimeField(
        _("inquiry due at"), null=True, blank=True,
        help_text=_("By when a bank has to answer what it was asked; empty: none was asked"),
    )  # fmt: skip
    # When the customer was told, or could not be, that the bank has let its time run out.
    bank_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Not before that is it tried again, after telling them broke.
    bank_tell_after = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


ACTIVE = Q(status__in=STATUSES_OF[StatusClass.ACTIVE])
NO_COMPLAINT = Q(complaint_due_at=None)
UNANSWERED = ACTIVE & Q(first_answered_at=None)
# Once for each time that a bank is given; of a silent case only a person writes.
BANK_UNTOLD = Q(status=Status.WAITING_BANK, silent_since=None) & (
    Q(bank_told_at=None) | Q(bank_told_at__lt=F("bank_due_at"))
)
# Each is read from what ran out on, however many others run.
CLOCK_INDEXES = (
    models.Index(fields=["first_answer_due_at"], name="case_first_answer", condition=UNANSWERED),
    models.Index(
        fields=["next_answer_due_at"], name="case_next_answer",
        condition=Q(next_answer_due_at__isnull=False),
    ),
    models.Index(fields=["solution_due_at"], name="case_solution", condition=ACTIVE),
    models.Index(fields=["complaint_due_at"], name="case_complaint", condition=~NO_COMPLAINT),
    models.Index(fields=["bank_due_at"], name="case_bank_untold", condition=BANK_UNTOLD),
)  # fmt: skip


class ClockAlarmQuerySet(models.QuerySet["ClockAlarm"]):
    def to_note(self) -> Self:
        """What leads are told and have not noted, the latest first; over `alarm_to_note`."""
        return self.filter(tells=True, noted_at=None).order_by("-pk")


class ClockAlarm(models.Model):
    """A clock that was warned of, or ran out: written with what was done then, so never twice.

    One that `tells` stands on the page of who leads the team until somebody who does has noted it.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="alarms")
    clock = models.CharField(_("clock"), max_length=20, choices=Clock)
    due_at = models.DateTimeField(_("due at"))
    is_late = models.BooleanField(_("ran out"), help_text=_("Else it was warned of"))
    rang_at = models.DateTimeField(_("rang at"))
    tells = models.BooleanField(_("leads are told"), default=False, db_default=False)
    noted_at = models.DateTimeField(_("noted at"), null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("noted by"),
    )  # fmt: skip

    objects = ClockAlarmQuerySet.as_manager()

    class Meta:
        verbose_name = _("alarm of a clock")
        verbose_name_plural = _("alarms of clocks")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "clock", "due_at", "is_late"], name="clock_rings_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["-id"], name="alarm_to_note", condition=models.Q(tells=True, noted_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.clock}"
