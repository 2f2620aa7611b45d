"""Decision trees and their versions. A version that was published never changes again."""

from functools import lru_cache
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from troubleshooting.trees.graph import Graph
from troubleshooting.trees.texts import pick


class Tree(models.Model):
    """A guide with a name of its own; what it says stands in its versions."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title = models.JSONField(_("title"), default=dict)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("tree")
        verbose_name_plural = _("trees")

    def __str__(self) -> str:
        return pick(self.title, get_language() or "en") or self.slug


class TreeVersionQuerySet(models.QuerySet["TreeVersion"]):
    def live(self) -> Self:
        return self.filter(state=TreeVersion.State.PUBLISHED).select_related("tree")

    def published(self, slug: str) -> "TreeVersion":
        """Return the version in force, without its document. Raises TreeVersion.DoesNotExist."""
        return self.live().without_documents().get(tree__slug=slug)

    def without_documents(self) -> Self:
        """Leave out what only `graph` reads, once a process: documents weigh up to 2 MiB."""
        return self.defer("document", "subtrees")


class TreeVersion(models.Model):
    """One document of a tree, with the sub-trees it jumps to as they stood at publishing."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    tree = models.ForeignKey(Tree, models.PROTECT, related_name="versions", verbose_name=_("tree"))
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    document = models.JSONField(_("document"))
    subtrees = models.JSONField(_("sub-trees"), default=dict, blank=True)
    digest = models.CharField(_("digest"), max_length=64)
    note = models.TextField(_("note"), blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = TreeVersionQuerySet.as_manager()

    class Meta:
        ordering = ["tree", "-number"]
        verbose_name = _("tree version")
        verbose_name_plural = _("tree versions")
        constraints = [
            models.UniqueConstraint(
                fields=["tree", "number"], name="tree_version_number_once_per_tree"
            ),
            models.UniqueConstraint(
                fields=["tree"],
                condition=models.Q(state="published"),
                name="tree_version_one_published_per_tree",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(published_at__isnull=False),
                name="tree_version_published_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tree} {self.number}"

    @property
    def graph(self) -> Graph:
        """The version as the engine walks it, made once a process."""
        return _graph(self.pk, self.digest)


@lru_cache(maxsize=64)
def _graph(pk: int, digest: str) -> Graph:
    """Read and build the graph of a version; the digest tells an edited draft from its past."""
    document, subtrees = TreeVersion.objects.values_list("document", "subtrees").get(
        pk=pk, digest=digest
    )
    return Graph.from_document(document, subtrees)
