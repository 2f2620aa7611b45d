"""One question to a bank about one case, or of a bank to us."""

from datetime import datetime
from functools import partial
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support.cases.models import Case, Message
from support.cases.references import make_reference
from support.inquiries.codes import INTERIM, Answer, Paper, RecallReason, Type
from support.inquiries.models.bank import Bank

LONGEST_WORDS = 2000
OPEN = Q(ended_at=None)


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def of_case(self, case: Case) -> Self:
        """Those of a case and of what was merged into it, the newest first."""
        rows = self.filter(case.with_merged).order_by("-pk")
        return rows.select_related("bank", "heard", "case").prefetch_related("letters")

    def open(self) -> Self:
        return self.filter(OPEN)

    def to_banks(self) -> Self:
        return self.filter(is_from_bank=False)

    def late(self, now: datetime) -> Self:
        return self.open().filter(due_at__lt=now)

    def by_bank(self, now: datetime) -> list[tuple[int, int, int]]:
        """Count the open inquiries by the key of their bank: how many, and how many are over."""
        late = Count("pk", filter=Q(due_at__lt=now))
        counted = self.open().to_banks().values("bank").annotate(count=Count("pk"), late=late)
        return [(row["bank"], row["count"], row["late"]) for row in counted.order_by("bank")]


class Inquiry(models.Model):
    """What one bank is asked of one case's payment, or `is_from_bank`: what it wants of us.

    `quoted` are the references that the bank can search by, as they were when it was asked.
    `heard` is the note with the bank's last words that nobody has judged yet, `proposed` what they
    may mean. It is open until it has ended: by an answer that is final, by being passed on, or by
    being `withdrawn`. `chased` counts the chasers; the next one is due at `chase_at`.
    """

    class Way(models.TextChoices):
        MAIL = "mail", _("By mail")
        PHONE = "phone", _("By phone")

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=partial(make_reference, "INQ"),
        editable=False,
    )  # fmt: skip
    case = models.ForeignKey(Case, models.CASCADE, related_name="inquiries", verbose_name=_("case"))
    bank = models.ForeignKey(
        Bank, models.PROTECT, related_name="inquiries", verbose_name=_("bank"), db_index=False
    )
    is_from_bank = models.BooleanField(_("asked by the bank"), default=False)
    type = models.CharField(_("type"), max_length=20, choices=Type)
    recall_reason = models.CharField(
        _("reason of the recall"), max_length=4, choices=RecallReason, blank=True
    )
    words = models.TextField(pgettext_lazy("inquiry", "words"), blank=True)
    papers = ArrayField(
        models.CharField(max_length=12, choices=Paper), verbose_name=_("papers"),
        default=list, blank=True,
    )  # fmt: skip
    quoted = models.JSONField(_("references quoted"), default=list)
    way = models.CharField(_("how it was asked"), max_length=6, choices=Way)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("asked by"),
    )  # fmt: skip
    asked_at = models.DateTimeField(_("asked at"))
    due_at = models.DateTimeField(_("answer due at"))
    chase_at = models.DateTimeField(_("chased next at"), null=True, blank=True)
    chased = models.PositiveSmallIntegerField(_("chasers"), default=0)
    escalated_at = models.DateTimeField(_("escalated at"), null=True, blank=True)
    heard = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("words of the bank"),
    )  # fmt: skip
    proposed = models.CharField(_("proposed answer"), max_length=4, choices=Answer, blank=True)
    answer = models.CharField(
        pgettext_lazy("of a bank", "answer"), max_length=4, choices=Answer, blank=True
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("answer written down by"),
    )  # fmt: skip
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        constraints = [
            models.CheckConstraint(
                condition=~Q(answered_at=None) | Q(answer=""), name="inquiry_answer_has_time"
            )
        ]
        indexes = [
            models.Index(fields=["bank", "due_at"], name="inquiry_open_at_bank", condition=OPEN),
            models.Index(
                fields=["chase_at"], name="inquiry_to_chase",
                condition=Q(chase_at__isnull=False, ended_at=None),
            ),
            models.Index(F("id").desc(), name="inquiry_to_read", condition=Q(heard__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_interim(self) -> bool:
        return self.answer in INTERIM
