"""Who may see a page, and who does something."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypedDict, TypeVar

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise

from web.carrying import carried_from, signed

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
CountedView = TypeVar("CountedView", bound=Callable[..., HttpResponse])
View = Callable[Concatenate[SignedInRequest, Given], HttpResponse]
GuardedView = Callable[Concatenate[HttpRequest, Given], HttpResponse]


def by(user: User) -> By:
    return By(actor=user, now=timezone.now())


def user_of(request: "Request") -> User:
    """Return who asks the API something that its permission lets nobody do without signing in."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


READS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Rule:
    """Who may enter a page, and who of them may change something there.

    The second is asked with what the address names. The sentences say to whoever is refused who
    may; without one every agent may enter.
    """

    may_enter: Callable[[User], bool]
    may_write: Callable[..., bool] = lambda _user, **_named: True
    refusal: str | Promise = ""
    looks_on: str | Promise = ""

    def refuse(self, user: User, method: str | None, named: Mapping[str, Any]) -> None:
        """Raise PermissionDenied for who may not."""
        if not self.may_enter(user):
            raise PermissionDenied(self.refusal)
        if method not in READS and not self.may_write(user, **named):
            raise PermissionDenied(self.looks_on)


def guarded(view: View[Given], rule: Rule) -> GuardedView[Given]:
    """Let strangers sign in, with what they typed, and refuse whom the rule does."""

    @wraps(view)
    def guarded_view(
        request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs
    ) -> HttpResponse:
        if not request.user.is_authenticated:
            return _signed_out(request)
        assert isinstance(request.user, User)  # noqa: S101 - there are no others
        rule.refuse(request.user, request.method, kwargs)
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    guarded_view.rule = rule  # type: ignore[attr-defined]  # for whoever asks without a request
    return guarded_view


def _signed_out(request: HttpRequest) -> HttpResponse:
    """Ask for the password: a script asks in place, a page carries on what was typed."""
    if request.htmx:  # type: ignore[attr-defined]  # the middleware sets it
        response = HttpResponse(status=401)
        response["HX-Trigger"] = "signed-out"
        return response
    carried = carried_from(request)
    if carried is None or not carried.words:
        return redirect_to_login(request.get_full_path())
    shown = {
        "form": AuthenticationForm(request),
        "next": "",
        "carried": carried,
        "carries": signed(carried),
    }
    return render(request, settings.PAGE_PARTS["sign-in"], shown, status=401)


def name_of(user: "User | None") -> str:
    """Return what somebody is called; "" for nobody."""
    return called(user.first_name, user.last_name, user.username) if user else ""


def called(first: str, last: str, username: str) -> str:
    """Return what somebody is called: a Chinese name begins with the family's and has no blank."""
    if first and last and not last.isascii():
        return f"{last}{first}"
    return f"{first} {last}".strip() or username


def initials_of(user: "User | None") -> str:
    """Return two letters for somebody; "" for nobody."""
    return initials(user.first_name, user.last_name, user.username) if user else ""


def initials(first: str, last: str, username: str) -> str:
    """Return two letters for a name; of a Chinese one the family's, for which there is room."""
    if first and last and first.isascii():
        return f"{first[0]}{last[0]}".upper()
    name = called(first, last, username)
    return name[:2].upper() if name.isascii() else name[:1]


def counted_as(scope: str) -> Callable[[CountedView], CountedView]:
    """Let what is posted to a view be counted under a name, an address by itself.

    How often it may be in a minute, or an hour, says `settings.API_RATES`.
    """

    def counted(view: CountedView) -> CountedView:
        view.counted_as = scope  # type: ignore[attr-defined]
        return view

    return counted
