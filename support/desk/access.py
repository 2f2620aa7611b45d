"""Who may sit at the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from support.cases.models import Case
from support.staff.access import LOOKS_ON
from support.staff.standing import standing_of
from troubleshooting.trees.models import TreeRight
from web.access import Given, GuardedView, Rule, SignedInRequest, View, guarded

AgentRequest = SignedInRequest


def for_agents(view: View[Given]) -> GuardedView[Given]:
    """Let agents in; a page with customers' data is kept by no cache.

    Whoever only looks on may read: in the house, or what belongs to a team where they do.
    """
    return guarded(view, Rule(_is_agent, _may_work, looks_on=LOOKS_ON))


def for_everybody_here(view: View[Given]) -> GuardedView[Given]:
    """Let agents in, and whoever only looks on also to write: it is their own alone."""
    return guarded(view, Rule(_is_agent))


def for_holders(
    permission: str, *, to_read: bool = False
) -> Callable[[View[Given]], GuardedView[Given]]:
    """Let agents in, of whom those who hold a permission may write, or even read, there."""

    def holds(user: User, **_named: Any) -> bool:
        return user.has_perm(permission)

    def enters(user: User) -> bool:
        return user.is_staff and (not to_read or user.has_perm(permission))

    return lambda view: guarded(view, Rule(enters, holds))


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


def _may_work(user: User, reference: str = "", **_named: Any) -> bool:
    standing = standing_of(user)
    if not standing.may_work or not (standing.watched and reference):
        return standing.may_work
    theirs = Case.objects.filter(reference=reference, team__in=standing.watched)
    return not theirs.exists()
