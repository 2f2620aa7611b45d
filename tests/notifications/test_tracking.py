"""What e-mail providers report by webhook, in their own shapes, and what others make up."""

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.notifications.models import Attempt, Channel, Notification, State, Suppression
from support.notifications.outbox.suppressions import release
from tests.notifications.making import make_notification
from tests.notifications.provider_events import (
    HARD_BOUNCE,
    POSTMARK_ID,
    SIGNING_KEY,
    mailgun,
    postmark,
    sendgrid,
)

urlpatterns = [path("anymail/", include("anymail.urls"))]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls(__name__),
    pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid"),
]
SECRET = "hook:secret"


@pytest.fixture(autouse=True)
def secrets(settings: Settings) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}


def sent(**overrides: Any) -> Notification:
    """A mail that Postmark took an hour ago."""
    at = timezone.now() - timedelta(hours=1)
    values = {"state": State.SENT, "sent_at": at, "provider_id": POSTMARK_ID, "attempts": 1}
    row = make_notification(**values | overrides)
    Attempt.objects.create(notification=row, number=1, started_at=at, ended_at=at, ok=True)
    return row


def post(provider: str, payload: Any, *, secret: str = SECRET) -> int:
    response = Client(raise_request_exception=False).post(
        f"/anymail/{provider}/tracking/",
        json.dumps(payload),
        content_type="application/json",
        headers={"authorization": f"Basic {b64encode(secret.encode()).decode()}"},
    )
    return response.status_code


def now_of(row: Notification) -> Notification:
    return Notification.objects.get(pk=row.pk)


def is_suppressed(row: Notification) -> bool:
    return Suppression.objects.holding(Channel.EMAIL, row.address).exists()


def test_a_delivered_mail_is_known_to_have_arrived() -> None:
    row = sent()

    assert post("postmark", postmark("Delivery", Details="250 OK")) == 200

    assert now_of(row).state == State.DELIVERED


def test_a_hard_bounce_fails_the_mail_and_suppresses_the_address() -> None:
    row = sent()

    post("postmark", postmark("Bounce", **HARD_BOUNCE))

    after = now_of(row)
    assert (after.state, after.reason) == (State.FAILED, "no_address")
    assert is_suppressed(row)
    words = row.attempt_rows.get(ok=False).words
    assert "5.1.1" in words
    assert row.address not in words


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"Details": "smtp;552 5.2.2 mailbox full"}, "mailbox_full"),
        ({"Details": "smtp;550 5.7.1 message looks like spam"}, "blocked"),
        ({"Type": "SoftBounce", "Details": "", "Description": "Mailbox full"}, "mailbox_full"),
        ({"Type": "VirusNotification", "Details": "", "Description": "A virus"}, "refused"),
        ({"Type": "ManuallyDeactivated", "Details": "", "Description": ""}, "blocked"),
    ],
)
def test_other_bounces_fail_it_too_but_suppress_nobody(fields: dict[str, str], reason: str) -> None:
    row = sent()

    post("postmark", postmark("Bounce", **HARD_BOUNCE | fields))

    assert (now_of(row).state, now_of(row).reason) == (State.FAILED, reason)
    assert not is_suppressed(row)


def test_a_complaint_suppresses_the_address_and_the_mail_stays_delivered() -> None:
    row = sent(state=State.DELIVERED)

    post("postmark", postmark("SpamComplaint", Type="SpamComplaint", Description="Spam"))

    assert now_of(row).state == State.DELIVERED
    assert Suppression.objects.get().why == "complained"


@pytest.mark.parametrize(
    "payload",
    [
        postmark("Bounce", Type="Transient", Description="Delayed"),
        postmark("Open", UserAgent="x"),
        postmark("Click", OriginalLink="https://x.test"),
        postmark("Bounce", Type="AutoResponder", Description="On holiday"),
        postmark("Unheard-of"),
    ],
)
def test_what_is_no_end_changes_nothing(payload: dict[str, Any]) -> None:
    row = sent()

    assert post("postmark", payload) == 200

    assert now_of(row).state == State.SENT
    assert not is_suppressed(row)


@pytest.mark.parametrize("secret", ["", "hook:wrong", "secret"])
def test_a_stranger_is_refused(secret: str) -> None:
    row = sent()

    assert post("postmark", postmark("Bounce", **HARD_BOUNCE), secret=secret) == 400

    assert now_of(row).state == State.SENT
    assert not is_suppressed(row)


def test_a_wrong_signature_is_refused() -> None:
    row = sent(provider_id="")
    payload = mailgun("failed", row, severity="permanent")
    payload["signature"]["signature"] = "0" * 64

    assert post("mailgun", payload) == 400

    assert now_of(row).state == State.SENT


@pytest.mark.parametrize(
    ("event", "fields", "state", "reason"),
    [
        ("delivered", {}, State.DELIVERED, ""),
        ("failed", {"severity": "temporary", "reason": "generic"}, State.SENT, ""),
        (
            "failed",
            {"severity": "permanent", "reason": "bounce", "delivery-status": {
                "code": 550, "message": "5.1.1 The account does not exist", "description": ""}},
            State.FAILED, "no_address",
        ),
        ("rejected", {"reject": {"reason": "Sandbox"}}, State.FAILED, "refused"),
        ("opened", {}, State.SENT, ""),
    ],
)  # fmt: skip
def test_mailgun_is_understood(
    event: str, fields: dict[str, Any], state: State, reason: str
) -> None:
    row = sent()
    Notification.objects.filter(pk=row.pk).update(provider_id=row.message_id)

    assert post("mailgun", mailgun(event, row, **fields)) == 200

    assert (now_of(row).state, now_of(row).reason) == (state, reason)


@pytest.mark.parametrize(
    ("event", "fields", "state", "reason"),
    [
        ("delivered", {"response": "250 OK"}, State.DELIVERED, ""),
        ("processed", {}, State.SENT, ""),
        ("deferred", {"response": "421 busy", "attempt": "5"}, State.SENT, ""),
        ("bounce", {"reason": "550 5.1.1 unknown", "type": "bounce"}, State.FAILED, "no_address"),
        ("bounce", {"reason": "552 5.2.2 full", "type": "blocked"}, State.FAILED, "mailbox_full"),
        ("dropped", {"reason": "Bounced Address"}, State.FAILED, "no_address"),
        ("dropped", {"reason": "Unsubscribed Address"}, State.FAILED, "suppressed"),
    ],
)
def test_sendgrid_is_understood(
    event: str, fields: dict[str, Any], state: State, reason: str
) -> None:
    row = sent()

    assert post("sendgrid", sendgrid(event, row, **fields)) == 200

    assert (now_of(row).state, now_of(row).reason) == (state, reason)


def test_a_mail_whose_answer_was_lost_is_found_by_our_own_id() -> None:
    row = sent(state=State.NEEDS_PERSON, reason="uncertain", provider_id="", sent_at=None)

    post("postmark", postmark("Delivery", Metadata={"notification": str(row.pk)}))

    assert now_of(row).state == State.DELIVERED


def test_a_mail_in_doubt_that_has_arrived_is_not_sent_again() -> None:
    row = sent(state=State.QUEUED, doubts=1, provider_id="", sent_at=None)

    post("postmark", postmark("Delivery", Metadata={"notification": str(row.pk)}))

    assert now_of(row).state == State.DELIVERED


@pytest.mark.parametrize(
    "fields",
    [
        {"MessageID": "00000000-0000-0000-0000-000000000000"},
        {"MessageID": None}, {"MessageID": 7}, {"MessageID": "x" * 10_000},
        {"Email": "somebody@else.test"},
        {"MessageID": "", "Metadata": {"notification": "not an id"}},
        {"MessageID": "", "Metadata": "no mapping"},
    ],
)  # fmt: skip
def test_an_event_of_no_mail_of_ours_changes_nothing(fields: dict[str, Any]) -> None:
    row = sent()

    assert post("postmark", postmark("Bounce", **HARD_BOUNCE | fields)) in (200, 500)

    assert now_of(row).state == State.SENT
    assert not Suppression.objects.exists()


def test_events_doubled_and_out_of_order_leave_a_mail_where_it_got() -> None:
    row = sent()
    delivery, delay = postmark("Delivery"), postmark("Bounce", Type="Transient")

    for payload in (delivery, delay, delivery, delay):
        post("postmark", payload)

    assert now_of(row).state == State.DELIVERED
    assert row.attempt_rows.count() == 1


def test_a_bounce_told_twice_is_recorded_once() -> None:
    row = sent()

    for _time in range(3):
        post("postmark", postmark("Bounce", **HARD_BOUNCE))

    assert row.attempt_rows.filter(ok=False).count() == 1
    assert Suppression.objects.count() == 1


def test_an_old_bounce_says_nothing_of_a_mail_that_was_sent_again() -> None:
    row = sent()
    old = postmark(
        "Bounce", **HARD_BOUNCE, BouncedAt=(timezone.now() - timedelta(hours=3)).isoformat()
    )

    post("postmark", old)

    assert now_of(row).state == State.SENT
    assert not is_suppressed(row)


def test_an_old_complaint_does_not_undo_a_release() -> None:
    row = sent()
    old = postmark(
        "SpamComplaint",
        Type="SpamComplaint",
        BouncedAt=(timezone.now() - timedelta(minutes=30)).isoformat(),
    )
    post("postmark", old)
    release(Suppression.objects.get(), actor=None, now=timezone.now())

    post("postmark", old)

    assert not is_suppressed(row)


def test_a_bounce_of_an_earlier_sending_by_another_id_is_not_this_mails() -> None:
    row = sent(provider_id="another-id")

    post("postmark", postmark("Bounce", **HARD_BOUNCE, Metadata={"notification": str(row.pk)}))

    assert now_of(row).state == State.SENT
