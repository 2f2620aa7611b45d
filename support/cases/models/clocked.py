"""The clock of the next answer, and what was told and done of every clock, once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Clock(models.TextChoices):
    """A clock of ours. That of a bank and the promise of money have their own ways."""

    FIRST_ANSWER = "first_answer", _("First answer")
    NEXT_ANSWER = "next_answer", _("Next answer")
    SOLUTION = "solution", _("Solution")


class Clocked(models.Model):
    """It runs from the first of a customer's words that nobody has answered yet."""

    next_answer_due_at = models.DateTimeField(
        _("next answer due at"), null=True, blank=True,
        help_text=_("Empty: the customer waits for none"),
    )  # fmt: skip

    class Meta:
        abstract = True


class ClockAlarm(models.Model):
    """A clock that was warned of, or ran out: written with what was done then, so never twice."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="alarms")
    clock = models.CharField(_("clock"), max_length=20, choices=Clock)
    due_at = models.DateTimeField(_("due at"))
    is_late = models.BooleanField(_("ran out"), help_text=_("Else it was warned of"))
    rang_at = models.DateTimeField(_("rang at"))

    class Meta:
        verbose_name = _("alarm of a clock")
        verbose_name_plural = _("alarms of clocks")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "clock", "due_at", "is_late"], name="clock_rings_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.clock}"
