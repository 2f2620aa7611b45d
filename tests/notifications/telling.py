"""Telling many customers the same, as tests do it."""

from decimal import Decimal

from support.cases.models import Case
from support.cases.telling.broadcasts import tell_all
from support.notifications.models import Notification
from support.notifications.outbox.broadcasts import (
    Draft,
)
from tests.factories import NOW, make_case, make_customer
from troubleshooting.causes.models import Cause

WORDS = {
    "en": {
        "incident_title": "Delayed payouts at Test Bank",
        "incident_sentence": "Test Bank is slow today. Your money is safe and stays on its way.",
        "next_update": "18:00",
    },
    "zh-hans": {
        "incident_title": "测试银行出款延迟",
        "incident_sentence": "测试银行今天处理较慢，您的资金安全，仍在途中。",
        "next_update": "18:00",
    },
}
DRAFT = Draft("incident-updated", "Test Bank is slow", WORDS, incident="INC-7")
ESSENTIAL = Draft("incident-opened", "Test Bank is slow", WORDS)


def tell(draft=DRAFT, **options):
    return tell_all(Case.objects.all(), draft, actor=None, now=NOW, **options)


def told():
    """Who was told, as (address, thread)."""
    return sorted(Notification.objects.values_list("address", "thread"))


def addresses():
    return sorted(Notification.objects.values_list("address", flat=True))


def make_listener(**overrides):
    """A customer with one case."""
    customer = make_customer(**{"phone": "", **overrides})
    return make_case(customer=customer)


def make_cause(disclosure):
    values = {"slug": f"cause-{disclosure}", "group": "account", "disclosure": disclosure}
    return Cause.objects.create(**values, typical_minutes=1, typical_share=Decimal("0.1"))
