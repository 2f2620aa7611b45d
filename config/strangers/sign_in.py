"""How often somebody may try a password: a stranger soon has to wait, the owner does not.

axes keeps the failures; it knows one limit, and here are four:

- a browser in which this account was signed in before is counted by itself. Nobody else can use
  it up, so the owner gets in while the whole world tries their name;
- anybody else by account and address;
- an address over all accounts;
- an account over all addresses, but for those that it was signed in from lately.

The first is what OWASP calls a device cookie. Who has to wait is not told whether the password
was right.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from config.strangers.refusals import refused

WINDOW: timedelta = settings.AXES_COOLOFF_TIME
OWN_FAILURES = 10
FAILURES_OF_AN_ADDRESS = 50
FAILURES_OF_AN_ACCOUNT = 50
LATELY = timedelta(days=30)
LONGEST_NAME = 255

DEVICE = "device"
DEVICE_LIFETIME = timedelta(days=180)


class SignInLimits(AxesDatabaseHandler):
    """axes' handler over its own tables; AXES_FAILURE_LIMIT is 1, see `get_failures`."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """Return 1 where somebody has to wait, else 0."""
        name, address = account_of(request, credentials), request.axes_ip_address
        failed = AccessAttempt.objects.filter(attempt_time__gte=request.axes_attempt_time - WINDOW)
        own, here = failed.filter(username=name), failed.filter(ip_address=address)
        if device := _device_of(request, name):
            request.axes_user_agent = device  # what axes stores a failure under
            return int(_sum(own.filter(user_agent=device)) >= OWN_FAILURES)
        limits = [(own & here, OWN_FAILURES), (here, FAILURES_OF_AN_ADDRESS)]
        since = request.axes_attempt_time - LATELY
        known = AccessLog.objects.filter(username=name, ip_address=address, attempt_time__gte=since)
        if not known.exists():
            limits.append((own, FAILURES_OF_AN_ACCOUNT))
        return int(any(_sum(attempts) >= most for attempts, most in limits))


def account_of(request: Any, credentials: dict[str, Any] | None = None) -> str:
    """Return the name that somebody signs in with, as axes' tables can hold it."""
    given = credentials.get("username") if credentials else request.POST.get("username")
    return (given or "").replace("\0", "")[:LONGEST_NAME]


class KnownBrowsers:
    """Let a browser be known once somebody has signed in there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if name := getattr(request, "signed_in_as", ""):
            response.set_cookie(
                DEVICE,
                signing.dumps([name, secrets.token_urlsafe(9)], salt=DEVICE),
                max_age=DEVICE_LIFETIME,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response


def remember_browser(request: HttpRequest | None, user: User, **_signal: object) -> None:
    """Have the answer to a sign-in make the browser known, unless it is already."""
    if request is not None and not _device_of(request, user.get_username()):
        request.signed_in_as = user.get_username()  # type: ignore[attr-defined]


def _device_of(request: Any, name: str | None) -> str:
    """Return what stands for a browser in which this account was signed in before, or ""."""
    try:
        owner, device = signing.loads(
            request.COOKIES.get(DEVICE, ""), salt=DEVICE, max_age=DEVICE_LIFETIME
        )
    except signing.BadSignature:
        return ""
    return f"{DEVICE}:{device}" if owner == name else ""


def _sum(attempts: Any) -> int:
    return attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0


def tell_to_wait(request: HttpRequest, *_axes: object) -> HttpResponse:
    """Answer in place of whatever an attempt that axes held up came to."""
    response = refused(
        request,
        429,
        "too_many_attempts",
        title=_("Too many attempts to sign in"),
        sentence=_("Please wait a quarter of an hour, then try again."),
    )
    response["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response
