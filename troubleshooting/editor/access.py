"""Who may see and change trees."""

from django.contrib.auth.models import User
from django.http import Http404

from troubleshooting.trees.models import Tree, TreeRight
from troubleshooting.trees.rights import Level, refuse_without, rights_of
from web.access import Given, GuardedView, Rule, SignedInRequest, View, guarded

AuthorRequest = SignedInRequest


def for_authors(view: View[Given]) -> GuardedView[Given]:
    """Let in who may see some tree; what they may do with this one, `find_tree` says."""
    return guarded(view, Rule(_sees_a_tree))


def find_tree(request: AuthorRequest, slug: str, level: str = Level.VIEW) -> Tree:
    """Raises Http404 for a tree that isn't there, PermissionDenied below the level."""
    tree = Tree.objects.filter(slug=slug).first()
    if tree is None:
        raise Http404
    refuse_without(request.user, tree, level)
    return tree


def _sees_a_tree(user: User) -> bool:
    return user.is_staff or TreeRight.objects.filter(user=user).exists()


def may_read_notes(user: User, tree: Tree) -> bool:
    """Tell whether somebody reads what agents wrote and in which case: it may name customers.

    Colleagues do, and authors, who have to close the report; who only views or translates doesn't.
    """
    return user.is_staff or rights_of(user, tree).may(Level.EDIT)
