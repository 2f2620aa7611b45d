"""What is printed for a person to read: eighteen cases of each rung, as a table or whole."""

from io import StringIO

import pytest
from django.core.management import call_command

from support.claims.claim import Slot
from support.claims.rungs import RUNGS
from support.notifications.words.readings import KINDS, SITUATIONS, readings


def printed(*options: str) -> str:
    out = StringIO()
    call_command("print_claims", *options, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_eighteen_cases_of_each_rung_are_read_and_none_is_without_a_sentence(language: str) -> None:
    found = list(readings(language))

    assert len(found) == 18 * len(RUNGS) == len(KINDS) * len(SITUATIONS) * len(RUNGS)
    for reading in found:
        assert reading.mail.subject
        assert reading.sms.segments <= 3
        assert reading.said.text(Slot.HAPPENED) in reading.mail.text
        assert reading.said.text(Slot.HAPPENED) in reading.page_text


@pytest.mark.parametrize(
    ("language", "task", "step"),
    [("en", "What you need to do", "What happens next"), ("zh-hans", "您需要做什么", "接下来")],
)
def test_what_to_do_is_read_before_what_follows_it(language: str, task: str, step: str) -> None:
    for reading in readings(language, "failed"):
        text = reading.mail.text

        assert 0 < text.index(f"{task}\n") < text.index(f"{step}\n")


def test_the_table_has_a_row_a_case_and_a_cell_a_slot() -> None:
    lines = printed("--rung", "returned").splitlines()

    assert len(lines) == 2 + 18
    assert {line.count(" | ") for line in lines if not line.startswith("|---")} == {14}
    assert lines[2].startswith("| returned · payout · case-opened · us |")


def test_whole_messages_are_as_they_go_out() -> None:
    text = printed("--rung", "sent", "--language", "zh-hans", "--whole")

    assert text.count("==== sent") == text.count("SMS: ") == text.count("PAGE: ") == 18
    assert "[CW-4T7KQ2MZ] 您的出款 PO-0302-0007 已发出，到账待确认" in text
    assert "预计最迟2026年3月5日到账" in text
    assert "==== sent · refund · solution · customer" in text
