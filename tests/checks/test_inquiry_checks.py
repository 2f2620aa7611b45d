"""What a bank's answer means to a walk."""

from tests.every import every
from troubleshooting.checks.registry import run

ASKED = {"inquiry_type": "not_received", "inquiry_asked_at": "2026-11-18T10:00:00+00:00"}


def answer_to(**facts: str) -> tuple[str | None, str]:
    found = run("bank_answer", facts)
    return found.option, found.strength


def test_where_nobody_asked_there_is_no_answer():
    assert answer_to() == ("not_asked", "strong")
    assert answer_to(inquiry_answer="CONF") == ("not_asked", "strong")


def test_a_bank_that_was_asked_is_waited_for():
    assert answer_to(**ASKED) == ("waiting", "strong")
    assert answer_to(**ASKED, inquiry_answer=" ") == ("waiting", "strong")


@every(
    ("code", "option"),
    [
        ("CONF", "credited"), ("RJNR", "credited"), ("ACNR", "at_bank"), ("PDCR", "at_bank"),
        ("CNCL", "coming_back"), ("ARDT", "coming_back"), ("RJCR", "refused"),
        ("NOOR", "never_there"), ("LEGL", "stopped"),
        ("INFO", "told"), ("NINF", "told"), ("conf", "told"), ("ZZZZ", "told"),
    ],
)  # fmt: skip
def test_codes_move_a_walk_and_words_are_left_to_people(code: str, option: str):
    assert answer_to(**ASKED, inquiry_answer=code) == (option, "strong")
