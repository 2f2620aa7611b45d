"""What a tree asks of those who publish it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.logbook import write_log
from troubleshooting.trees.models import Tree, TreeLogEntry
from troubleshooting.trees.publishing.services import needs_somebody_else
from troubleshooting.trees.rights import Level, refuse_without
from troubleshooting.trees.versions import find_draft

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ASKED = gettext_noop("A second person is needed to publish from now on.")
NOT_ASKED = gettext_noop("No second person is needed to publish any more.")


@transaction.atomic
def ask_for_second_person(tree: Tree, *, needed: bool, actor: "User", now: datetime) -> Tree:
    """Say whether who changed a draft may publish it; nothing changes the second time.

    Raises PermissionDenied unless the actor may publish the tree, ValidationError for somebody who
    changed the draft and would be spared the second person.
    """
    refuse_without(actor, tree, Level.PUBLISH)
    tree = Tree.objects.select_for_update(no_key=True).get(pk=tree.pk)
    if tree.needs_second_person == needed:
        return tree
    if not needed and is_held_back(tree, actor):
        raise ValidationError(
            _("You changed the draft, so somebody else has to switch this off."),
            code="second_person",
        )
    tree.needs_second_person = needed
    tree.save(update_fields=["needs_second_person"])
    summary = {"message": ASKED if needed else NOT_ASKED, "values": {}}
    difference = {"needs_second_person": needed, "after": {"summary": summary}}
    write_log(tree, TreeLogEntry.Kind.RIGHTS, actor=actor, now=now, difference=difference)
    return tree


def is_held_back(tree: Tree, user: "User") -> bool:
    """Tell whether somebody changed the draft of a tree that asks for a second person."""
    draft = find_draft(tree)
    return draft is not None and needs_somebody_else(draft, user)
