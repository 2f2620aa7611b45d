"""What there is not: said to agents in their frame, to everybody else in the name they know."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from config.strangers.refusals import refused


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere. Customers mistype theirs too, and know no desk."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return render(request, "404.html", status=404)
    return refused(
        request,
        404,
        "not_found",
        title=_("There is nothing here"),
        sentence=_("The address may be mistyped. Please open the link in our message again."),
    )
