"""Two cases that were one, of which one is kept and pointed to; and two that belong together."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Merged(models.Model):
    """What a case was merged into, and what was merged into it. Chains are none: all point to
    the one that is kept."""

    merged_into = models.ForeignKey(
        "cases.Case", models.PROTECT, related_name="merged", null=True, blank=True, db_index=False,
        verbose_name=_("merged into"),
    )  # fmt: skip
    # The same from the other side, so that no page asks for what hardly any case has.
    merged_references = ArrayField(
        models.CharField(max_length=20), verbose_name=_("references merged into it"),
        default=list, db_default=[], blank=True, editable=False,
    )  # fmt: skip

    if TYPE_CHECKING:
        reference: models.CharField[str, str]

    class Meta:
        abstract = True

    @property
    def references(self) -> list[str]:
        """Its own reference and those that were merged into it: the threads of its messages."""
        return [self.reference, *self.merged_references]

    @property
    def with_merged(self) -> Q:
        """The condition that a row of the conversation or the timeline is its own or merged."""
        if not self.merged_references:
            return Q(case=self)
        return Q(case__reference__in=self.references)


MERGED_INDEX = models.Index(
    fields=["merged_into"], name="case_merged", condition=Q(merged_into__isnull=False)
)


class CaseMerge(models.Model):
    """One press by which a case was merged into another, with what is needed to undo it.

    `before` says what the two were: whether the merged one was done, whether the kept one took
    its payment over, and which had been merged into the merged one before.
    """

    kept = models.ForeignKey("cases.Case", models.CASCADE, related_name="merges")
    merged = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    merged_at = models.DateTimeField(_("merged at"))
    before = models.JSONField(default=dict)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True)

    class Meta:
        verbose_name = _("merge of two cases")
        verbose_name_plural = _("merges of cases")
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="case_merged_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} {self.kept_id}"


class CaseRelation(models.Model):
    """That a case is part of another one, or tells the same and is kept apart."""

    class Kind(models.TextChoices):
        PARENT = "parent", _("Part of it")
        DUPLICATE = "duplicate", _("The same trouble, kept apart")

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="relations")
    other = models.ForeignKey("cases.Case", models.CASCADE, related_name="related_from")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("relation of two cases")
        verbose_name_plural = _("relations of cases")
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="case_relation_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="case_relation_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"
