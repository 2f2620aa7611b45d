"""What all addresses of trees share: who may come in, what they find, and how they are refused."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError as BrokenRule
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, serializers, status
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from troubleshooting.editor.api.bodies import LARGEST_NUMBER, TreeJSONParser
from troubleshooting.editor.api.shapes import ConflictSerializer
from troubleshooting.trees.editing.rebasing import StaleDraft
from troubleshooting.trees.models import Tree, TreeRight, TreeVersion
from troubleshooting.trees.rights import Level, refuse_without
from troubleshooting.trees.versions import find_draft
from web.access import By, by, user_of

State = TreeVersion.State
# Names of versions that stay the same while their numbers grow.
NAMES = {"draft": State.DRAFT, "live": State.PUBLISHED, "scheduled": State.SCHEDULED}
GONE = ("no_draft", "other_draft", "not_scheduled")


class Stale(exceptions.APIException):
    """Somebody changed it meanwhile; nothing was done."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "stale"
    default_detail = gettext_lazy(
        "Somebody changed the same meanwhile. Nothing was stored; both texts are in “conflicts”."
    )


class MaySeeTrees(BasePermission):
    """Staff see every tree; others those that a right names."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        user = request.user
        if not isinstance(user, User) or not user.is_active:
            return False
        return user.is_staff or TreeRight.objects.filter(user=user).exists()


class TreeAccess(APIView):
    """A view of one tree, or of all; refusals name the field, conflicts both texts."""

    permission_classes = (MaySeeTrees,)
    parser_classes: Sequence[type[BaseParser]] = (TreeJSONParser,)

    def find_tree(self, slug: str, level: str = Level.VIEW) -> Tree:
        """Raises NotFound for a tree that isn't there, PermissionDenied below the level."""
        tree = Tree.objects.filter(slug=slug).first()
        if tree is None:
            raise exceptions.NotFound
        refuse_without(self.user, tree, level)
        return tree

    def find_version(self, tree: Tree, name: str) -> TreeVersion:
        """Return a version by its number, or as `draft`, `live` or `scheduled`."""
        versions = tree.versions.select_related("published_by", "updated_by", "created_by")
        if name in NAMES:
            found = versions.in_state(NAMES[name])
        else:
            found = versions.filter(number=_number(name)).first()
        if found is None:
            raise exceptions.NotFound(_("This tree has no such version."))
        found.tree = tree
        return found

    def find_present(self, tree: Tree, name: str) -> TreeVersion:
        """Return the version that is named; without a name the draft, else the one in force."""
        if name:
            return self.find_version(tree, name)
        return find_draft(tree) or self.find_version(tree, "live")

    def find_draft(self, tree: Tree) -> TreeVersion:
        draft = find_draft(tree)
        if draft is None:
            raise exceptions.NotFound(_("This tree has no draft. POST to this address opens one."))
        return draft

    def find_seen_draft(self, tree: Tree, given: dict[str, Any]) -> TreeVersion:
        """Return the draft that was seen. Raises Stale for another one than `opened_at` names."""
        draft = self.find_draft(tree)
        refuse_other_draft(draft, given["opened_at"])
        return draft

    @property
    def user(self) -> User:
        return user_of(self.request)

    @property
    def by(self) -> By:
        return by(self.user)

    def handle_exception(self, exc: Exception) -> Response:
        """Send both texts along with a conflict, and the revision to look at before a next try."""
        if isinstance(exc, StaleDraft):
            response = super().handle_exception(Stale())
            conflicts = ConflictSerializer(exc.conflicts, many=True).data
            response.data = {
                **response.data, "revision": exc.draft.revision, "conflicts": conflicts
            }  # fmt: skip
            return response
        if isinstance(exc, BrokenRule):
            return super().handle_exception(_as_refusal(exc))
        return super().handle_exception(exc)


def refuse_other_draft(draft: TreeVersion | None, opened_at: datetime | None) -> None:
    """Raise Stale unless the draft is the one that was seen; None stands for no draft.

    Raises ValidationError for a draft of which nobody said that it was seen.
    """
    if draft is not None and opened_at is None:
        message = _("This field is required.")
        raise serializers.ValidationError({"opened_at": [message]}, code="required")
    if opened_at != (draft.created_at if draft else None):
        raise Stale(
            _("The draft that you saw was published or thrown away meanwhile."), code="other_draft"
        )


def _as_refusal(broken: BrokenRule) -> Exception:
    code = getattr(broken, "code", None)
    if code == "unknown_revision":
        return serializers.ValidationError({"seen": broken.messages}, code=code)
    if code in GONE:
        return Stale(broken.messages[0], code=code)
    return broken


def _number(text: str) -> int:
    """Return the number that a text writes; 0, which no version has, for what is none."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_NUMBER))
    return int(text) if is_number and int(text) <= LARGEST_NUMBER else 0
