"""Leaving what is not essential, by one click and without an account."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from support.customers.models import Customer


def unsubscribe_url(customer_id: int) -> str:
    """Return the customer's own signed address. It never ends, for mails are kept for years."""
    token = _signer().sign(str(customer_id))
    return settings.PUBLIC_URL + reverse("unsubscribe", args=[token])


def customer_of(token: str) -> Customer | None:
    """Return whose token it is, or None for one that is none of ours."""
    try:
        pk = _signer().unsign(token)
    except BadSignature:
        return None
    found = Customer.objects.select_related("joined_into").filter(pk=pk).first()
    return found and (found.joined_into or found)  # whoever was joined wishes as one


def _signer() -> Signer:
    return Signer(salt="unsubscribe", sep=".")
