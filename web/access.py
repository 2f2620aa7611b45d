"""Who may see a page, and who does something."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypedDict

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails
    from rest_framework.request import Request


class SignedInRequest(HttpRequest):
    """A request of somebody who is signed in and was let in."""

    user: User
    htmx: "HtmxDetails"


class By(TypedDict):
    """Who does something, and when: what services want to know of every deed."""

    actor: User
    now: datetime


Given = ParamSpec("Given")
View = Callable[Concatenate[SignedInRequest, Given], HttpResponse]
GuardedView = Callable[Concatenate[HttpRequest, Given], HttpResponse]


def by(user: User) -> By:
    return By(actor=user, now=timezone.now())


def user_of(request: "Request") -> User:
    """Return who asks the API something that its permission lets nobody do without signing in."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def guarded(view: View[Given], may_enter: Callable[[User], bool]) -> GuardedView[Given]:
    """Send strangers to the sign-in page and refuse who may not enter."""

    @wraps(view)
    def guarded_view(
        request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs
    ) -> HttpResponse:
        if not isinstance(request.user, User) or not may_enter(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return login_required(guarded_view)
