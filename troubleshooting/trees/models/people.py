"""People at a tree: what they may do, and where they are."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from troubleshooting.trees.models.tree import Tree


class TreeRight(models.Model):
    """What somebody may do with one tree. Each level holds those before it."""

    class Level(models.TextChoices):
        VIEW = "view", _("view")
        TRANSLATE = "translate", _("translate")
        EDIT = "edit", _("edit")
        PUBLISH = "publish", _("publish")

    tree = models.ForeignKey(Tree, models.CASCADE, related_name="rights", verbose_name=_("tree"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="tree_rights", verbose_name=_("user")
    )
    level = models.CharField(_("level"), max_length=10, choices=Level)
    language = models.CharField(
        _("language"), max_length=10, blank=True, help_text=_("The one that is translated into.")
    )

    class Meta:
        verbose_name = _("right on a tree")
        verbose_name_plural = _("rights on trees")
        constraints = [
            models.UniqueConstraint(
                fields=["tree", "user", "level", "language"], name="tree_right_once"
            ),
            models.CheckConstraint(
                condition=models.Q(level="translate") | models.Q(language=""),
                name="tree_right_language_to_translate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.tree_id} {self.level}"

    def clean(self) -> None:
        """Raise ValidationError where a language is missing, or named for more than texts."""
        if (self.level == self.Level.TRANSLATE) != bool(self.language):
            message = _("The right to translate names a language, and no other does.")
            raise ValidationError({"language": message})


class TreePresence(models.Model):
    """Who is in a tree at the moment, and at which step."""

    tree = models.ForeignKey(Tree, models.CASCADE, related_name="+", verbose_name=_("tree"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user")
    )
    node = models.CharField(_("step"), max_length=200, blank=True)
    seen_at = models.DateTimeField(_("seen at"))

    class Meta:
        verbose_name = _("presence in a tree")
        verbose_name_plural = _("presences in trees")
        constraints = [models.UniqueConstraint(fields=["tree", "user"], name="tree_presence_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.tree_id}"
