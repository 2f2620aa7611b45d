"""Two cases that were one: what was merged points to the case that is kept."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
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
