"""What payment systems said of a customer's payments in words of their own, which may name them."""

from django.utils.translation import gettext_lazy as _

from support.lead.privacy.holding import Holding
from support.operations.money.models import MoneyStep
from support.payments.models import PaymentStatus
from support.sources.models import LookUp

SAID_BY_SOURCES = (
    Holding(
        _("Statuses of payments: the source's words"),
        lambda person: PaymentStatus.objects.filter(payment__in=person.payments),
        {"message": ""},
        ("payments.PaymentStatus:payment_status_unchanged",),
    ),
    Holding(
        _("Look-ups: the source's words"),
        lambda person: LookUp.objects.filter(payment__in=person.payments),
        {"words": ""},
    ),
    Holding(
        _("Payments sent again or given back: the source's words"),
        lambda person: MoneyStep.objects.filter(payment__in=person.payments),
        {"words": ""},
    ),
)
