"""What mail servers mean by what they say."""

from hypothesis import given
from hypothesis import strategies as st

from support.notifications.models import Reason
from support.notifications.transports.smtp.replies import (
    Stage,
    reason_of_status,
    reason_of_words,
    status_of,
    verdict_of,
)
from tests.every import every


@every(
    ("code", "words", "reason", "permanent"),
    [
        (550, "5.1.1 no such user", Reason.NO_ADDRESS, True),
        (550, "5.1.10 null MX", Reason.NO_ADDRESS, True),
        (550, "5.1.7 bad sender's mailbox", Reason.BLOCKED, True),
        (550, "5.2.1 mailbox disabled", Reason.NO_ADDRESS, True),
        (552, "5.2.2 quota", Reason.MAILBOX_FULL, True),
        (552, "5.2.3 too long for this mailbox", Reason.REFUSED, True),
        (550, "5.4.1 Recipient address rejected: Access denied", Reason.NO_ADDRESS, True),
        (554, "5.7.1 relay access denied", Reason.BLOCKED, True),
        (550, "5.7.26 unauthenticated", Reason.BLOCKED, True),
        (550, "User unknown", Reason.NO_ADDRESS, True),
        (550, "No such user here", Reason.NO_ADDRESS, True),
        (550, "Mailbox not found. http://service.mail.qq.example/", Reason.NO_ADDRESS, True),
        (550, "User not found: li@163.example", Reason.NO_ADDRESS, True),
        (550, "Invalid recipient", Reason.NO_ADDRESS, True),
        (550, "用户不存在", Reason.NO_ADDRESS, True),
        (550, "Mailbox is full", Reason.MAILBOX_FULL, True),
        (552, "requested mail action aborted: exceeded storage allocation", Reason.MAILBOX_FULL,
         True),
        (550, "Mail content denied", Reason.BLOCKED, True),
        (554, "DT:SPM 163 smtp10", Reason.BLOCKED, True),
        (553, "MI:DMC 163", Reason.BLOCKED, True),
        (550, "Ip frequency limited", Reason.BUSY, False),
        (550, "Connection frequency limited. http://service.mail.qq.example/", Reason.BUSY, False),
        (550, "hm", Reason.REFUSED, True),
        (450, "4.2.0 greylisted", Reason.BUSY, False),
        (450, "4.1.1 no such user yet", Reason.BUSY, False),
        (452, "4.2.2 over quota", Reason.MAILBOX_FULL, False),
        (452, "4.5.3 too many recipients", Reason.BUSY, False),
        (452, "", Reason.MAILBOX_FULL, False),
        (421, "4.7.0 try again", Reason.BUSY, False),
        (550, "4.2.2 full for now", Reason.MAILBOX_FULL, True),
    ],
)  # fmt: skip
def test_a_refused_recipient(code: int, words: str, reason: Reason, permanent: bool) -> None:
    verdict = verdict_of(code, words, Stage.RECIPIENT)

    assert (verdict.reason, verdict.is_permanent) == (reason, permanent)


@every(
    ("code", "words", "reason", "permanent"),
    [
        (550, "5.1.8 no such sender", Reason.BLOCKED, True),
        (550, "5.1.0 sender rejected", Reason.BLOCKED, True),
        (452, "4.3.1 insufficient storage", Reason.BUSY, False),
        (451, "later", Reason.BUSY, False),
        (550, "no", Reason.BLOCKED, True),
    ],
)
def test_a_refused_sender_is_never_the_recipients_fault(
    code: int, words: str, reason: Reason, permanent: bool
) -> None:
    verdict = verdict_of(code, words, Stage.SENDER)

    assert (verdict.reason, verdict.is_permanent) == (reason, permanent)


@every(
    ("code", "words", "reason", "permanent"),
    [
        (552, "5.3.4 message too big", Reason.BLOCKED, True),
        (552, "too much mail data", Reason.MAILBOX_FULL, True),
        (554, "transaction failed", Reason.BLOCKED, True),
        (550, "5.1.1 gone", Reason.NO_ADDRESS, True),
        (452, "4.2.2 quota", Reason.MAILBOX_FULL, False),
        (452, "no space", Reason.BUSY, False),
    ],
)
def test_a_refused_content(code: int, words: str, reason: Reason, permanent: bool) -> None:
    verdict = verdict_of(code, words, Stage.CONTENT)

    assert (verdict.reason, verdict.is_permanent) == (reason, permanent)


@given(code=st.integers(400, 599), words=st.text(max_size=500), stage=st.sampled_from(list(Stage)))
def test_any_answer_has_a_meaning_and_a_passing_one_is_never_for_good(
    code: int, words: str, stage: Stage
) -> None:
    verdict = verdict_of(code, words, stage)

    assert verdict.reason in Reason
    assert not (code < 500 and verdict.is_permanent)


@every(
    ("status", "reason"),
    [
        ("5.1.1", Reason.NO_ADDRESS), ("5.2.2", Reason.MAILBOX_FULL), ("5.7.1", Reason.BLOCKED),
        ("4.4.1", Reason.EXPIRED), ("4.4.7", Reason.EXPIRED), ("5.4.7", Reason.EXPIRED),
        ("5.4.4", Reason.NO_ADDRESS), ("5.4.6", Reason.REFUSED), ("5.3.0", Reason.BLOCKED),
        ("5.9.9", Reason.REFUSED), ("5.0.0", Reason.REFUSED),
    ],
)  # fmt: skip
def test_a_status_in_a_report(status: str, reason: Reason) -> None:
    assert reason_of_status(status) == reason


@every(
    ("status", "words", "reason"),
    [
        ("4.1.1", "no such user yet", Reason.EXPIRED),
        ("5.1.1", "mailbox full", Reason.MAILBOX_FULL),
        ("5.1.1", "frequency limited, try again later", Reason.BUSY),
        ("5.1.1", "your sender's domain is on a blacklist", Reason.BLOCKED),
        ("5.1.0", "sender rejected: SPF failed", Reason.BLOCKED),
        ("5.2.1", "mailbox temporarily disabled", Reason.BLOCKED),
        ("5.1.1", "发件人被拒绝", Reason.BLOCKED),
        ("5.1.1", "user unknown", Reason.NO_ADDRESS),
    ],
)
def test_no_address_is_what_class_and_words_say_together(
    status: str, words: str, reason: Reason
) -> None:
    assert reason_of_status(status, words) == reason


def test_words_without_a_status_that_blame_the_sender_blame_no_address() -> None:
    assert reason_of_words("user unknown") == Reason.NO_ADDRESS
    assert reason_of_words("invalid address of the sender") == Reason.BLOCKED


def test_a_vague_status_is_told_by_the_words() -> None:
    assert reason_of_status("5.0.0", "mailbox is full") == Reason.MAILBOX_FULL
    assert reason_of_words("nothing that helps") is None


@every(
    ("words", "status"),
    [
        ("5.1.1 no", "5.1.1"), ("sorry (#5.1.1)", "5.1.1"), ("from 10.5.1.1 we", ""), ("", ""),
        ("version 15.1.1", ""), ("550-5.7.26 x", "5.7.26"), ("2.0.0 fine", "2.0.0"),
    ],
)  # fmt: skip
def test_the_status_in_a_sentence(words: str, status: str) -> None:
    assert status_of(words) == status


def test_a_long_sentence_is_read_in_no_time() -> None:
    assert reason_of_words("no such " * 500_000) in (None, *Reason)
