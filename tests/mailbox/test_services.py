"""Mail that comes in: once, one after the other, and none held up by what breaks the reader."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from support.intake.letters.letter import Letter
from support.intake.letters.taking import take_waiting
from support.lead.retention.purging import purge
from support.mailbox import sandbox
from support.mailbox.management.commands import take_mail as command
from support.mailbox.models import IncomingMail
from support.mailbox.reading.mail import read_mail
from support.mailbox.services import LEASE, claim, read_again, receive
from tests.intake.letters.writing import case_of, letter, mail_about, signed

pytestmark = pytest.mark.django_db
POISON = b"poison"
SOON = 5


def states() -> list[str]:
    return list(IncomingMail.objects.order_by("received_at").values_list("state", flat=True))


def test_poison_holds_nobody_up_and_the_next_is_taken_soon() -> None:
    """In real processes: many lines under many levels take longer than any mail may."""
    poison = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(98)
    )
    receive(poison + b"x\n" * 500_000, "", timezone.now())
    receive(letter().as_bytes(), "", timezone.now())

    take_waiting()

    assert sandbox.PARSING_SECONDS < SOON  # no longer than that it waited
    assert states()[0] in ("waiting", "quarantined")
    assert states()[1] == "read"
    assert Letter.objects.count() == 1


def test_what_cannot_be_read_is_put_aside_and_read_again_when_a_lead_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def breaks(raw: bytes) -> dict[str, Any]:
        if raw == POISON:
            raise sandbox.Unreadable
        return read_mail(raw)

    monkeypatch.setattr(sandbox, "read", breaks)
    mail, _new = receive(POISON, "", timezone.now())
    receive(letter().as_bytes(), "", timezone.now())

    assert take_waiting() == 2
    assert states() == ["quarantined", "read"]

    monkeypatch.setattr(sandbox, "read", read_mail)
    read_again(mail.pk)
    take_waiting()
    assert states() == ["read", "read"]


def test_a_mail_that_ends_its_worker_is_put_aside_after_three_times() -> None:
    receive(POISON, "", timezone.now())
    later = timezone.now()

    for _time in range(3):
        assert claim(later) is not None
        assert claim(later) is None
        later += 2 * LEASE

    assert claim(later) is None
    assert states() == ["quarantined"]


def test_whoever_failed_once_comes_after_all_others() -> None:
    first, _new = receive(POISON, "", timezone.now())
    second, _new = receive(letter().as_bytes(), "", timezone.now())
    assert claim(timezone.now()) == first

    assert claim(timezone.now() + 2 * LEASE) == second


def test_what_answers_a_mail_of_ours_is_read_before_strangers_mail() -> None:
    case = case_of()
    named, forged = mail_about(case).message_id, signed(case)[:-24] + "a" * 12
    strangers = [
        letter("one", Message_ID="<1@else.test>"),
        letter("two", Message_ID="<2@else.test>", To=f"{forged}@casewalk.example"),
        letter("three", In_Reply_To="<00000000-0000-4000-8000-000000000000@casewalk.example>"),
    ]
    answers = [
        letter("four", To=signed(case)),
        letter("five", References=f"<x@y.test> {named}"),
    ]
    for mail in (*strangers, *answers):
        receive(mail.as_bytes(), "", timezone.now())
    receive(letter("six").as_bytes(), signed(case), timezone.now())

    read = [claim(timezone.now()) for _number in range(6)]

    words = [mail.raw.decode().strip().rpartition("\n")[2] for mail in read if mail and mail.raw]
    assert words == ["four", "five", "six", "one", "two", "three"]


def test_mails_with_one_message_id_and_other_words_are_two() -> None:
    receive(letter("one").as_bytes(), "", timezone.now())
    _mail, is_new = receive(letter("two").as_bytes(), "", timezone.now())

    assert is_new


def test_raw_mail_is_thrown_away_after_its_time_but_a_letter_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sandbox, "read", read_mail)
    old = timezone.now() - timedelta(days=31)
    receive(letter(Auto_Submitted="auto-replied").as_bytes(), "", old)
    receive(letter("a letter").as_bytes(), "", old)
    receive(letter("a new one").as_bytes(), "", timezone.now())
    take_waiting()

    assert purge(timezone.now()).counts["mails"] == 1

    assert sorted(Letter.objects.values_list("new_text", flat=True)) == ["a letter", "a new one"]


def test_a_mail_server_pipes_mail_in(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = letter().as_bytes()
    monkeypatch.setattr(command.sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    call_command("take_mail", recipient="support@casewalk.example")

    mail = IncomingMail.objects.get()
    assert (mail.state, mail.raw, mail.recipient) == (
        "waiting", raw, "support@casewalk.example",
    )  # fmt: skip


def test_the_mail_server_tries_again_while_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*_args: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(command.sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x")))
    monkeypatch.setattr(command, "receive", away)

    with pytest.raises(CommandError) as failed:
        call_command("take_mail")

    assert failed.value.returncode == 75
