"""Which walk belongs to which case."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from troubleshooting.walks.models import StepReport


class CaseWalkQuerySet(models.QuerySet["CaseWalk"]):
    def present(self) -> Self:
        """The latest walk first: the one that counts."""
        return self.with_walk().order_by("-pk")

    def with_answers(self) -> Self:
        """Say in the same query whether anybody answered a report of the walk: `has_answers`."""
        answered = StepReport.objects.filter(walk=OuterRef("walk"), closed_at__isnull=False)
        return self.annotate(has_answers=Exists(answered))

    def with_case(self) -> Self:
        """The case with what a panel says of it, in the same query."""
        return self.select_related(
            "case__customer", "case__payment__channel", "case__payment__customer", "case__cause"
        )

    def with_walk(self) -> Self:
        """Walk, version and tree in one query; the document itself is read once a process."""
        return self.select_related("walk__version__tree").defer(
            "walk__version__document", "walk__version__subtrees"
        )


class CaseWalk(models.Model):
    """One run through a tree for a case; the latest of a case is the present one."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="walks")
    walk = models.OneToOneField("walks.Walk", models.PROTECT, related_name="case_walk")

    has_answers: bool  # where `with_answers` was asked

    objects = CaseWalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("walk of a case")
        verbose_name_plural = _("walks of cases")

    def __str__(self) -> str:
        return f"{self.case_id} {self.walk_id}"
