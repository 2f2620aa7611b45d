"""Who may see and change trees."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from troubleshooting.trees.models import Tree, TreeRight
from troubleshooting.trees.rights import Level, refuse_without, rights_of

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class AuthorRequest(HttpRequest):
    """A request of somebody who is signed in and may see trees."""

    user: User
    htmx: "HtmxDetails"


Given = ParamSpec("Given")


def for_authors(
    view: Callable[Concatenate[AuthorRequest, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """Let in who may see some tree; what they may do with this one, `find_tree` says.

    Strangers are sent to the sign-in page, everybody else is refused. No cache keeps the page.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or not (user.is_staff or _has_right(user)):
            raise PermissionDenied
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return never_cache(login_required(guarded))


def find_tree(request: AuthorRequest, slug: str, level: str = Level.VIEW) -> Tree:
    """Raises Http404 for a tree that isn't there, PermissionDenied below the level."""
    tree = Tree.objects.filter(slug=slug).first()
    if tree is None:
        raise Http404
    refuse_without(request.user, tree, level)
    return tree


def _has_right(user: User) -> bool:
    return TreeRight.objects.filter(user=user).exists()


def may_read_notes(user: User, tree: Tree) -> bool:
    """Tell whether somebody reads what agents wrote and in which case: it may name customers.

    Colleagues do, and authors, who have to close the report; who only views or translates doesn't.
    """
    return user.is_staff or rights_of(user, tree).may(Level.EDIT)
