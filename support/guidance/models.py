"""Which walk belongs to which case."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseWalkQuerySet(models.QuerySet["CaseWalk"]):
    def present(self) -> Self:
        """The latest walk first: the one that counts."""
        return self.select_related("walk__version__tree").order_by("-pk")


class CaseWalk(models.Model):
    """One run through a tree for a case; the latest of a case is the present one."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="walks")
    walk = models.OneToOneField("walks.Walk", models.PROTECT, related_name="case_walk")

    objects = CaseWalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("walk of a case")
        verbose_name_plural = _("walks of cases")

    def __str__(self) -> str:
        return f"{self.case_id} {self.walk_id}"
