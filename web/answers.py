"""Answers to a change: that it is not made, and the page to which it leads back."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

REFUSED = 422
CONFLICT = 409


def way_back(request: HttpRequest) -> str:
    """Return the page of ours that a form names as `next`, else the first one of all."""
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else "/"
