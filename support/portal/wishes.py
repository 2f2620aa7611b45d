"""The page on which a customer leaves what is not essential, or takes it up again.

The signed address is all the permission there is: it came with a message to himself. So a mail
program may post to it by itself (RFC 8058), without a cookie to forge.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from support.customers.services import Wishes, set_wishes
from support.notifications.addresses.unsubscribing import customer_of
from support.portal.languages import chosen_language
from support.portal.views import no_page, page_in, private

ONE_CLICK = "One-Click"


@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the customer hears of; a POST changes it, and `again` takes it up again."""
    customer = customer_of(token)
    if customer is None:
        return no_page(request)
    language = chosen_language(request.GET.get("lang", ""), customer.language)
    if request.method == "POST":
        set_wishes(customer, Wishes(only_essential="again" not in request.POST))
        if request.POST.get("List-Unsubscribe") == ONE_CLICK:
            return HttpResponse(status=204)
        return redirect(f"{request.path}?lang={language}")
    with translation.override(language):
        shown = {"customer": customer, "here": request.path}
        return page_in(language, request, "portal/unsubscribe.html", shown)
