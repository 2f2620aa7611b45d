"""Versions of a tree, of which one is the draft, and the draft's changes."""

from functools import lru_cache
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from troubleshooting.trees.graph import Graph
from troubleshooting.trees.models.tree import Tree


class TreeVersionQuerySet(models.QuerySet["TreeVersion"]):
    def in_state(self, state: str) -> "TreeVersion | None":
        """Return a tree's one version in a state; the usual order would read its tree as well."""
        return self.filter(state=state).order_by("pk").first()

    def live(self) -> Self:
        return self.filter(state=TreeVersion.State.PUBLISHED).select_related("tree")

    def published(self, slug: str) -> "TreeVersion":
        """Return the version in force, without its document. Raises TreeVersion.DoesNotExist."""
        return self.live().without_documents().get(tree__slug=slug)

    def without_documents(self) -> Self:
        """Leave out what only `graph` reads, once a process: documents weigh up to 2 MiB."""
        return self.defer("document", "subtrees")

    def for_list(self) -> Self:
        """Everything a list says of a version, in one query."""
        return self.without_documents().select_related("published_by", "updated_by")

    def present(self) -> Self:
        """The draft, the scheduled version and the one in force, in no order."""
        state = TreeVersion.State
        return self.filter(state__in=[state.DRAFT, state.SCHEDULED, state.PUBLISHED]).order_by()

    def draft_or_live(self) -> "TreeVersion | None":
        """Return the draft of a tree, else the version in force."""
        found = self.filter(state__in=[TreeVersion.State.DRAFT, TreeVersion.State.PUBLISHED])
        return found.order_by("state").first()  # "draft" comes before "published"


class TreeVersion(models.Model):
    """One document of a tree, with the sub-trees it jumps to as they stood at publishing.

    `revision` grows with every change of a draft, and every change names the one it saw. `cursor`
    counts the draft's changes that are in force; those after it can be done again.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SCHEDULED = "scheduled", _("scheduled")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    tree = models.ForeignKey(Tree, models.PROTECT, related_name="versions", verbose_name=_("tree"))
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    document = models.JSONField(_("document"))
    subtrees = models.JSONField(_("sub-trees"), default=dict, blank=True)
    # What its causes told customers when it was retired; of the version in force the causes say it.
    sentences = models.JSONField(default=dict, db_default={}, blank=True, editable=False)
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

    revision = models.PositiveIntegerField(_("revision"), default=0)
    cursor = models.PositiveIntegerField(default=0)
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("based on")
    )
    scheduled_for = models.DateTimeField(_("scheduled for"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("created by"),
    )  # fmt: skip
    updated_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("changed by"),
    )  # fmt: skip

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
            models.UniqueConstraint(
                fields=["tree"],
                condition=models.Q(state="draft"),
                name="tree_version_one_draft_per_tree",
            ),
            models.UniqueConstraint(
                fields=["tree"],
                condition=models.Q(state="scheduled"),
                name="tree_version_one_scheduled_per_tree",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "scheduled"])
                | models.Q(published_at__isnull=False),
                name="tree_version_published_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="scheduled") | models.Q(scheduled_for__isnull=False),
                name="tree_version_scheduled_for_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tree} {self.number}"

    @property
    def graph(self) -> Graph:
        """The version as the engine walks it, made once a process."""
        return graph_of(self.pk, self.digest)


@lru_cache(maxsize=64)
def graph_of(pk: int, digest: str) -> Graph:
    """Read and build the graph of a version; the digest tells an edited draft from its past."""
    document, subtrees = TreeVersion.objects.values_list("document", "subtrees").get(
        pk=pk, digest=digest
    )
    return Graph.from_document(document, subtrees)


class DraftChange(models.Model):
    """One change of a draft, so that it can be undone and done again, also after a reload.

    `before` and `after` hold the parts of the document that it changed, and nothing else.
    """

    version = models.ForeignKey(
        TreeVersion, models.CASCADE, related_name="changes", verbose_name=_("tree version")
    )
    place = models.PositiveIntegerField(_("place"))
    revision = models.PositiveIntegerField(_("revision"))
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    summary = models.CharField(_("summary"), max_length=300)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("changed by"),
    )  # fmt: skip
    made_at = models.DateTimeField(_("changed at"))

    class Meta:
        ordering = ["version", "place"]
        verbose_name = _("change of a draft")
        verbose_name_plural = _("changes of drafts")
        constraints = [
            models.UniqueConstraint(fields=["version", "place"], name="draft_change_place_once")
        ]

    def __str__(self) -> str:
        return self.summary
