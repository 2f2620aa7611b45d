"""What no process may remember of somebody: they can be erased, and its memory can't be."""

import functools
import gc
import sys
from datetime import timedelta
from types import ModuleType

import pytest

from support.cases.models import Case
from support.customers.contacts import Contact
from support.guidance.reports.finding import find
from support.intake.services import Event, receive_news
from support.notifications.delivery.draining import drain
from support.payments.news import PaymentNews
from tests.factories import NOW
from tests.portal.world import address_of
from tests.reference import load_reference

pytestmark = pytest.mark.django_db
OURS = {"config", "support", "troubleshooting", "web"}
NAME, MAIL, PHONE = "Planted Person Quillfeather", "planted.quill@example.test", "+447700900777"


def remembered(cache):
    """Return every text that a cache holds, in keys and in results, however deep."""
    seen, texts, todo = set(), [], gc.get_referents(cache)
    while todo:
        one = todo.pop()
        if id(one) in seen or callable(one) or type(one) is ModuleType:
            continue
        seen.add(id(one))
        if type(one) is str:
            texts.append(one)
        todo.extend(gc.get_referents(one))
    return texts


def our_caches():
    modules = [module for name, module in sys.modules.items() if name.split(".")[0] in OURS]
    found = [one for module in modules for one in vars(module).values()]
    return {one for one in found if type(one) is functools._lru_cache_wrapper}


def test_no_cache_of_a_process_keeps_a_person_once_an_event_is_over(client, settings):
    load_reference()
    contact = Contact(name=NAME, email=MAIL, phone=PHONE, locale="en-GB")
    news = PaymentNews(
        reference="PO-777", direction="payout", status="failed", failure_scheme="iso20022",
        failure_code="AC04", amount="12.00", currency="GBP", method="bank_transfer",
        channel="demo-fps", contact=contact, occurred_at=NOW, contact_is_signed=True,
    )  # fmt: skip
    receive_news(Event("e-777"), news, now=NOW)
    drain("email")
    drain("sms")
    case = Case.objects.get(payment__reference="PO-777")
    assert client.get(address_of(case, NOW + timedelta(hours=1))).status_code == 200
    find(PHONE)

    caches = our_caches()
    known = [
        (cache.__qualname__, text)
        for cache in caches
        for text in remembered(cache)
        if any(part in text for part in (NAME, MAIL, PHONE))
    ]

    assert len(caches) > 20
    assert known == []
