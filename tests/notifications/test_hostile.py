"""Hostile words come out right or are refused with a sentence; no mail breaks, nothing hangs."""

import unicodedata
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage

import pytest
from django.core.exceptions import ValidationError

from support.notifications.models import Reason
from support.notifications.transports.base import Outgoing, TransportError
from support.notifications.transports.composing import compose_mail
from support.notifications.words.cleaning import HIDDEN as HIDDEN_CATEGORIES
from support.notifications.words.cleaning import JOINERS, clean_context
from support.notifications.words.events import EVENTS
from support.notifications.words.filling import worded
from support.notifications.words.mail_page import html_of
from support.notifications.words.rendering import Rendered, render_file
from support.notifications.words.rules import MOST_SEGMENTS, Draft, check_wording, tidied
from support.notifications.words.sample_values import sample_words
from support.notifications.words.segments import count_segments
from tests.ending import computes
from tests.every import every
from tests.notifications import hostile
from tests.notifications.mail_linter import complaints
from tests.notifications.outgoing import make_outgoing
from tests.notifications.reading import read_mail

EVENTS_WITH_FREE_WORDS = {
    "agent-reply": "en", "incident-opened": "zh-hans", "step-needs-you": "en",
    "guide-published": "zh-hans", "contact-code": "en",
}  # fmt: skip
HEADERS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Reply-To", "Date", "Message-ID",
    "In-Reply-To", "References", "Auto-Submitted", "X-Auto-Response-Suppress",
}  # fmt: skip


def named(inputs: dict[str, str]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return every("value", inputs.values(), inputs)


def words_of(event: str, language: str, value: str) -> dict[str, str]:
    """The words of an event, with the value in all of them that are no links."""
    words = sample_words(event, language)
    return {name: word if name.endswith("_url") else value for name, word in words.items()}


def check_mail(rendered: Rendered) -> None:
    """What every mail must be, whatever its words are."""
    content = compose_mail(_outgoing(rendered)).content
    mail = read_mail(content)

    assert set(mail.keys()) <= HEADERS
    assert len(mail.keys()) == len(set(mail.keys()))
    assert str(mail["To"]) == "li@example.test"
    assert " ".join(str(mail["Subject"]).split()) == " ".join(rendered.subject.split())
    assert body_of(mail, "plain") == rendered.text.splitlines()
    assert body_of(mail, "html") == rendered.html.splitlines()
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    assert set(complaints(rendered.html)) <= {"too large"}  # of which programs show a part
    assert hidden_in(rendered.subject + rendered.text + rendered.html) == []


def body_of(mail: EmailMessage, kind: str) -> list[str]:
    part = mail.get_body((kind,))
    assert part is not None
    return part.get_content().splitlines()


def _outgoing(rendered: Rendered) -> Outgoing:
    return make_outgoing(subject=rendered.subject, text=rendered.text, html=rendered.html)


def hidden_in(text: str) -> list[str]:
    return [
        f"U+{ord(char):04X}"
        for char in set(text) - set(JOINERS) - {"\n"}
        if unicodedata.category(char) in HIDDEN_CATEGORIES
    ]


@every("event, language", EVENTS_WITH_FREE_WORDS.items())
@named(hostile.VALUES)
def test_hostile_words_make_a_right_message(value: str, event: str, language: str) -> None:
    with computes():
        words = clean_context(event, words_of(event, language, value))
        mail = render_file(event, "email", language, words)
        sms = render_file(event, "sms", language, words)
        check_mail(mail)

    assert "\n" not in mail.subject + sms.text
    assert len(mail.subject) <= 200
    assert len(mail.html) < 250_000
    assert hidden_in(sms.text) == []
    assert sms.segments == count_segments(sms.text) <= MOST_SEGMENTS


@named(hostile.SCRIPTS)
def test_a_name_in_any_script_is_written_as_its_owner_writes_it(value: str) -> None:
    words = clean_context("solution", {"customer_name": value})

    if value.startswith("🏴"):
        assert words["customer_name"] == "🏴"  # the tags behind it can hide words
    else:
        assert words["customer_name"] == value[:60]
    assert words["customer_name"] in render_file("solution", "email", "en", words).text


@named(hostile.ADVERTS)
def test_a_name_that_advertises_is_left_out(value: str) -> None:
    words = clean_context("case-opened", {"customer_name": value})

    assert words["customer_name"] == ""
    assert render_file("case-opened", "email", "en", words).text.startswith("Hello,\n")


@every("name", ["payment", "amount"])
@every(
    "value",
    [
        value
        for name, value in hostile.ADVERTS.items()
        if "number" not in name and "微信" not in value
    ],
)
def test_what_a_stranger_may_write_of_a_payment_carries_no_link(name: str, value: str) -> None:
    assert clean_context("case-opened", {name: value})[name] == ""


@named(hostile.URLS)
@pytest.mark.parametrize("name", ["status_url", "survey_url", "unsubscribe_url"])
def test_an_address_that_is_none_is_no_button(name: str, value: str) -> None:
    context = sample_words("survey", "en") | {"unsubscribe_url": ""}
    words = clean_context("survey", context | {name: value})

    rendered = render_file("survey", "email", "en", words)

    assert words.get(name, "") == ""
    assert "evil" not in rendered.html
    check_mail(rendered)


@named(hostile.ADDRESSES)
def test_an_impossible_address_is_refused_with_a_sentence(value: str) -> None:
    with computes(), pytest.raises(TransportError) as refused:
        compose_mail(make_outgoing(address=value))

    assert refused.value.reason == Reason.NO_ADDRESS
    assert refused.value.permanent
    assert " " in refused.value.words
    assert value == "" or value not in refused.value.words


def test_domains_that_look_alike_go_out_as_what_they_are() -> None:
    """ "раypal" with Cyrillic letters is another domain than the Latin one, and goes to it."""
    content = compose_mail(make_outgoing(address="mock@раypal.test")).content

    assert message_from_bytes(content)["To"] == "mock@xn--ypal-43d9g.test"


@named(hostile.VALUES)
@pytest.mark.parametrize("channel", ["email", "sms"])
def test_an_override_of_hostile_words_is_refused_with_sentences_or_makes_a_right_message(
    value: str, channel: str
) -> None:
    body = f"{value}\n{{reference}} {{status_url}}"
    draft = tidied(Draft("solution", "en", channel, f"[{{reference}}] {value[:150]}", body))
    words = clean_context("solution", sample_words("solution", "en"))
    with computes():
        try:
            check_wording(draft)
        except ValidationError as refused:
            sentences = [sentence for found in refused.message_dict.values() for sentence in found]
            assert sentences
            assert all(sentence[0].isprintable() for sentence in sentences)
            assert all(sentence.endswith((".", ")", "?")) for sentence in sentences)
            assert all(len(sentence) < 300 for sentence in sentences)
            assert hidden_in("".join(sentences)) == []
            return
        message = worded(draft, words)
    assert message is not None
    if channel == "email":
        html = html_of(message, "en")
        check_mail(Rendered(message.subject[:200], f"{message.text}\n", html))
    else:
        assert count_segments(message.text) <= MOST_SEGMENTS


@named(hostile.VALUES)
def test_hostile_words_in_an_override_stay_words(value: str) -> None:
    draft = Draft(
        "agent-reply", "en", "email", "[{reference}] News", "{reply}\n{reference} {payment}"
    )
    with computes():
        words = clean_context("agent-reply", words_of("agent-reply", "en", value))
        message = worded(draft, words)
        if message is None:
            assert "" in (words["reply"], words["reference"])
            return
        html = html_of(message, "en")
        check_mail(Rendered(message.subject[:200], f"{message.text}\n", html))


def test_there_are_more_than_two_hundred_hostile_inputs() -> None:
    inputs = [*hostile.VALUES.values(), *hostile.ADVERTS.values(), *hostile.URLS.values(),
        *hostile.ADDRESSES.values()]  # fmt: skip

    assert len(set(inputs)) > 200
    assert set(EVENTS_WITH_FREE_WORDS) <= set(EVENTS)
