"""Who may see a page."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class SignedInRequest(HttpRequest):
    """A request of somebody who is signed in and was let in."""

    user: User
    htmx: "HtmxDetails"


Given = ParamSpec("Given")
View = Callable[Concatenate[SignedInRequest, Given], HttpResponse]
GuardedView = Callable[Concatenate[HttpRequest, Given], HttpResponse]


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
