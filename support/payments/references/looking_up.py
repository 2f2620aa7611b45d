"""Finding a payment by a name that a person typed or a script sends."""

from django.db.models import QuerySet

from support.payments.models import Payment, PaymentReference
from support.payments.references.naming import usable


def payments_called(text: str) -> QuerySet[Payment]:
    """Return the payments that go by a name: our own reference, or what a bank or provider says."""
    bare = text.strip()
    payments = Payment.objects.select_related("customer", "channel").order_by("-pk")
    if not usable(bare):
        return payments.none()
    spelt = {bare, bare.upper(), bare.lower()}
    # Either by its own index: an OR would look at every payment.
    own = Payment.objects.filter(reference__in=spelt).values("pk")
    others = PaymentReference.objects.filter(value__in=spelt).values("payment")
    return payments.filter(pk__in=own.union(others))
