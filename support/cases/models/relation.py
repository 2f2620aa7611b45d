"""Two cases that belong together and stay two."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


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
