"""What a mail looks like on the wire."""

import unicodedata
from email import message_from_bytes
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from support.notifications.addresses.mail_ids import pk_of_bounce, thread_of_reply
from support.notifications.models import Reason
from support.notifications.transports.base import TransportError
from support.notifications.transports.composing import compose_mail
from tests.every import every
from tests.notifications.outgoing import make_outgoing
from tests.notifications.reading import read_mail

LINK = "https://pay.casewalk.example/stop/abcdefgh/"


def composed(**overrides: object) -> EmailMessage:
    return read_mail(compose_mail(make_outgoing(**overrides)).content)


def refusal(**overrides: object) -> TransportError:
    with pytest.raises(TransportError) as refused:
        compose_mail(make_outgoing(**overrides))
    return refused.value


def test_the_same_message_is_composed_to_the_same_bytes() -> None:
    outgoing = make_outgoing(text="您好 😀\n", unsubscribe_url=LINK)

    first, second = (compose_mail(outgoing) for _time in range(2))

    assert first == second


def test_two_messages_differ_in_message_id_and_boundary() -> None:
    one, other = composed(), composed()

    assert one["Message-ID"] != other["Message-ID"]
    assert one.get_boundary() != other.get_boundary()


def test_the_date_is_that_of_the_row_and_the_message_id_is_its_own() -> None:
    outgoing = make_outgoing()

    message = message_from_bytes(compose_mail(outgoing).content)

    assert message["Date"] == "Mon, 02 Mar 2026 09:00:00 +0000"
    assert message["Message-ID"] == outgoing.message_id


def test_both_parts_arrive_as_they_were_written() -> None:
    text, html = "您好\n.\n..\nFrom here on\n" + "长" * 3000 + "\n", "<p>" + "x" * 5000 + "é</p>"

    message = composed(text=text, html=html)

    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain",
        "text/html",
    ]
    plain, rich = message.iter_parts()
    assert plain.get_content() == text
    assert rich.get_content().rstrip("\n") == html


@every("text", ["plain\n", "您好，李伟\n" * 50, "café\n", "x" * 5000])
def test_the_wire_carries_short_lines_of_ascii_only(text: str) -> None:
    content = compose_mail(make_outgoing(text=text, subject="到账 " * 30)).content

    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")


@every(
    "subject",
    [
        "Your payout is on its way",
        "您的出款已到账",
        "您的出款 PO-20260302-0007 预计三月五日到账，请核对收款账户信息 😀👍🏽" * 3,
        "=?utf-8?b?ZXZpbA0KQmNjOiBhQGIuYw==?=",
        "a" * 240,
        "Überweisung: 100 % – «ja»",
        "سداد CW-4T7KQ2MZ",
    ],
)
def test_a_subject_reads_as_it_was_written(subject: str) -> None:
    message = composed(subject=subject)

    assert message["Subject"] == subject
    header, _from, _rest = compose_mail(make_outgoing(subject=subject)).content.partition(b"From:")
    assert max(len(line) for line in header.split(b"\r\n")) <= 78


@given(subject=st.text(max_size=200), text=st.text(max_size=200))
def test_any_words_make_a_right_mail_or_are_refused(subject: str, text: str) -> None:
    outgoing = make_outgoing(subject=subject, text=text)
    if any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in subject) or "\0" in text:
        assert refusal(subject=subject, text=text).reason == Reason.UNWORDED
        return

    message = message_from_bytes(compose_mail(outgoing).content)
    assert sorted(message.keys()) == sorted(
        [
            "Content-Type", "MIME-Version", "Subject", "From", "To", "Reply-To", "Message-ID",
            "Date", "In-Reply-To", "References", "Auto-Submitted", "X-Auto-Response-Suppress",
        ]
    )  # fmt: skip
    assert message["To"] == "li@example.test"
    assert len(message.get_payload()) == 2 if text else 1


@every(
    "subject",
    ["a\nBcc: x@evil.test", "a\r\n\r\nbody", "a\rb", "a\x00b", "a\u2028b", "a\ud83d", "b" * 5000],
)
def test_a_subject_that_is_not_one_plain_line_is_refused(subject: str) -> None:
    error = refusal(subject=subject)

    assert (error.reason, error.permanent) == (Reason.UNWORDED, True)
    assert "\n" not in error.words


@pytest.mark.parametrize("text", ["half \udc80", "\ud83d\ud83d", "nul \0"])
def test_a_text_that_no_mail_can_carry_is_refused(text: str) -> None:
    assert refusal(text=text).reason == Reason.UNWORDED
    assert refusal(html=text).reason == Reason.UNWORDED


@pytest.mark.parametrize("field", ["thread", "message_id", "unsubscribe_url"])
def test_no_header_can_be_slipped_in_by_another_field(field: str) -> None:
    assert refusal(**{field: "x\r\nBcc: y@evil.test"}).reason == Reason.UNWORDED


def test_mails_of_one_case_hang_together_and_replies_come_back_to_it() -> None:
    one, other = composed(), composed()

    assert one["References"] == other["References"] == "<CW-4T7KQ2MZ@casewalk.example>"
    assert one["In-Reply-To"] == one["References"]
    assert thread_of_reply(one["Reply-To"].addresses[0].addr_spec) == "CW-4T7KQ2MZ"


def test_a_mail_about_no_case_answers_nothing_and_replies_go_to_the_sender() -> None:
    message = composed(thread="")

    assert {"References", "In-Reply-To", "Reply-To"}.isdisjoint(message.keys())


@pytest.mark.parametrize("address", ["support+CW-4T7KQ2MZ.aaaaaaaaaaaa@casewalk.example", "x@y.z"])
def test_a_made_up_reply_address_names_no_case(address: str) -> None:
    assert thread_of_reply(address) == ""


def test_a_reply_address_survives_a_server_that_folds_its_case() -> None:
    address = composed()["Reply-To"].addresses[0].addr_spec

    assert thread_of_reply(address.lower()) == thread_of_reply(address.upper()) == "CW-4T7KQ2MZ"


def test_robots_are_told_not_to_answer_a_machines_mail_but_a_persons() -> None:
    assert composed()["Auto-Submitted"] == "auto-generated"
    assert composed()["X-Auto-Response-Suppress"] == "All"
    assert "Auto-Submitted" not in composed(is_automatic=False)


def test_what_is_not_essential_can_be_left_by_one_click() -> None:
    message = composed(unsubscribe_url=LINK)

    assert message["List-Unsubscribe"].strip() == f"<{LINK}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in composed()


def test_bounces_come_to_an_address_that_names_the_message(settings: Settings) -> None:
    settings.BOUNCE_DOMAIN = "bounce.casewalk.example"
    outgoing = make_outgoing()

    mail = compose_mail(outgoing)

    assert mail.sender.startswith("bounces+")
    assert mail.sender.endswith("@bounce.casewalk.example")
    assert len(mail.sender.partition("@")[0]) <= 64
    assert str(pk_of_bounce(mail.sender.upper())) == outgoing.pk
    assert b"From: Casewalk <support@casewalk.example>" in mail.content


def test_without_a_domain_for_them_bounces_come_to_the_sender(settings: Settings) -> None:
    settings.BOUNCE_DOMAIN = ""

    assert compose_mail(make_outgoing()).sender == "support@casewalk.example"


@every(
    ("address", "wire"),
    [
        ("Li.Wei+pay@Example.TEST", "Li.Wei+pay@example.test"),
        ("li@例子.中国", "li@xn--fsqu00a.xn--fiqs8s"),
        ("li@faß.de", "li@xn--fa-hia.de"),
        ("o'neil@example.test", "o'neil@example.test"),
        ("hanako..suzuki@docomo.ne.jp", '"hanako..suzuki"@docomo.ne.jp'),
        ("hanako.@docomo.ne.jp", '"hanako."@docomo.ne.jp'),
        ("postmaster@intranet", "postmaster@intranet"),
    ],
)
def test_an_address_goes_out_with_its_domain_in_ascii(address: str, wire: str) -> None:
    outgoing = make_outgoing(address=address)

    mail = compose_mail(outgoing)

    assert str(mail.recipient) == wire
    assert message_from_bytes(mail.content)["To"] == wire


def test_an_international_mailbox_is_written_in_utf_8() -> None:
    mail = compose_mail(make_outgoing(address="李伟@例子.中国"))

    assert mail.recipient.is_international
    assert "To: 李伟@xn--fsqu00a.xn--fiqs8s\r\n".encode() in mail.content


@every(
    "address",
    [
        "", "nobody", "@example.test", "li@", "li@example..test", "li@exam ple.test",
        "li@example.test\r\nBcc: x@evil.test", "li@example.test, x@evil.test",
        "li@example.test>", "<li@example.test>", "li@[127.0.0.1]", "li@-bad-.test",
        "li\u202e@example.test", "l\u200bi@example.test", "li\ud800@example.test",
        "😀@example.test",
        "li@exam\u202eple.test", "li@💩.test", "li@例子。\n中国",
        "li@\ud800.test",
        "a" * 65 + "@example.test",
        "李" * 22 + "@example.test", "li@" + "a" * 64 + ".test",
        "li@" + "a." * 200 + "test", "a" * 1_000_000 + "@example.test",
        "li@" + "а" * 1_000_000, "li\0@example.test", "li@@example.test",
    ],
)  # fmt: skip
def test_an_impossible_address_is_refused_with_a_reason(address: str) -> None:
    error = refusal(address=address)

    assert (error.reason, error.permanent, error.uncertain) == (Reason.NO_ADDRESS, True, False)
    assert error.words.startswith("the ")
