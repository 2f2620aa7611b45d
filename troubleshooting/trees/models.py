"""Decision trees and their versions. A version that was published never changes again."""

from functools import lru_cache
from typing import Self

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from troubleshooting.trees.documents.texts import pick
from troubleshooting.trees.graph import Graph


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


class TreeVersionQuerySet(models.QuerySet["TreeVersion"]):
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
        """The draft, the scheduled version and the one in force."""
        state = TreeVersion.State
        return self.filter(state__in=[state.DRAFT, state.SCHEDULED, state.PUBLISHED])

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
        return _graph(self.pk, self.digest)


@lru_cache(maxsize=64)
def _graph(pk: int, digest: str) -> Graph:
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
        MOVED = "moved", _("walks moved")
        ANSWERED = "answered", _("report answered")
        RIGHTS = "rights", _("rights changed")
        CAUSE = "cause", _("cause added")

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
