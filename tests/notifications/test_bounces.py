"""Bounces of every kind of server, made-up ones, and ones that would hang a parser."""

import io
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from pytest_django.fixtures import Settings

from support.intake.letters.reports import take_bounce
from support.intake.management.commands import take_bounce as command
from support.mailbox import sandbox
from support.mailbox.reading.mail import read_mail
from support.notifications.addresses.mail_ids import bounce_address_of
from support.notifications.models import Attempt, Channel, Notification, State, Suppression
from support.notifications.returns.bounces import Taken
from tests.ending import PLENTY, ends
from tests.notifications.bounce_samples import SAMPLES, Sample, postfix
from tests.notifications.making import make_notification

pytestmark = pytest.mark.django_db
MAILBOX = "support@casewalk.example"
UNKNOWN_USER = SAMPLES[0]


@pytest.fixture(autouse=True)
def bounce_domain(settings: Settings) -> None:
    settings.BOUNCE_DOMAIN = "bounce.casewalk.example"


@pytest.fixture(autouse=True)
def parsed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no Python for every mail that is harmless."""
    monkeypatch.setattr(sandbox, "read", read_mail)


def sent(**overrides: Any) -> Notification:
    """A mail that a server took an hour ago."""
    at = timezone.now() - timedelta(hours=1)
    row = make_notification(**{"state": State.SENT, "sent_at": at, "attempts": 1} | overrides)
    Attempt.objects.create(notification=row, number=1, started_at=at, ended_at=at, ok=True)
    return row


def bounce(sample: Sample, row: Notification, **overrides: str) -> bytes:
    values = {
        "address": row.address,
        "message_id": row.message_id,
        "to": bounce_address_of(str(row.pk)),
        "date": format_datetime(timezone.now()),
    }
    return sample.filled(**values | overrides)


def taken(raw: bytes, **given: str) -> Taken:
    return take_bounce(raw, timezone.now(), **given)


def now_of(row: Notification) -> Notification:
    return Notification.objects.get(pk=row.pk)


def is_suppressed(row: Notification) -> bool:
    return Suppression.objects.holding(Channel.EMAIL, row.address).exists()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_bounce_to_our_signed_address_is_understood(sample: Sample) -> None:
    row = sent()

    assert taken(bounce(sample, row)).value == sample.taken

    after = now_of(row)
    state = {"failed": State.FAILED, "delivered": State.DELIVERED}.get(sample.taken, State.SENT)
    assert (after.state, after.reason) == (state, sample.reason)
    assert is_suppressed(row) == (sample.reason == "no_address")
    assert row.attempt_rows.filter(ok=False).count() == (sample.taken == "failed")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_bounce_to_our_mailbox_counts_only_as_a_proper_report(sample: Sample) -> None:
    row = sent()

    result = taken(bounce(sample, row, to=MAILBOX))

    assert result.value == (Taken.UNKNOWN.value if sample.signed_only else sample.taken)
    assert (now_of(row).state == State.FAILED) == (bool(sample.reason) and not sample.signed_only)


def test_the_servers_words_are_kept_without_the_address() -> None:
    row = sent()

    taken(bounce(UNKNOWN_USER, row))

    words = row.attempt_rows.get(ok=False).words
    assert words.startswith("5.1.1 smtp; 550 5.1.1")
    assert row.address not in words


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_forged_signature_changes_nothing(sample: Sample) -> None:
    row = sent()
    real = bounce_address_of(str(row.pk))
    forged = real.replace(real.partition(".")[2][:4], "aaaa")

    result = taken(bounce(sample, row, to=forged, message_id="<x@else.test>"))

    assert result in (Taken.UNKNOWN, Taken.NO_REPORT)
    assert now_of(row).state == State.SENT
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    "overrides",
    [
        {"message_id": "<not-ours@casewalk.example>"},
        {"message_id": "<00000000-0000-4000-8000-000000000000@casewalk.example>"},
        {"message_id": ""},
        {"address": "somebody@else.test"},
        {"address": ""},
    ],
)
def test_a_report_that_does_not_know_the_mail_and_the_address_changes_nothing(
    overrides: dict[str, str],
) -> None:
    row = sent()

    assert taken(bounce(UNKNOWN_USER, row, to=MAILBOX, **overrides)) == Taken.UNKNOWN

    assert now_of(row).state == State.SENT
    assert not Suppression.objects.exists()


def test_a_message_id_of_another_domain_is_not_ours() -> None:
    row = sent()

    result = taken(bounce(UNKNOWN_USER, row, to=MAILBOX, message_id=f"<{row.pk}@evil.test>"))

    assert result == Taken.UNKNOWN


def test_a_bounce_from_where_the_customer_forwards_to_suppresses_nobody() -> None:
    row = sent()

    assert taken(bounce(UNKNOWN_USER, row, address="li@elsewhere.test")) == Taken.FAILED

    assert now_of(row).reason == "no_address"
    assert not Suppression.objects.exists()


def test_the_envelopes_recipient_counts_before_the_headers() -> None:
    row, other = sent(), sent(thread="CW-OTHER")

    raw = bounce(UNKNOWN_USER, row)
    result = taken(raw, recipient=bounce_address_of(str(other.pk)))

    assert result == Taken.FAILED
    assert (now_of(row).state, now_of(other).state) == (State.SENT, State.FAILED)


def test_a_bounce_taken_twice_is_recorded_once() -> None:
    row = sent()
    raw = bounce(UNKNOWN_USER, row)

    assert [taken(raw) for _time in range(3)] == [Taken.FAILED, Taken.NO_NEWS, Taken.NO_NEWS]

    assert row.attempt_rows.filter(ok=False).count() == 1
    assert Suppression.objects.count() == 1


def test_a_replayed_bounce_says_nothing_of_a_mail_that_was_sent_again() -> None:
    row = sent()
    old = format_datetime(timezone.now() - timedelta(days=2))

    assert taken(bounce(UNKNOWN_USER, row, date=old)) == Taken.NO_NEWS

    assert now_of(row).state == State.SENT
    assert not is_suppressed(row)


def test_a_delay_after_the_delivery_and_a_delivery_after_it_change_nothing() -> None:
    row = sent(state=State.DELIVERED)
    delayed, delivered = (
        Sample("", postfix(action, "2.0.0", "250 OK")) for action in ("delayed", "delivered")
    )

    assert taken(bounce(delayed, row)) == Taken.DELAYED
    assert taken(bounce(delivered, row)) == Taken.NO_NEWS

    assert now_of(row).state == State.DELIVERED


def test_a_mail_that_was_delivered_stays_so_but_a_closed_mailbox_is_not_written_to_again() -> None:
    row = sent(state=State.DELIVERED)

    assert taken(bounce(UNKNOWN_USER, row)) == Taken.NO_NEWS

    assert now_of(row).state == State.DELIVERED
    assert is_suppressed(row)


@pytest.mark.parametrize(
    "text",
    [
        "I am on holiday and back on March 9.",
        "Hello, I got 550 yuan less than expected. What happened?",
        "550 5.1.1 is what my bank said.",
    ],
)
def test_a_persons_letter_or_holiday_notice_is_no_bounce(text: str) -> None:
    row = sent()
    raw = (
        f"From: Li Wei <{row.address}>\nTo: {bounce_address_of(str(row.pk))}\n"
        f"Subject: Re\nAuto-Submitted: auto-replied\n\n{text}\n"
    ).encode()

    assert taken(raw) == Taken.NO_REPORT
    assert taken(raw.replace(b"Auto-Submitted: auto-replied\n", b"")) == Taken.NO_REPORT
    assert now_of(row).state == State.SENT


HOSTILE = {
    "nothing": b"",
    "noise": bytes(range(256)) * 1000,
    "a header of 1 MB": b"To: " + b"a@b.test, " * 100_000 + b"\n\nx",
    "50,000 parts": b'Content-Type: multipart/report; boundary="b"\n\n' + b"--b\n\nx\n" * 50_000,
    "references of 1 MB": b"References: " + b"<a@b> " * 170_000 + b"\n\nx",
    "2,000 nested parts": b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(2000)
    ),
    "brackets": b"From: " + b"(" * 20_000 + b"\n\nx",
    "boundaries of 1 MB": b'Content-Type: multipart/report; boundary="' + b"b" * 10**6 + b'"\n\n',
    "an endless status": b'Content-Type: multipart/report; boundary="b"\n\n--b\n'
    b"Content-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 60_000 + b"--b--\n",
    "an unknown character set": b"From: mailer-daemon\nContent-Type: text/plain; charset=x-no\n\n5",
    "half a surrogate": b"From: =?utf-8?q?=ED=A0=80?=\n\n550 5.1.1",
    "a date beyond time": b"Date: Mon, 99 Zzz 99999999 99:99:99 +9999\n\nx",
    "10 MB": b"a" * 10_000_000,
}


class TestInAProcessOfItsOwn:
    @pytest.fixture(autouse=True)
    def parsed_here(self) -> None:
        """Start one."""

    def test_it_reads_what_is_read_here(self) -> None:
        raw = bounce(UNKNOWN_USER, sent())

        assert sandbox.read(raw) == read_mail(raw)

    @pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
    def test_hostile_mail_ends_soon_and_changes_nothing(self, raw: bytes) -> None:
        row = sent()

        with ends(within=2 * PLENTY):
            answer = taken(raw, recipient=bounce_address_of(str(row.pk)))

        assert answer in (Taken.NO_REPORT, Taken.UNREADABLE)
        assert now_of(row).state == State.SENT

    def test_a_parser_that_hangs_is_stopped(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
    ) -> None:
        hanging = tmp_path / "hanging.py"
        hanging.write_text("import time; time.sleep(60)")
        monkeypatch.setattr(sandbox, "PROGRAM", hanging)
        monkeypatch.setattr(sandbox, "PARSING_SECONDS", 0.3)

        assert taken(b"x") == Taken.UNREADABLE


def test_a_mail_server_pipes_bounces_into_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = sent()
    raw = bounce(UNKNOWN_USER, row, to="elsewhere@casewalk.example", message_id="")
    monkeypatch.setattr(command.sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    call_command("take_bounce", recipient=bounce_address_of(str(row.pk)))

    assert capsys.readouterr().out == "failed\n"
    assert now_of(row).state == State.FAILED


def test_the_mail_server_tries_again_while_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*_args: Any, **_options: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(command.sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x")))
    monkeypatch.setattr(command, "take_bounce", away)

    with pytest.raises(CommandError) as failed:
        call_command("take_bounce")

    assert failed.value.returncode == 75
