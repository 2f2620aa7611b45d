"""Who may sit at the desk."""

from functools import wraps

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from troubleshooting.trees.models import TreeRight
from web.access import Given, GuardedView, SignedInRequest, View, guarded

AgentRequest = SignedInRequest


def for_agents(view: View[Given]) -> GuardedView[Given]:
    """Let agents in; a page with customers' data is kept by no cache."""
    return guarded(view, _is_agent)


def authors_to_their_trees(view: GuardedView[Given]) -> GuardedView[Given]:
    """Lead whoever works on trees and not at the desk to the trees: signing in ends here."""

    @wraps(view)
    def led_view(
        request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs
    ) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and not user.is_staff and is_author(user):
            return redirect("trees")
        return view(request, *args, **kwargs)

    return led_view


def is_author(user: User) -> bool:
    return TreeRight.objects.filter(user=user).exists()


def _is_agent(user: User) -> bool:
    return user.is_staff
