"""What a tree asks of those who publish it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from troubleshooting.checks.text import gettext_noop
from troubleshooting.trees.logbook import write_log
from troubleshooting.trees.models import Tree, TreeLogEntry
from troubleshooting.trees.rights import Level, refuse_without

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ASKED = gettext_noop("A second person is needed to publish from now on.")
NOT_ASKED = gettext_noop("No second person is needed to publish any more.")


@transaction.atomic
def ask_for_second_person(tree: Tree, *, needed: bool, actor: "User", now: datetime) -> Tree:
    """Say whether who changed a draft may publish it; nothing changes the second time.

    Raises PermissionDenied unless the actor may publish the tree.
    """
    refuse_without(actor, tree, Level.PUBLISH)
    tree = Tree.objects.select_for_update(no_key=True).get(pk=tree.pk)
    if tree.needs_second_person == needed:
        return tree
    tree.needs_second_person = needed
    tree.save(update_fields=["needs_second_person"])
    summary = {"message": ASKED if needed else NOT_ASKED, "values": {}}
    difference = {"needs_second_person": needed, "after": {"summary": summary}}
    write_log(tree, TreeLogEntry.Kind.RIGHTS, actor=actor, now=now, difference=difference)
    return tree
