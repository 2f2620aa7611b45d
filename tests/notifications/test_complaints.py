"""Feedback reports (RFC 5965): true ones, hidden ones, and ones about nothing of ours."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.intake.letters.reports import take_bounce
from support.mailbox import sandbox
from support.mailbox.reading.mail import read_mail
from support.notifications.addresses.mail_ids import bounce_address_of
from support.notifications.models import Channel, Notification, State, Suppression
from support.notifications.returns.bounces import Taken
from tests.notifications.making import make_notification

pytestmark = pytest.mark.django_db

REPORT = """\
From: <feedback@provider.example>
Date: {date}
Subject: FW: Your payout
To: <abuse@casewalk.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {type}
User-Agent: Provider/1.0
Version: 1
Original-Rcpt-To: {recipient}
Original-Mail-From: {path}

--b
Content-Type: message/rfc822

From: Casewalk <support@casewalk.example>
To: {recipient}
Message-ID: {message_id}
Subject: Your payout

Hello
--b--
"""


@pytest.fixture(autouse=True)
def read_here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BOUNCE_DOMAIN = "bounce.casewalk.example"
    monkeypatch.setattr(sandbox, "read", read_mail)


def complaint(row: Notification, **overrides: str) -> bytes:
    values = {
        "recipient": row.address, "type": "abuse", "path": "<someone@else.test>",
        "message_id": row.message_id, "date": format_datetime(timezone.now()),
    }  # fmt: skip
    return REPORT.format(**values | overrides).encode()


def is_suppressed(row: Notification) -> bool:
    held = Suppression.objects.holding(Channel.EMAIL, row.address)
    return held.filter(why=Suppression.Why.COMPLAINED).exists()


@pytest.fixture
def row() -> Notification:
    return make_notification(state=State.DELIVERED, sent_at=timezone.now() - timedelta(hours=1))


def test_whoever_complains_is_written_to_no_more(row: Notification) -> None:
    assert take_bounce(complaint(row), timezone.now()) == Taken.COMPLAINED

    assert is_suppressed(row)
    assert Notification.objects.get(pk=row.pk).state == State.DELIVERED


def test_a_provider_that_hides_who_complained_is_understood(row: Notification) -> None:
    path = f"<{bounce_address_of(str(row.pk))}>"
    raw = complaint(row, recipient="[redacted]", message_id="<hidden>", path=path)

    assert take_bounce(raw, timezone.now()) == Taken.COMPLAINED

    assert is_suppressed(row)


@pytest.mark.parametrize(
    "overrides",
    [
        {"message_id": "<00000000-0000-4000-8000-000000000000@casewalk.example>"},
        {"message_id": "<hidden>"},
        {"recipient": "somebody@else.test"},
        {"type": "not-spam"},
        {"type": "auth-failure"},
        {"type": "virus"},
    ],
)
def test_what_is_no_complaint_about_this_mail_changes_nothing(
    row: Notification, overrides: dict[str, str]
) -> None:
    assert take_bounce(complaint(row, **overrides), timezone.now()) == Taken.NO_NEWS

    assert not Suppression.objects.exists()
