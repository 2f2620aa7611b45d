"""The ways by which mail comes: a mailbox that is asked by IMAP, and a provider's webhook."""

from typing import Any

import pytest
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, inbound
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.mailbox import fetching
from support.mailbox.models import IncomingMail
from support.mailbox.tasks import fetch
from tests.intake.letters.writing import letter
from tests.mailbox.imap_server import mailbox

pytestmark = pytest.mark.django_db


def test_unseen_mail_is_fetched_and_then_marked(settings: Settings) -> None:
    one, two = letter("one").as_bytes(), letter("two").as_bytes()
    with mailbox(one, two) as box:
        box.seen.append(1)
        settings.MAILBOX_URL = box.url
        fetch()
        fetch()

    assert [mail.raw for mail in IncomingMail.objects.all()] == [two]
    assert box.seen == [1, 2]
    assert any("BODY.PEEK[]" in command for command in box.asked)


def test_a_flood_is_in_within_few_rounds_each_of_which_ends(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails = [letter(f"Words {number}").as_bytes() for number in range(120)]
    with mailbox(*mails) as box:
        settings.MAILBOX_URL = box.url
        assert fetching.fetch(timezone.now()) == 120
        assert fetching.fetch(timezone.now()) == 0
    assert IncomingMail.objects.count() == 120

    monkeypatch.setattr(fetching, "MOST_SECONDS", 0.0)
    with mailbox(letter("a").as_bytes(), letter("b").as_bytes()) as box:
        settings.MAILBOX_URL = box.url
        assert [fetching.fetch(timezone.now()) for _round in range(3)] == [1, 1, 0]


def test_what_could_not_be_stored_is_not_marked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any) -> None:
        raise OSError

    monkeypatch.setattr(fetching, "receive", full)
    with mailbox(letter().as_bytes()) as box:
        settings.MAILBOX_URL = box.url
        fetch()

    assert box.seen == []


def test_a_mailbox_that_refuses_names_nobody(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with mailbox(letter().as_bytes()) as box:
        settings.MAILBOX_URL = box.url.replace("secret", "wrong")
        fetch()

    assert "can't be read" in caplog.text
    assert "wrong" not in caplog.text
    assert not IncomingMail.objects.exists()


@pytest.mark.parametrize("url", ["", "imap://u:p@127.0.0.1:1/INBOX"])
def test_without_a_mailbox_or_with_a_dead_one_nothing_happens(settings: Settings, url: str) -> None:
    settings.MAILBOX_URL = url

    fetch()

    assert not IncomingMail.objects.exists()


def test_a_providers_webhook_brings_mail_once_with_the_same_by_imap(settings: Settings) -> None:
    raw = letter("款还没有到账").as_bytes()
    message = AnymailInboundMessage.parse_raw_mime_bytes(raw)
    message.envelope_recipient = "support@casewalk.example"
    event = AnymailInboundEvent(event_type="inbound", message=message)

    inbound.send(sender=object, event=event, esp_name="Test")
    with mailbox(raw) as box:
        settings.MAILBOX_URL = box.url
        fetch()

    assert IncomingMail.objects.get().recipient == "support@casewalk.example"
