"""Who may sit at the desk."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class AgentRequest(HttpRequest):
    """A request of somebody who is signed in and an agent."""

    user: User
    htmx: "HtmxDetails"


Given = ParamSpec("Given")


def for_agents(
    view: Callable[Concatenate[AgentRequest, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """Let agents in, send strangers to the sign-in page and refuse everybody else.

    A page with customers' data is kept by no cache.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if not request.user.is_authenticated or not request.user.is_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return never_cache(login_required(guarded))
