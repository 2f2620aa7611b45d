"""One survey a case, and when customers are asked."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support.cases.models import Case

STARS = (1, 2, 3, 4, 5)
LONGEST_DELAY = 24 * 14


class SurveyQuerySet(models.QuerySet["Survey"]):
    def answered(self, since: datetime, until: datetime) -> Self:
        """Surveys that were first answered in a period, found over `survey_by_answer`."""
        return self.filter(rated_at__gte=since, rated_at__lt=until)

    def for_list(self) -> Self:
        """Everything that a list of answers shows, the newest first, in one query."""
        related = ("case__customer", "case__payment", "agent", "cause", "channel")
        return self.select_related(*related).order_by("-rated_at", "-pk")


class Survey(models.Model):
    """That a case was considered once for a survey, and what its customer answered.

    A customer may also answer on their page without having been asked. `agent`, `cause` and
    `channel` are those of the case when it was considered: what is changed later moves no answer.
    """

    class LeftOut(models.TextChoices):
        """Why somebody was not asked."""

        SILENT = "silent", _("Only people write about this case")
        NOT_AN_END = "not_an_end", _("A duplicate")
        UNTOLD = "untold", _("The customer was not told that it ended")
        UNWANTED = "unwanted", _("Customer wants only essential messages")
        LATELY = "lately", _("Asked within 30 days about another case")
        UNREACHED = "unreached", _("No message reaches the customer")

    case = models.OneToOneField(Case, models.CASCADE, related_name="survey")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True,
        verbose_name=_("agent"),
    )  # fmt: skip
    cause = models.ForeignKey(
        "causes.Cause", models.SET_NULL, related_name="+", null=True, blank=True,
        verbose_name=_("cause"),
    )  # fmt: skip
    channel = models.ForeignKey(
        "payments.Channel", models.SET_NULL, related_name="+", null=True, blank=True,
        verbose_name=_("channel"),
    )  # fmt: skip
    considered_at = models.DateTimeField(_("considered at"))
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    left_out = models.CharField(_("not asked, for"), max_length=12, choices=LeftOut, blank=True)
    stars = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    words = models.TextField(_("words"), blank=True)
    rated_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    times = models.PositiveSmallIntegerField(_("times answered"), default=0)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.CheckConstraint(
                condition=Q(stars=None, rated_at=None) | Q(stars__in=STARS, rated_at__isnull=False),
                name="survey_answer_whole",
            )
        ]
        indexes = [
            models.Index(
                fields=["rated_at"], name="survey_by_answer", condition=Q(rated_at__isnull=False)
            ),
            models.Index(
                fields=["asked_at"], name="survey_by_asking", condition=Q(asked_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stars or '–'}"


class SurveyRules(models.Model):
    """Whether customers are asked, and how long after the end. Without a row defaults hold."""

    THE_ONE = 1

    is_on = models.BooleanField(_("ask customers"), default=True)
    delay_hours = models.PositiveSmallIntegerField(
        _("hours after the end"), default=24,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DELAY)],
    )  # fmt: skip

    class Meta:
        verbose_name = _("survey rules")
        verbose_name_plural = _("survey rules")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="survey_rules_once")]

    def __str__(self) -> str:
        return f"{self.is_on} {self.delay_hours}"

    @property
    def delay(self) -> timedelta:
        return timedelta(hours=self.delay_hours)


def survey_rules() -> SurveyRules:
    """Return the rules in force; one query."""
    return SurveyRules.objects.first() or SurveyRules(pk=SurveyRules.THE_ONE)
