"""What is previewed is what is sent, byte by byte: every event, way and language."""

from dataclasses import replace

import pytest

from support.customers.models import Language
from support.guidance.outcomes.applying import message_as_read
from support.notifications.addresses.unsubscribing import unsubscribe_url
from support.notifications.delivery.preparing import prepare
from support.notifications.models import Channel
from support.notifications.showing import as_it_would_leave
from support.notifications.words.events import EVENTS
from support.notifications.words.rendering import Rendered
from support.notifications.words.sample_values import SAMPLES, sample_words
from tests.brand.making import enter
from tests.notifications.making import make_customer, make_notification, send

pytestmark = pytest.mark.django_db
LOCALES = {Language.ENGLISH: "en-GB", Language.CHINESE: "zh-CN"}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("event", EVENTS)
def test_what_is_previewed_is_what_is_sent(event, channel, language):
    enter("all", name="Harbourlight", reply_address="help@harbour.test", postal_address="1 Quay")
    customer = make_customer(locale=LOCALES[language])
    words = sample_words(event, language)
    row = make_notification(customer, event=event, channel=channel, context=words, thread="")
    link = "" if EVENTS[event].is_essential else unsubscribe_url(customer.pk)
    asked = {**words, "unsubscribe_url": link}

    previewed = message_as_read(event, channel, language, asked, address=row.address)
    waiting = as_it_would_leave(row)
    leaving = prepare(row)

    assert waiting == without_code(leaving.rendered)
    assert (previewed.subject, previewed.text, previewed.html, previewed.segments) == (
        leaving.rendered.subject, leaving.rendered.text, leaving.rendered.html, waiting.segments,
    )  # fmt: skip
    assert "Harbourlight" in previewed.text


def without_code(words: Rendered) -> Rendered:
    """Return words as we may read them: a code is its customer's alone, all else is as it goes."""
    subject, text, html = (
        part.replace(SAMPLES["code"].english, "••••••")
        for part in (words.subject, words.text, words.html)
    )
    return replace(words, subject=subject, text=text, html=html)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("channel", Channel)
def test_the_code_that_we_do_not_read_is_in_what_leaves(channel, language):
    words = sample_words("contact-code", language)
    row = make_notification(event="contact-code", channel=channel, context=words, thread="")

    assert words["code"] in prepare(row).rendered.text
    assert words["code"] not in repr(as_it_would_leave(row))


def test_what_was_sent_is_kept_as_it_was_previewed():
    enter("all", name="Harbourlight", phone="95588")
    row = make_notification(make_customer())
    waiting = as_it_would_leave(row)

    sent = send(row)

    assert (sent.subject, sent.text, sent.html) == (waiting.subject, waiting.text, waiting.html)
