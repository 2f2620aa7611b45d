"""Taking in a whole document: read strictly, shown before anything is stored, then all or nothing.

What comes in becomes the draft of a tree, never what agents walk; undo has back what was there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from troubleshooting.causes.models import Cause
from troubleshooting.trees.comparing.changes import Change
from troubleshooting.trees.comparing.documents import compare
from troubleshooting.trees.documents.format import LENGTH_LIMIT, SLUG
from troubleshooting.trees.documents.yaml_text import digest
from troubleshooting.trees.drafts.services import create_tree, open_draft, replace_document
from troubleshooting.trees.drafts.storing import as_validation_error
from troubleshooting.trees.exchange.parsing import read_document
from troubleshooting.trees.models import Tree, TreeVersion
from troubleshooting.trees.publishing.freezing import present_catalogue
from troubleshooting.trees.rights import Level, refuse_without
from troubleshooting.trees.validation.document import validate
from troubleshooting.trees.validation.problems import Problem, Severity
from troubleshooting.trees.validation.soundness import Refused, refuse_unsound_document
from troubleshooting.trees.versions import base_of, find_draft

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NOTHING: Mapping[str, Any] = {"nodes": []}


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do. `base` is the draft that it replaces, else the version in force.

    `tree` is None for a new tree. `other_slug` is the name that the document came with, if that
    is another than its tree's; it then has the tree's name, and imports only if `keeps_slug`.
    """

    document: dict[str, Any]
    tree: Tree | None
    base: TreeVersion | None
    problems: tuple[Problem, ...]
    other_slug: str = ""
    keeps_slug: bool = False

    @property
    def is_new(self) -> bool:
        return self.tree is None

    @property
    def draft(self) -> TreeVersion | None:
        """The draft that is replaced, if there is one."""
        is_draft = self.base is not None and self.base.state == TreeVersion.State.DRAFT
        return self.base if is_draft else None

    @property
    def version(self) -> int | None:
        """What names the base; to be said again, with `seen`, when the plan is carried out."""
        return self.base.pk if self.base else None

    @property
    def seen(self) -> int:
        return self.base.revision if self.base else 0

    @property
    def before(self) -> Mapping[str, Any]:
        return self.base.document if self.base else NOTHING

    @property
    def changes_nothing(self) -> bool:
        return bool(self.before == self.document)

    @cached_property
    def digest(self) -> str:
        return digest(self.document)

    @property
    def errors(self) -> list[Problem]:
        """What will block publishing; it does not block importing."""
        return [problem for problem in self.problems if problem.severity == Severity.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == Severity.WARNING]

    @cached_property
    def changes(self) -> list[Change]:
        """What differs from the base; each change says itself in words."""
        return compare(self.before, self.document, causes=Cause.names())


def plan_import(
    content: bytes | str, *, tree: Tree | None, actor: "User | None", keeps_slug: bool = False
) -> ImportPlan:
    """Say what importing a text would do, and store nothing; without a tree it makes a new one.

    Raises DocumentError if it can't be read, and what `plan_document` raises.
    """
    return plan_document(read_document(content), tree=tree, actor=actor, keeps_slug=keeps_slug)


def plan_document(
    document: Mapping[str, Any],
    *,
    tree: Tree | None,
    actor: "User | None",
    keeps_slug: bool = False,
) -> ImportPlan:
    """Say what importing a document would do, and store nothing.

    Raises ValidationError for what no draft can hold and for a new tree whose name is taken,
    PermissionDenied for those who may not make the tree, or not edit it.
    """
    slug = document.get("slug")
    content = dict(document)
    if tree is None:
        _refuse_new(slug, document.get("title"), actor)
    else:
        refuse_without(actor, tree, Level.EDIT)
        content["slug"] = tree.slug
    try:
        refuse_unsound_document(content, content["slug"])
    except Refused as refused:
        raise as_validation_error(refused) from refused
    return ImportPlan(
        document=content,
        tree=tree,
        base=_base(tree) if tree else None,
        problems=tuple(validate(content, present_catalogue())),
        other_slug="" if slug == content["slug"] else str(slug)[:LENGTH_LIMIT],
        keeps_slug=keeps_slug,
    )


@transaction.atomic
def import_draft(
    plan: ImportPlan,
    *,
    seen: int,
    actor: "User | None",
    now: datetime,
    version: int | None = None,
) -> TreeVersion:
    """Make the planned document the draft of its tree, making the tree if it is new.

    `seen` is the revision of the base that somebody looked at, `version` which base that was, if
    it may be another than the plan's by now. Raises StaleDraft, or ValidationError with code
    "other_draft", if that isn't what the document would replace, ValidationError if the document
    is of another tree or the name was taken meanwhile, PermissionDenied without the right.
    """
    if plan.tree is None:
        title = plan.document["title"]
        draft = create_tree(plan.document["slug"], title, actor=actor, now=now)
        return replace_document(draft, plan.document, seen=0, actor=actor, now=now)
    if plan.other_slug and not plan.keeps_slug:
        raise ValidationError(
            _("The document belongs to another tree than “%(slug)s”."),
            code="other_slug",
            params={"slug": plan.tree.slug},
        )
    if version is not None and version != plan.version:
        raise _other_draft()
    draft = open_draft(plan.tree, actor=actor, now=now)
    if draft.pk != plan.version:
        is_from_base = draft.based_on_id == plan.version and seen == plan.seen
        if not is_from_base:
            raise _other_draft()
        seen = 0
    return replace_document(draft, plan.document, seen=seen, actor=actor, now=now)


def _refuse_new(slug: Any, title: Any, actor: "User | None") -> None:
    if actor is not None and not actor.has_perm("trees.add_tree"):
        raise PermissionDenied
    if not isinstance(slug, str) or len(slug) > LENGTH_LIMIT or not SLUG.fullmatch(slug):
        message = _("“slug” must be small letters, digits and hyphens.")
        raise ValidationError(message, code="bad_slug")
    if not isinstance(title, Mapping) or not any(title.values()):
        raise ValidationError(_("Please give the tree a title."), code="no_title")
    if Tree.objects.filter(slug=slug).exists():
        raise ValidationError(
            _("There is a tree “%(slug)s” already."), code="slug_taken", params={"slug": slug}
        )


def _base(tree: Tree) -> TreeVersion | None:
    return find_draft(tree) or base_of(tree)


def _other_draft() -> ValidationError:
    return ValidationError(
        _("The tree was changed meanwhile, so nothing was imported."), code="other_draft"
    )
