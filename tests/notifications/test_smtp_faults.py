"""What each way of failing over SMTP means for the message, against a server that fails so."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from support.notifications.models import Reason
from support.notifications.transports.base import TransportError
from support.notifications.transports.smtp.sending import SmtpTransport
from tests.ending import ends
from tests.notifications.outgoing import make_outgoing
from tests.notifications.raw_smtp import Close, CutAfter, Hang, Raw, RawSmtp


@pytest.fixture(autouse=True)
def short_patience(settings: Settings) -> None:
    settings.EMAIL_TIMEOUT = 1


@pytest.fixture
def server() -> Iterator[RawSmtp]:
    with RawSmtp() as running:
        yield running


@pytest.fixture
def transport(server: RawSmtp) -> Iterator[SmtpTransport]:
    made = SmtpTransport(server.url)
    yield made
    made.close()


def failure(transport: SmtpTransport, **overrides: Any) -> TransportError:
    with pytest.raises(TransportError) as failed:
        transport.send(make_outgoing(**overrides))
    return failed.value


@pytest.mark.parametrize(
    ("stage", "reply", "reason", "permanent"),
    [
        ("on_connect", "421 4.3.2 too busy", Reason.BUSY, False),
        ("on_connect", "554 5.7.1 go away", Reason.TECHNICAL, False),
        ("on_sender", "421 4.3.2 closing", Reason.BUSY, False),
        ("on_sender", "451 4.7.1 slow down", Reason.BUSY, False),
        ("on_sender", "452 4.3.1 out of space", Reason.BUSY, False),
        ("on_sender", "530 5.7.0 sign in first", Reason.TECHNICAL, False),
        ("on_sender", "550 5.1.8 no such sender", Reason.BLOCKED, True),
        ("on_recipient", "421 4.7.0 try later", Reason.BUSY, False),
        ("on_recipient", "450 4.2.1 greylisted", Reason.BUSY, False),
        ("on_recipient", "452 4.2.2 over quota", Reason.MAILBOX_FULL, False),
        ("on_recipient", "452 full", Reason.MAILBOX_FULL, False),
        ("on_recipient", "552 5.2.2 over quota", Reason.MAILBOX_FULL, True),
        ("on_recipient", "552 full", Reason.MAILBOX_FULL, True),
        ("on_recipient", "550 5.1.1 no such user", Reason.NO_ADDRESS, True),
        ("on_recipient", "550 5.7.1 not for you", Reason.BLOCKED, True),
        ("on_recipient", "550 no", Reason.REFUSED, True),
        ("on_data", "451 4.3.0 not now", Reason.BUSY, False),
        ("on_data", "554 5.5.1 no valid recipients", Reason.REFUSED, True),
        ("on_content", "421 4.3.0 closing", Reason.BUSY, False),
        ("on_content", "451 4.3.0 try later", Reason.BUSY, False),
        ("on_content", "452 4.2.2 mailbox full", Reason.MAILBOX_FULL, False),
        ("on_content", "552 5.3.4 too big", Reason.BLOCKED, True),
        ("on_content", "554 5.7.1 looks like spam", Reason.BLOCKED, True),
    ],
)
def test_an_answer_is_certain_and_says_whether_to_try_again(
    server: RawSmtp, transport: SmtpTransport, stage: str, reply: str, reason: str, permanent: bool
) -> None:
    setattr(server, stage, lambda *_asked: reply)

    error = failure(transport)

    assert (error.reason, error.permanent, error.uncertain) == (reason, permanent, False)
    assert error.words == reply
    assert server.accepted == []


@pytest.mark.parametrize("fault", [Close(), Hang(30), Raw(b"<html>hello</html>\r\n"), Raw(b"25")])
@pytest.mark.parametrize("stage", ["on_connect", "on_sender", "on_recipient", "on_data"])
def test_before_the_last_line_of_a_mail_nothing_is_in_doubt(
    server: RawSmtp, transport: SmtpTransport, stage: str, fault: Any
) -> None:
    setattr(server, stage, lambda *_asked: fault)

    error = failure(transport)

    assert (error.reason, error.permanent) == (Reason.TECHNICAL, False)
    assert not error.uncertain


@pytest.mark.parametrize(
    "fault",
    [
        Close(), Close(stores=True), Hang(30), Hang(30, stores=True), Raw(b"<html></html>\r\n"),
        Raw(b"", stores=True), Raw(b"25", stores=True), Raw(b"\xff\xfe\r\n"), Raw(b"999 hm\r\n"),
    ],
)  # fmt: skip
def test_after_it_any_silence_leaves_doubt(
    server: RawSmtp, transport: SmtpTransport, fault: Any
) -> None:
    server.on_content = lambda _message_id: fault

    error = failure(transport)

    assert (error.reason, error.permanent, error.uncertain) == (Reason.UNCERTAIN, False, True)


def test_a_server_that_hangs_is_given_up_after_the_time_limit(
    server: RawSmtp, transport: SmtpTransport
) -> None:
    server.on_content = lambda _message_id: Hang(120)

    with ends():
        error = failure(transport)
    with ends():
        transport.close()

    assert error.uncertain


def test_a_server_that_cuts_a_long_mail_short_cannot_have_it(
    server: RawSmtp, transport: SmtpTransport
) -> None:
    server.on_data = lambda _recipient: CutAfter(1000)

    error = failure(transport, text="a long letter\n" * 1_000_000)

    assert (error.reason, error.uncertain) == (Reason.TECHNICAL, False)


def test_a_mail_sent_again_after_doubt_is_the_same_to_the_byte(
    server: RawSmtp, transport: SmtpTransport
) -> None:
    answers = iter([Close(stores=True)])
    server.on_content = lambda _message_id: next(answers, None)
    outgoing = make_outgoing(text="您好\n")

    with pytest.raises(TransportError):
        transport.send(outgoing)
    transport.send(outgoing)

    one, other = server.accepted
    assert one.message_id == other.message_id == outgoing.message_id
    assert one.content == other.content


def test_lines_that_begin_with_a_dot_arrive_so(server: RawSmtp, transport: SmtpTransport) -> None:
    transport.send(make_outgoing(text=".\n..\n.hidden\n", html=""))

    content = server.accepted[0].content
    assert b"\r\n.\r\n..\r\n.hidden\r\n" in content or b"=2E" in content


def test_the_connection_survives_a_refused_message(
    server: RawSmtp, transport: SmtpTransport
) -> None:
    for stage in ("on_sender", "on_recipient", "on_data", "on_content"):
        answers = iter(["550 5.1.1 no"])
        setattr(server, stage, lambda _asked, answers=answers: next(answers, None))
        failure(transport)
    transport.send(make_outgoing())

    assert len(server.accepted) == 1
    assert server.connections == 1


def test_a_kept_connection_that_was_cut_costs_nothing(
    server: RawSmtp, transport: SmtpTransport
) -> None:
    transport.send(make_outgoing())
    server.hang_up()

    transport.send(make_outgoing())

    assert len(server.accepted) == 2
    assert server.connections == 2


def test_each_thread_has_a_connection_of_its_own(server: RawSmtp, transport: SmtpTransport) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _n: transport.send(make_outgoing()), range(20)))
        list(pool.map(lambda _n: (time.sleep(0.05), transport.close()), range(4)))

    assert len({mail.message_id for mail in server.accepted}) == 20
    assert 1 <= server.connections <= 4


def test_an_international_mailbox_goes_to_a_server_that_takes_them(
    server: RawSmtp, transport: SmtpTransport
) -> None:
    transport.send(make_outgoing(address="李伟@例子.中国"))

    assert server.accepted[0].recipient == "李伟@xn--fsqu00a.xn--fiqs8s"
    assert any("SMTPUTF8" in command for command in server.commands if command[:4] == "mail")


def test_and_is_refused_by_name_for_one_that_does_not(
    server: RawSmtp, transport: SmtpTransport
) -> None:
    server.extensions = ["SIZE 1000000"]

    error = failure(transport, address="李伟@例子.中国")

    assert (error.reason, error.permanent) == (Reason.NO_ADDRESS, True)
    assert "SMTPUTF8" in error.words


def test_bounces_are_asked_to_our_signed_address(
    server: RawSmtp, transport: SmtpTransport, settings: Settings
) -> None:
    settings.BOUNCE_DOMAIN = "bounce.casewalk.example"

    transport.send(make_outgoing())

    assert server.accepted[0].sender.startswith("bounces+")


def test_a_server_that_is_not_there_is_tried_again(server: RawSmtp) -> None:
    server.stop()

    error = failure(SmtpTransport(server.url))

    assert (error.reason, error.permanent, error.uncertain) == (Reason.TECHNICAL, False, False)
    server.start()
