import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from troubleshooting.trees.models.tree import Tree
from troubleshooting.trees.models.version import TreeVersion


class TreeLogEntry(models.Model):
    """What an author did, with the difference. Only ever added to."""

    class Kind(models.TextChoices):
        CREATED = "created", _("created")
        EDITED = "edited", _("edited")
        UNDONE = "undone", _("undone")
        REDONE = "redone", _("done again")
        DISCARDED = "discarded", _("draft thrown away")
        RESTORED = "restored", _("restored")
        IMPORTED = "imported", _("imported")
        SCHEDULED = "scheduled", _("scheduled")
        UNSCHEDULED = "unscheduled", _("schedule withdrawn")
        PUBLISHED = "published", _("published")
        MOVED = "moved", _("guides moved")
        ANSWERED = "answered", _("report answered")
        RIGHTS = "rights", _("rights changed")
        CAUSE = "cause", _("cause added")
        SENTENCES = "sentences", _("customers' sentences published")

    tree = models.ForeignKey(Tree, models.PROTECT, related_name="log", verbose_name=_("tree"))
    version = models.ForeignKey(
        TreeVersion, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("tree version"),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("by"),
    )  # fmt: skip
    happened_at = models.DateTimeField(_("at"))
    difference = models.JSONField(_("difference"), default=dict, blank=True)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("log entry of a tree")
        verbose_name_plural = _("log entries of trees")
        indexes = [models.Index(fields=["tree", "-happened_at"], name="tree_log_newest")]
        triggers = [
            # A draft that is thrown away takes its version with it.
            pgtrigger.ReadOnly(name="tree_log_unchanged", exclude=["version"]),
            pgtrigger.Protect(name="tree_log_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.tree_id} {self.kind}"
