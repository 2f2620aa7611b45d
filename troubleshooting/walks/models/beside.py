"""What stands beside a walk: what agents called wrong, and moves to a newer version."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from troubleshooting.walks.models.walk import GUIDE, Walk


class StepReport(models.Model):
    """Somebody says that a step of a tree is wrong; its author closes the report."""

    walk = models.ForeignKey(Walk, models.CASCADE, related_name="step_reports", verbose_name=GUIDE)
    node = models.CharField(_("step"), max_length=200)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported by"),
    )
    note = models.TextField(_("note"))
    reported_at = models.DateTimeField(_("reported at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("closed by"),
    )  # fmt: skip
    # A change that mends it, or words why it stays as it is.
    closed_in = models.ForeignKey(
        "trees.TreeVersion", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("mended in"),
    )  # fmt: skip
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        ordering = ["-reported_at"]
        verbose_name = _("report of a step")
        verbose_name_plural = _("reports of steps")

    def __str__(self) -> str:
        return f"{self.node}: {self.note[:60]}"


class WalkMove(models.Model):
    """An open walk that went on with another version; its answers stay as they were given."""

    walk = models.ForeignKey(Walk, models.CASCADE, related_name="moves", verbose_name=GUIDE)
    before = models.ForeignKey(
        "trees.TreeVersion", models.PROTECT, related_name="+", verbose_name=_("version before")
    )
    after = models.ForeignKey(
        "trees.TreeVersion", models.PROTECT, related_name="+", verbose_name=_("version after")
    )
    asked_again = models.JSONField(_("steps asked again"), default=list)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("moved by"),
    )  # fmt: skip
    moved_at = models.DateTimeField(_("moved at"))

    class Meta:
        ordering = ["moved_at"]
        verbose_name = _("move of a guide")
        verbose_name_plural = _("moves of guides")

    def __str__(self) -> str:
        return f"{self.walk_id} {self.before_id} > {self.after_id}"
