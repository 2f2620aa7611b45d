"""Names of payments that look like what may not be kept, asked for one by one."""

from support.payments.models import Payment, PaymentReference


class OurNames:
    """Holds a text if some payment goes by it. Asked only of what looks like a card's number."""

    def __contains__(self, name: object) -> bool:
        return (
            Payment.objects.filter(reference=name).exists()
            or PaymentReference.objects.filter(value=name).exists()
        )
