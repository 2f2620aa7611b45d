from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from troubleshooting.trees.documents.texts import pick


class Tree(models.Model):
    """A guide with a name of its own; what it says stands in its versions."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title = models.JSONField(_("title"), default=dict)
    needs_second_person = models.BooleanField(
        _("needs a second person"),
        default=False,
        help_text=_("Who changed a draft does not publish it."),
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = _("tree")
        verbose_name_plural = _("trees")
        permissions = [("publish_tree", "Can publish every tree")]

    def __str__(self) -> str:
        return pick(self.title, get_language() or "en") or self.slug
