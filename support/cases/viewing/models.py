"""Views that people saved, for themselves or for a team."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Order(models.TextChoices):
    """In which order a view shows its cases."""

    DUE = "due", _("Due first")
    NEWEST = "newest", _("Newest first")
    OLDEST = "oldest", _("Oldest first")


class Column(models.TextChoices):
    """What a row can show besides its clock, its customer and what the guide says."""

    CASE = "case", _("Case")
    TURN = "turn", _("Whose turn")
    CHANNEL = "channel", _("Channel")
    AMOUNT = "amount", _("Amount")
    ASSIGNEE = "assignee", _("Assignee")
    CAUSE = "cause", _("Cause")
    STATUS = "status", _("Status")
    TAGS = "tags", _("Tags")
    TEAM = "team", _("Team")
    OPENED = "opened", _("Opened")


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def for_user(self, user: "User") -> Self:
        """A person's own views, then those of their teams; of every team for an administrator."""
        return self.seen_by(user.pk, is_admin=user.is_superuser)

    def seen_by(self, user: Any, *, is_admin: bool) -> Self:
        theirs = Q(team__isnull=False) if is_admin else Q(team__memberships__user=user)
        return self.filter(Q(owner=user) | theirs).select_related("team").order_by("name", "pk")


class SavedView(models.Model):
    """One view: somebody's own, or a team's. `wanted` is as `conditions.CONDITIONS` names it."""

    slug = models.SlugField(_("address"), max_length=70, unique=True, allow_unicode=True)
    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="views", null=True, blank=True,
        verbose_name=_("owner"),
    )  # fmt: skip
    team = models.ForeignKey(
        "staff.Team", models.CASCADE, related_name="views", null=True, blank=True,
        verbose_name=_("team"),
    )  # fmt: skip
    wanted = models.JSONField(_("filter"), default=dict, blank=True)
    columns = ArrayField(
        models.CharField(max_length=20, choices=Column), verbose_name=_("columns"), default=list,
        blank=True, help_text=_("Nothing chosen: those that every view has"),
    )  # fmt: skip
    order = models.CharField(_("order"), max_length=10, choices=Order, default=Order.DUE)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("view")
        verbose_name_plural = _("views")
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None) ^ Q(team=None), name="view_is_ones_or_a_teams"
            )
        ]

    def __str__(self) -> str:
        return self.name
