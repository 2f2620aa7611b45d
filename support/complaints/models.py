"""What is kept of a complaint, the rules of markets, and that somebody saw none in some words."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from support.calendars.models import check_calendar, check_zone
from support.cases.models import Case
from support.claims.formats import is_chinese
from support.complaints.deadlines import Unit
from support.complaints.sentences import period_in_words

_DAYS = [MinValueValidator(1), MaxValueValidator(365)]
_UNITS = [(Unit.BUSINESS.value, _("business days")), (Unit.CALENDAR.value, _("calendar days"))]


class ComplaintRule(models.Model):
    """By when a market's complaints are acknowledged and answered, and who is asked next.

    It holds for customers whose locale names one of its `countries`, else for those who read the
    language of which it is the `market`. Days are counted by its calendar and zone.
    """

    code = models.SlugField(_("code"), max_length=10, unique=True)
    name_en = models.CharField(_("name, English"), max_length=60)
    name_zh = models.CharField(_("name, Chinese"), max_length=60)
    countries = models.CharField(
        _("countries"), max_length=200, blank=True, help_text=_("Codes such as GB, with blanks")
    )
    market = models.CharField(
        _("market"), max_length=10, choices=settings.LANGUAGES, blank=True,
        help_text=_("Whose customers it is for where no country is known"),
    )  # fmt: skip
    calendar = models.CharField(_("calendar"), max_length=20, validators=[check_calendar])
    time_zone = models.CharField(_("time zone"), max_length=40, validators=[check_zone])
    acknowledge_days = models.PositiveSmallIntegerField(
        _("acknowledge within, business days"), validators=_DAYS
    )
    answer_days = models.PositiveSmallIntegerField(_("answer within"), validators=_DAYS)
    answer_unit = models.CharField(_("counted in"), max_length=10, choices=_UNITS)
    longest_days = models.PositiveSmallIntegerField(
        _("at the longest"), validators=_DAYS, null=True, blank=True,
        help_text=_("With a holding reply; empty: there is none"),
    )  # fmt: skip
    longest_unit = models.CharField(_("longest counted in"), max_length=10, choices=_UNITS)
    turn_to_en = models.CharField(_("whom to turn to next, English"), max_length=200, blank=True)
    turn_to_zh = models.CharField(_("whom to turn to next, Chinese"), max_length=200, blank=True)
    turn_to_url = models.URLField(_("their address on the web"), blank=True)
    source = models.CharField(
        _("source"),
        max_length=300,
        blank=True,
        help_text=_("Where the rule stands; agents read it"),
    )
    source_zh = models.CharField(
        _("source, Chinese"), max_length=300, blank=True, db_default="", default=""
    )

    class Meta:
        ordering = ["code"]
        verbose_name = _("rule for complaints")
        verbose_name_plural = _("rules for complaints")
        constraints = [
            models.UniqueConstraint(
                fields=["market"], condition=~Q(market=""), name="complaint_rule_of_market",
                violation_error_message=_("Another rule is for this market's customers already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.in_language(self.name_en, self.name_zh, get_language() or "")

    @property
    def turn_to(self) -> str:
        return self.in_language(self.turn_to_en, self.turn_to_zh, get_language() or "")

    @property
    def source_told(self) -> str:
        """The source in the reader's language; the one that there is, where there is but one."""
        told = self.in_language(self.source, self.source_zh, get_language() or "")
        return told or self.source

    @property
    def acknowledge_within(self) -> str:
        return period_in_words(self.acknowledge_days, Unit.BUSINESS, get_language() or "")

    @property
    def answer_within(self) -> str:
        return period_in_words(self.answer_days, self.answer_unit, get_language() or "")

    @property
    def longest_within(self) -> str:
        longest = self.longest_days
        return period_in_words(longest, self.longest_unit, get_language() or "") if longest else ""

    @staticmethod
    def in_language(english: str, chinese: str, language: str) -> str:
        return chinese if is_chinese(language) else english


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def to_answer(self) -> Self:
        return self.filter(answered_at=None)

    def received(self, since: datetime, until: datetime) -> Self:
        """Complaints of a period, found over `complaint_by_receipt`."""
        return self.filter(received_at__gte=since, received_at__lt=until)

    def for_list(self) -> Self:
        """Everything that a list shows, the newest first, in one query."""
        related = ("case__customer", "about", "rule", "channel")
        return self.select_related(*related).order_by("-received_at", "-pk")


class Complaint(models.Model):
    """A complaint about a case, kept as a case of its own: `case` is that, `about` the first.

    Its days are those of the rule when it was received, and `channel` that of the payment then:
    what is changed later moves neither. `acknowledged_at` is when a message that says so was on
    its way, unless it reached nobody, or when a person said so; no figure of a year counts it.
    """

    class Outcome(models.TextChoices):
        UPHELD = "upheld", pgettext_lazy("complaint", "Upheld")
        PARTLY = "partly", pgettext_lazy("complaint", "Partly upheld")
        REJECTED = "rejected", pgettext_lazy("complaint", "Rejected")

    case = models.OneToOneField(Case, models.CASCADE, related_name="complaint")
    about = models.ForeignKey(Case, models.CASCADE, related_name="complaints")
    rule = models.ForeignKey(ComplaintRule, models.PROTECT, related_name="+")
    channel = models.ForeignKey(
        "payments.Channel", models.SET_NULL, related_name="+", null=True, blank=True,
        verbose_name=_("channel"),
    )  # fmt: skip
    received_at = models.DateTimeField(_("received at"))
    acknowledge_by = models.DateTimeField(_("acknowledge by"))
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    answer_by = models.DateTimeField(_("answer by"))
    longest_by = models.DateTimeField(_("answer at the latest by"), null=True, blank=True)
    held_at = models.DateTimeField(_("put off at"), null=True, blank=True)
    held_for = models.CharField(_("put off for"), max_length=40, blank=True)
    held_until = models.DateTimeField(_("put off until"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    root_cause = models.CharField(_("root cause"), max_length=40, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.UniqueConstraint(
                fields=["about"], condition=Q(answered_at=None), name="complaint_one_open"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, outcome="", root_cause="")
                | Q(answered_at__isnull=False) & ~Q(outcome="") & ~Q(root_cause=""),
                name="complaint_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(held_at=None, held_until=None, held_for="")
                | Q(held_at__isnull=False, held_until__lte=F("longest_by")) & ~Q(held_for=""),
                name="complaint_held_within",
            ),
        ]
        indexes = [models.Index(fields=["received_at"], name="complaint_by_receipt")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.about_id}"

    @property
    def due_at(self) -> datetime | None:
        """By when something is owed next; None once it is answered."""
        if self.answered_at is not None:
            return None
        return self.answer_due_at if self.acknowledged_at else self.acknowledge_by

    @property
    def answer_due_at(self) -> datetime:
        return self.held_until or self.answer_by

    @property
    def can_be_held(self) -> bool:
        """Whether it may be put off: once, and only where its rule knows a longer time."""
        return not (self.held_at or self.answered_at) and self.longest_by is not None


# Answered by the day that was told: put off in time, where it was put off.
IN_TIME = Q(held_at=None, answered_at__lte=F("answer_by")) | Q(
    held_at__lte=F("answer_by"), answered_at__lte=F("held_until")
)


class NoComplaint(models.Model):
    """That somebody read what is like a complaint and saw none: nobody is asked again."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="no_complaint")
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    seen_at = models.DateTimeField(_("seen at"))

    class Meta:
        verbose_name = _("words that are no complaint")
        verbose_name_plural = _("words that are no complaint")

    def __str__(self) -> str:
        return str(self.case_id)
