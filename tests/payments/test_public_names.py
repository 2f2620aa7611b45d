"""What customers may read of a channel: never what it is called in the house."""

import re

import pytest
from django.utils import translation

from support.cases.models import CLASS_OF, Case, Status, StatusClass
from support.cases.telling.message_words import message_context
from support.customers.models import Language
from support.notifications.words.events import EVENTS
from support.notifications.words.rendering import render
from support.notifications.words.sample_values import sample_words
from support.payments.models import Channel
from support.payments.news import PaymentNews
from support.payments.routes import channel_of
from tests.factories import NOW, make_case, make_payment
from tests.portal.world import address_of
from tests.reference import load_reference
from tests.sampling import one_of_each
from troubleshooting.causes.models import SENTENCES, Cause

pytestmark = pytest.mark.django_db
INTERNAL = "acq7-cny-OUT-primary"


def born() -> Channel:
    """Return a channel that only a payment has named."""
    return channel_of(PaymentNews(channel=INTERNAL))


@pytest.mark.parametrize(
    ("language", "method", "read"),
    [
        ("en", "bank_transfer", "bank transfer"),
        ("zh-hans", "bank_transfer", "银行转账"),
        ("en", "bank_redirect", "online banking"),
        ("en", "acq7_rail", ""),
        ("en", "", ""),
    ],
)
def test_a_channel_without_a_public_name_is_called_by_the_method(language, method, read):
    with translation.override(language):
        assert born().public_name(method) == read


def test_a_public_name_is_read_in_its_language_alone():
    channel = Channel(name_en=INTERNAL, name_zh=INTERNAL, public_name_en="Bank A", method="card")

    with translation.override("en"):
        assert channel.public_name() == "Bank A"
    with translation.override("zh-hans"):
        assert channel.public_name() == "银行卡"


@pytest.mark.parametrize("language", Language.values)
def test_no_message_and_no_page_has_a_channels_internal_name(client, language):
    load_reference()
    payment = make_payment(channel=born(), method="bank_transfer", currency="CNY")
    case = make_case(payment=payment, customer=payment.customer)
    page = address_of(case)

    read = []
    for cause in one_of_each(Cause.objects.order_by("slug"), what_is_filled_in):
        context = message_context(case, now=NOW, cause=cause)
        for event in EVENTS:
            words = sample_words(event, language) | context
            for channel in ("email", "sms"):
                message = render(event, channel, language, words, address="+447700900123")
                read += [message.subject, message.text, message.html]
        Case.objects.filter(pk=case.pk).update(cause=cause)
        read.append(client.get(page, {"lang": language}).content.decode())
    for status in Status:
        ended = NOW if CLASS_OF[status] == StatusClass.DONE else None
        Case.objects.filter(pk=case.pk).update(status=status, resolved_at=ended)
        read.append(client.get(page, {"lang": language}).content.decode())

    assert len(read) > 400
    for text in read:
        assert "acq7" not in text.casefold()


def what_is_filled_in(cause: Cause) -> tuple[str, frozenset[str]]:
    """Return what a cause's sentences say of a payment: the rest is the same in every case."""
    told = " ".join(getattr(cause, column) for column in SENTENCES)
    return cause.disclosure, frozenset(re.findall(r"\{\w*\}", told))
